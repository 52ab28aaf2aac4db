"""References to objects by name, so that values never hold constructs."""

from typing import Protocol, runtime_checkable

import attrs


@attrs.frozen(order=True)
class SecretRef:
    """A Secret, in the namespace of whoever refers to it."""

    name: str


@attrs.frozen(order=True)
class ConfigMapRef:
    """A ConfigMap, in the namespace of whoever refers to it."""

    name: str


@attrs.frozen(order=True)
class ClaimRef:
    """A PersistentVolumeClaim, in the namespace of whoever refers to it."""

    name: str


@attrs.frozen(order=True)
class ServiceRef:
    """A Service; `namespace` is None where it is the namespace of whoever refers to it."""

    name: str
    namespace: str | None = None

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
class HasService(Protocol):
    """Something that stands for a Service."""

    @property
    def service_ref(self) -> ServiceRef:
        """The reference that values keep."""
        ...


def secret_name(secret: str | SecretRef | HasSecret) -> str:
    """Return the name of the Secret that is meant."""
    if isinstance(secret, str):
        return secret
    return secret.name if isinstance(secret, SecretRef) else secret.secret_ref.name


def config_map_name(config_map: str | ConfigMapRef | HasConfigMap) -> str:
    """Return the name of the ConfigMap that is meant."""
    if isinstance(config_map, str):
        return config_map
    return config_map.name if isinstance(config_map, ConfigMapRef) else config_map.config_map_ref.name


def claim_name(claim: str | ClaimRef | HasClaim) -> str:
    """Return the name of the claim that is meant."""
    if isinstance(claim, str):
        return claim
    return claim.name if isinstance(claim, ClaimRef) else claim.claim_ref.name
