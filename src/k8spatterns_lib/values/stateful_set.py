"""What runs pods with a name and storage of their own.

Source: Kubernetes API reference, StatefulSetSpec; Kubernetes docs, "StatefulSets".
"""

from collections.abc import Iterable
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.claim import Claim
from k8spatterns_lib.values.deployment import UPDATES, Update, at_least
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of, parts, switches
from k8spatterns_lib.values.strategy import count_or_percent


def _to_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return parts(claims, Claim, "StatefulSet", "claims")


_SWITCHES: Final = ("ordered", "keep_claims_on_delete", "keep_claims_on_scale_down")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class StatefulSet:
    """Pods that keep their name and their storage.

    Args:
        replicas: How many. Default: 1.
        ordered: One after the other; False starts and stops all at once. Default: True.
        claims: Storage for each pod.
        keep_claims_on_delete: Keep the storage when the set is deleted. Default: True.
        keep_claims_on_scale_down: Keep the storage of pods that are scaled away. Default: True.
        update: "RollingUpdate", or "OnDelete" to replace by hand. Default: the former.
        partition: Only pods with this number or a higher one are updated. Default: all.
        max_unavailable: Pods that may be down during an update (1.35). Default: 1.
        min_ready_seconds: How long a pod must be ready to count. Default: 0.
        revision_history: How many old versions are kept. Default: 10.
    """

    replicas: int = 1
    ordered: bool = True
    claims: tuple[Claim, ...] = attrs.field(default=(), converter=_to_claims)
    keep_claims_on_delete: bool = True
    keep_claims_on_scale_down: bool = True
    update: Update = "RollingUpdate"
    partition: int | None = None
    max_unavailable: int | str | None = None
    min_ready_seconds: int = 0
    revision_history: int = 10

    def __attrs_post_init__(self) -> None:
        where = "StatefulSet"
        at_least(0, self.replicas, where, "replicas")
        at_least(0, self.partition, where, "partition")
        at_least(0, self.min_ready_seconds, where, "min_ready_seconds")
        at_least(0, self.revision_history, where, "revision_history")
        switches(self, _SWITCHES, where)
        self._check_update(where)
        names = [each.name for each in self.claims]
        if len(set(names)) != len(names):
            raise SettingError(where, "two claims must not share a name", got=names, fix="Rename one of them.")

    def _check_update(self, where: str) -> None:
        one_of(UPDATES, self.update, where, "update")
        if self.max_unavailable is not None:
            if self.update == "OnDelete":
                fix = "Leave it out: pods are replaced by hand."
                raise SettingError(where, "max_unavailable goes with RollingUpdate", got=self.max_unavailable, fix=fix)
            count = count_or_percent(self.max_unavailable, where, "max_unavailable", of_what_runs=True)
            if count == 0:
                fix = "Use 1."
                raise SettingError(where, "max_unavailable must not be zero", got=self.max_unavailable, fix=fix)
