"""A place where a service runs, and its share of the users' traffic."""

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.setting import refuses_unknown_settings


def _to_version(version: str | KubernetesVersion | None) -> KubernetesVersion | None:
    return None if version is None else KubernetesVersion.parse(version)


@refuses_unknown_settings
@attrs.frozen
class Region:
    """A region of an environment.

    Args:
        name: Such as "east-us"; a DNS label.
        traffic_percent: Its share of the users' traffic, 0 to 100. Default: 0, no users.
        kubernetes: The version of its cluster. Default: the fleet's.

    Raises:
        SettingError: The name, the share or the version is wrong.
    """

    name: str
    traffic_percent: int = attrs.field(default=0, kw_only=True)
    kubernetes: KubernetesVersion | None = attrs.field(default=None, kw_only=True, converter=_to_version)

    def __attrs_post_init__(self) -> None:
        where = f"Region {self.name!r}"
        dns_label(self.name, where)
        if type(self.traffic_percent) is not int or not 0 <= self.traffic_percent <= 100:  # noqa: PLR2004 - percent
            fix = "Write a whole number from 0 to 100."
            raise SettingError(where, "traffic_percent must be a percentage", got=self.traffic_percent, fix=fix)
