"""References to objects by name, so that values never hold constructs.

Wherever a setting means an object, it takes a name, a reference, or anything that stands for
one (a construct): what exists elsewhere is referred to by its name alone.
"""

from typing import Protocol, runtime_checkable

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, dns_subdomain
from k8spatterns_lib.values.setting import refuses_unknown_settings


class _Named:
    """A reference to an object in the namespace of whoever refers to it."""

    __slots__ = ()
    name: str

    def __attrs_post_init__(self) -> None:
        dns_subdomain(self.name, type(self).__name__)


@refuses_unknown_settings
@attrs.frozen(order=True)
class SecretRef(_Named):
    """A Secret, in the namespace of whoever refers to it."""

    name: str


@refuses_unknown_settings
@attrs.frozen(order=True)
class ConfigMapRef(_Named):
    """A ConfigMap, in the namespace of whoever refers to it."""

    name: str


@refuses_unknown_settings
@attrs.frozen(order=True)
class ClaimRef(_Named):
    """A PersistentVolumeClaim, in the namespace of whoever refers to it."""

    name: str


@refuses_unknown_settings
@attrs.frozen(order=True)
class PersistentVolumeRef(_Named):
    """A PersistentVolume."""

    name: str


@refuses_unknown_settings
@attrs.frozen(order=True)
class ServiceAccountRef(_Named):
    """A ServiceAccount, in the namespace of whoever refers to it."""

    name: str


@refuses_unknown_settings
@attrs.frozen(order=True)
class NamespaceRef(_Named):
    """A namespace."""

    name: str


@refuses_unknown_settings
@attrs.frozen(order=True)
class ServiceRef:
    """A Service; `namespace` is None where it is the namespace of whoever refers to it."""

    name: str
    namespace: str | None = None

    def __attrs_post_init__(self) -> None:
        dns_label(self.name, "ServiceRef")
        if self.namespace is not None:
            dns_label(self.namespace, f"ServiceRef {self.name!r}", "namespace")

    @property
    def host(self) -> str:
        """The DNS name: short within a namespace, `name.namespace.svc` from everywhere."""
        return self.name if self.namespace is None else f"{self.name}.{self.namespace}.svc"


@runtime_checkable
class HasSecret(Protocol):
    """Something that stands for a Secret."""

    @property
    def secret_ref(self) -> SecretRef:
        """The reference that values keep."""
        ...


@runtime_checkable
class HasConfigMap(Protocol):
    """Something that stands for a ConfigMap."""

    @property
    def config_map_ref(self) -> ConfigMapRef:
        """The reference that values keep."""
        ...


@runtime_checkable
class HasClaim(Protocol):
    """Something that stands for a PersistentVolumeClaim."""

    @property
    def claim_ref(self) -> ClaimRef:
        """The reference that values keep."""
        ...


@runtime_checkable
class HasPersistentVolume(Protocol):
    """Something that stands for a PersistentVolume."""

    @property
    def persistent_volume_ref(self) -> PersistentVolumeRef:
        """The reference that values keep."""
        ...


@runtime_checkable
class HasServiceAccount(Protocol):
    """Something that stands for a ServiceAccount."""

    @property
    def service_account_ref(self) -> ServiceAccountRef:
        """The reference that values keep."""
        ...


@runtime_checkable
class HasNamespace(Protocol):
    """Something that stands for a namespace."""

    @property
    def namespace_ref(self) -> NamespaceRef:
        """The reference that values keep."""
        ...


@runtime_checkable
class HasService(Protocol):
    """Something that stands for a Service."""

    @property
    def service_ref(self) -> ServiceRef:
        """The reference that values keep."""
        ...


def secret_name(secret: str | SecretRef | HasSecret, where: str = "Secret") -> str:
    """Return the name of the Secret that is meant.

    Raises:
        SettingError: It stands for none.
    """
    return _name_of(secret, SecretRef, "secret_ref", where)


def config_map_name(config_map: str | ConfigMapRef | HasConfigMap, where: str = "ConfigMap") -> str:
    """Return the name of the ConfigMap that is meant.

    Raises:
        SettingError: It stands for none.
    """
    return _name_of(config_map, ConfigMapRef, "config_map_ref", where)


def claim_name(claim: str | ClaimRef | HasClaim, where: str = "Claim") -> str:
    """Return the name of the claim that is meant.

    Raises:
        SettingError: It stands for none.
    """
    return _name_of(claim, ClaimRef, "claim_ref", where)


def persistent_volume_name(
    volume: str | PersistentVolumeRef | HasPersistentVolume, where: str = "PersistentVolume"
) -> str:
    """Return the name of the PersistentVolume that is meant.

    Raises:
        SettingError: It stands for none.
    """
    return _name_of(volume, PersistentVolumeRef, "persistent_volume_ref", where)


def service_account_name(account: str | ServiceAccountRef | HasServiceAccount, where: str = "ServiceAccount") -> str:
    """Return the name of the ServiceAccount that is meant.

    Raises:
        SettingError: It stands for none.
    """
    return _name_of(account, ServiceAccountRef, "service_account_ref", where)


def namespace_name(namespace: str | NamespaceRef | HasNamespace, where: str = "Namespace") -> str:
    """Return the name of the namespace that is meant.

    Raises:
        SettingError: It stands for none, or can not be a namespace's.
    """
    return dns_label(_name_of(namespace, NamespaceRef, "namespace_ref", where), where, "namespace")


def service_reference(service: str | ServiceRef | HasService, where: str = "Service") -> ServiceRef:
    """Return the Service that is meant; a name is one of the namespace of whoever refers to it.

    Raises:
        SettingError: It stands for none.
    """
    if isinstance(service, str):
        return ServiceRef(dns_label(service, where, "service"))
    if isinstance(service, ServiceRef):
        return service
    found = getattr(service, "service_ref", None)
    if isinstance(found, ServiceRef):
        return found
    raise _no_reference(service, ServiceRef, where)


def _name_of(given: object, reference: type[_Named], attribute: str, where: str) -> str:
    if isinstance(given, str):
        return given
    found = given if isinstance(given, reference) else getattr(given, attribute, None)
    if isinstance(found, reference):
        return found.name
    raise _no_reference(given, reference, where)


def _no_reference(given: object, reference: type, where: str) -> SettingError:
    kind = reference.__name__.removesuffix("Ref")
    fix = f"Give its name, a {reference.__name__} or a construct."
    return SettingError(where, f"this stands for no {kind}", got=given, fix=fix)
