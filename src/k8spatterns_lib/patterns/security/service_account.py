"""`ServiceAccount`: who a pod is to the API, without a token unless it is asked for.

Source: Kubernetes Patterns, 2nd ed., ch. 26 "Access Control"; Kubernetes docs, "Configure
Service Accounts for Pods".
"""

from collections.abc import Sequence
from typing import Any

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.values.names import dns_subdomain
from k8spatterns_lib.values.reference import HasSecret, SecretRef, ServiceAccountRef, secret_name
from k8spatterns_lib.values.setting_checks import listed


class ServiceAccount(Pattern):
    """A service account.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id; "default" configures the namespace's own.
        token: Pods get a token without asking for it. Default: False.
        pull_secrets: Secrets for private registries, for all pods of the account.

    Raises:
        SettingError: A name is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        token: bool = False,
        pull_secrets: Sequence[str | SecretRef | HasSecret] = (),
    ) -> None:
        super().__init__(scope, id, name=name)
        data: dict[str, Any] = {"apiVersion": "v1", "kind": "ServiceAccount", "automountServiceAccountToken": token}
        if token is not True and token is not False:
            raise SettingError(self.where, "token must be True or False", got=token, fix="Give one of them.")
        found = listed(pull_secrets, self.where, "pull_secrets", '"registry"')
        if found:
            names = [secret_name(each, self.where) for each in found]
            data["imagePullSecrets"] = [{"name": dns_subdomain(each, self.where, "a pull secret")} for each in names]
        self.add_object(MAIN, data)

    @property
    def service_account_ref(self) -> ServiceAccountRef:
        """The reference that values keep."""
        return ServiceAccountRef(self.name)
