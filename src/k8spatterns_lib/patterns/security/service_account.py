"""`ServiceAccount`: who a pod is to the API, without a token unless it is asked for.

Source: Kubernetes Patterns, 2nd ed., ch. 26 "Access Control"; Kubernetes docs, "Configure
Service Accounts for Pods".
"""

from collections.abc import Sequence
from typing import Any

from constructs import Construct

from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.values.reference import SecretRef, secret_name


class ServiceAccount(Pattern):
    """A service account.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id; "default" configures the namespace's own.
        token: Pods get a token without asking for it. Default: False.
        pull_secrets: Secrets for private registries, for all pods of the account.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        token: bool = False,
        pull_secrets: Sequence[str | SecretRef] = (),
    ) -> None:
        super().__init__(scope, id, name=name)
        data: dict[str, Any] = {"apiVersion": "v1", "kind": "ServiceAccount", "automountServiceAccountToken": token}
        if pull_secrets:
            data["imagePullSecrets"] = [{"name": secret_name(each)} for each in pull_secrets]
        self.add_object(MAIN, data)
