"""What concerns a whole pod and no single container of it.

Source: Kubernetes API reference, PodSpec.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, dns_subdomain, label_key
from k8spatterns_lib.values.reference import SecretRef, secret_name
from k8spatterns_lib.values.scheduling import Labels, Scheduling, to_labels
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.volume import Volume

HostAliases = tuple[tuple[str, tuple[str, ...]], ...]


def _to_annotations(annotations: Mapping[str, str] | Labels) -> Labels:
    pairs = tuple(annotations.items()) if isinstance(annotations, Mapping) else tuple(annotations)
    for key, value in pairs:
        label_key(key, "PodSettings", "annotation")
        if not isinstance(value, str):
            raise SettingError("PodSettings", f"the annotation {key} must be text", got=value, fix="Write it as text.")
    return pairs


def _to_aliases(aliases: Mapping[str, Iterable[str]] | HostAliases) -> HostAliases:
    pairs = aliases.items() if isinstance(aliases, Mapping) else aliases
    return tuple((address, tuple(names)) for address, names in pairs)


def _to_secrets(secrets: Iterable[str | SecretRef]) -> tuple[str, ...]:
    return tuple(secret_name(each) for each in secrets)


def _to_texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(texts)


def _to_volumes(volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    return tuple(volumes)


def _to_options(
    options: Mapping[str, str | None] | tuple[tuple[str, str | None], ...],
) -> tuple[tuple[str, str | None], ...]:
    return tuple(options.items()) if isinstance(options, Mapping) else tuple(options)


@refuses_unknown_settings
@attrs.frozen(kw_only=True, cache_hash=True)
class PodSettings:
    """Settings of a pod.

    Args:
        labels: Further labels of the pods.
        annotations: Further annotations of the pods.
        service_account: Default: the namespace's "default", without a token.
        token: Mount the account's token, for programs that talk to the API. Default: False.
        scheduling: Where the pods may run. Default: anywhere.
        security: Default: restricted.
        priority_class: Default: the cluster's.
        runtime_class: Default: the cluster's.
        host_aliases: Names by address, for `/etc/hosts`.
        dns_policy: Default: "ClusterFirst".
        dns_servers: Further name servers.
        dns_searches: Further search domains.
        dns_options: Resolver options, such as `{"ndots": "2"}`.
        readiness_gates: Conditions that must hold beside the probes.
        grace_seconds: From the word to stop until the kill. Default: 30.
        pull_secrets: Secrets for private registries.
        share_process_namespace: The containers see each other's processes. Default: False.
        hostname: Default: the pod's name.
        active_deadline_seconds: How long the pod may run at most. Default: for ever.
        volumes: Volumes that no container mounts but that the pod must have.
    """

    labels: Labels = attrs.field(default=(), converter=to_labels)
    annotations: Labels = attrs.field(default=(), converter=_to_annotations)
    service_account: str | None = None
    token: bool = False
    scheduling: Scheduling | None = None
    security: Security | None = None
    priority_class: str | None = None
    runtime_class: str | None = None
    host_aliases: HostAliases = attrs.field(default=(), converter=_to_aliases)
    dns_policy: Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"] | None = None
    dns_servers: tuple[str, ...] = attrs.field(default=(), converter=_to_texts)
    dns_searches: tuple[str, ...] = attrs.field(default=(), converter=_to_texts)
    dns_options: tuple[tuple[str, str | None], ...] = attrs.field(default=(), converter=_to_options)
    readiness_gates: tuple[str, ...] = attrs.field(default=(), converter=_to_texts)
    grace_seconds: int | None = None
    pull_secrets: tuple[str, ...] = attrs.field(default=(), converter=_to_secrets)
    share_process_namespace: bool = False
    hostname: str | None = None
    active_deadline_seconds: int | None = None
    volumes: tuple[Volume, ...] = attrs.field(default=(), converter=_to_volumes)

    def __attrs_post_init__(self) -> None:
        where = "PodSettings"
        for name, value, kind in (("scheduling", self.scheduling, Scheduling), ("security", self.security, Security)):
            if value is not None and not isinstance(value, kind):
                raise SettingError(
                    where, f"{name} must be a {kind.__name__}", got=value, fix=f"Give a {kind.__name__}."
                )
        if self.service_account is not None:
            dns_subdomain(self.service_account, where, "service_account")
        if self.hostname is not None:
            dns_label(self.hostname, where, "hostname")
        for name, seconds in (
            ("grace_seconds", self.grace_seconds),
            ("active_deadline_seconds", self.active_deadline_seconds),
        ):
            if seconds is not None and (type(seconds) is not int or seconds < 1):
                raise SettingError(where, f"{name} must be a whole number from 1", got=seconds, fix="Give seconds.")
