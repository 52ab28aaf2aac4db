"""What concerns a whole pod and no single container of it.

Source: Kubernetes API reference, PodSpec.
"""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, dns_subdomain, label_key
from k8spatterns_lib.values.reference import (
    HasSecret,
    HasServiceAccount,
    SecretRef,
    ServiceAccountRef,
    secret_name,
    service_account_name,
)
from k8spatterns_lib.values.scheduling import Labels, Scheduling, to_labels
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import listed, one_of, pairs, parts, switches
from k8spatterns_lib.values.volume import Volume

HostAliases = tuple[tuple[str, tuple[str, ...]], ...]
DnsPolicy = Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]
_DNS_POLICIES: Final = (None, *get_args(DnsPolicy))
_MOST_SERVERS: Final = 3
_WHERE: Final = "PodSettings"


def _to_annotations(annotations: Mapping[str, str] | Labels) -> Labels:
    found = pairs(annotations, _WHERE, "annotations")
    for key, value in found:
        label_key(key, "PodSettings", "annotation")
        if not isinstance(value, str):
            raise SettingError("PodSettings", f"the annotation {key} must be text", got=value, fix="Write it as text.")
    return found


def _to_aliases(aliases: Mapping[str, Iterable[str]] | HostAliases) -> HostAliases:
    given = pairs(aliases, _WHERE, "host_aliases")
    found = tuple((address, parts(names, str, _WHERE, "host_aliases")) for address, names in given)
    for address, names in found:
        _check_address(address, "host_aliases")
        for name in names:
            dns_subdomain(name, _WHERE, f"the alias of {address}")
    return found


def _check_address(address: str, name: str) -> None:
    try:
        # A number would be read as the bytes of an address.
        ip_address(address if isinstance(address, str) else "")
    except ValueError:
        fix = "Names are not looked up here."
        raise SettingError(_WHERE, f"{name} must hold IP addresses", got=address, fix=fix) from None


def _to_secrets(secrets: Iterable[str | SecretRef | HasSecret]) -> tuple[str, ...]:
    found = listed(secrets, _WHERE, "pull_secrets", '"..."')
    return tuple(dns_subdomain(secret_name(each, _WHERE), _WHERE, "a pull secret") for each in found)


def _to_account(account: str | ServiceAccountRef | HasServiceAccount | None) -> str | None:
    return None if account is None else service_account_name(account, _WHERE)


def _to_servers(servers: Iterable[str]) -> tuple[str, ...]:
    found = parts(servers, str, _WHERE, "dns_servers")
    for address in found:
        _check_address(address, "dns_servers")
    if len(found) > _MOST_SERVERS:
        fix = "Leave some out."
        raise SettingError(_WHERE, f"dns_servers has at most {_MOST_SERVERS}", got=len(found), fix=fix)
    return found


def _to_searches(searches: Iterable[str]) -> tuple[str, ...]:
    return parts(searches, str, _WHERE, "dns_searches")


def _to_gates(gates: Iterable[str]) -> tuple[str, ...]:
    found = parts(gates, str, _WHERE, "readiness_gates")
    for gate in found:
        label_key(gate, _WHERE, "a readiness gate")
    return found


def _to_volumes(volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    return parts(volumes, Volume, _WHERE, "volumes")


def _to_options(
    options: Mapping[str, str | None] | tuple[tuple[str, str | None], ...],
) -> tuple[tuple[str, str | None], ...]:
    found = pairs(options, _WHERE, "dns_options")
    for name, value in found:
        if not isinstance(name, str) or not isinstance(value, (str, type(None))):
            fix = 'Write {"ndots": "2"}.'
            raise SettingError(_WHERE, "dns_options must hold texts", got={name: value}, fix=fix)
    return found


@refuses_unknown_settings
@attrs.frozen(kw_only=True, cache_hash=True)
class PodSettings:
    """Settings of a pod.

    Args:
        labels: Further labels of the pods.
        annotations: Further annotations of the pods.
        service_account: By name or as a construct. Default: the namespace's "default", without a token.
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
    service_account: str | None = attrs.field(default=None, converter=_to_account)
    token: bool = False
    scheduling: Scheduling | None = None
    security: Security | None = None
    priority_class: str | None = None
    runtime_class: str | None = None
    host_aliases: HostAliases = attrs.field(default=(), converter=_to_aliases)
    dns_policy: DnsPolicy | None = None
    dns_servers: tuple[str, ...] = attrs.field(default=(), converter=_to_servers)
    dns_searches: tuple[str, ...] = attrs.field(default=(), converter=_to_searches)
    dns_options: tuple[tuple[str, str | None], ...] = attrs.field(default=(), converter=_to_options)
    readiness_gates: tuple[str, ...] = attrs.field(default=(), converter=_to_gates)
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
        one_of(_DNS_POLICIES, self.dns_policy, where, "dns_policy")
        if self.dns_policy == "None" and not self.dns_servers:
            raise SettingError(where, 'dns_policy="None" needs dns_servers', got=(), fix="Name one.")
        switches(self, ("token", "share_process_namespace"), where)
        self._check_names(where)
        for name, seconds in (
            ("grace_seconds", self.grace_seconds),
            ("active_deadline_seconds", self.active_deadline_seconds),
        ):
            if seconds is not None and (type(seconds) is not int or seconds < 1):
                raise SettingError(where, f"{name} must be a whole number from 1", got=seconds, fix="Give seconds.")

    def _check_names(self, where: str) -> None:
        for name in ("service_account", "priority_class", "runtime_class"):
            if getattr(self, name) is not None:
                dns_subdomain(getattr(self, name), where, name)
        if self.hostname is not None:
            dns_label(self.hostname, where, "hostname")
