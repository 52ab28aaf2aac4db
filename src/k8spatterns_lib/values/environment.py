"""What an environment variable can hold: a literal, or a reference that the cluster resolves.

Source: Kubernetes API reference, EnvVarSource; Kubernetes Patterns, 2nd ed., ch. 19
"EnvVar Configuration" and ch. 14 "Self Awareness".
"""

import re
from collections.abc import Mapping
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import config_key, dns_subdomain, env_name, label_key
from k8spatterns_lib.values.reference import (
    ConfigMapRef,
    HasConfigMap,
    HasSecret,
    SecretRef,
    config_map_name,
    secret_name,
)
from k8spatterns_lib.values.setting import refuses_unknown_settings

_POD_FIELDS: Final = frozenset(
    {
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs",
    }
)
_KEYED_FIELD: Final = re.compile(r"metadata\.(?:labels|annotations)\['([^']+)'\]")
Resource = Literal[
    "requests.cpu", "requests.memory", "requests.ephemeral-storage",
    "limits.cpu", "limits.memory", "limits.ephemeral-storage",
]  # fmt: skip


def _to_secret_name(secret: str | SecretRef | HasSecret) -> str:
    return secret_name(secret, "SecretKey")


def _to_config_map_name(config_map: str | ConfigMapRef | HasConfigMap) -> str:
    return config_map_name(config_map, "ConfigMapKey")


@refuses_unknown_settings
@attrs.frozen(order=True)
class SecretKey:
    """A key of a Secret.

    Args:
        secret: The Secret, by name or as a construct.
        key: The key in it.
        optional: Start without it if it is not there. Default: False.
    """

    secret: str = attrs.field(converter=_to_secret_name)
    key: str
    optional: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        dns_subdomain(self.secret, "SecretKey", "secret")
        config_key(self.key, f"SecretKey {self.secret!r}")


@refuses_unknown_settings
@attrs.frozen(order=True)
class ConfigMapKey:
    """A key of a ConfigMap.

    Args:
        config_map: The ConfigMap, by name or as a construct.
        key: The key in it.
        optional: Start without it if it is not there. Default: False.
    """

    config_map: str = attrs.field(converter=_to_config_map_name)
    key: str
    optional: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        dns_subdomain(self.config_map, "ConfigMapKey", "config_map")
        config_key(self.key, f"ConfigMapKey {self.config_map!r}")


@refuses_unknown_settings
@attrs.frozen(order=True)
class PodField:
    """A field of the pod itself, such as `metadata.name` or `metadata.labels['tier']`.

    Raises:
        SettingError: The API does not offer the field to containers.
    """

    path: str

    def __attrs_post_init__(self) -> None:
        keyed = _KEYED_FIELD.fullmatch(self.path) if isinstance(self.path, str) else None
        if keyed is not None:
            label_key(keyed[1], "PodField")
        elif self.path not in _POD_FIELDS:
            fix = f"Use one of: {', '.join(sorted(_POD_FIELDS))}, metadata.labels['…'], metadata.annotations['…']."
            raise SettingError("PodField", "the API does not offer this field", got=self.path, fix=fix)


@refuses_unknown_settings
@attrs.frozen(order=True)
class ContainerResource:
    """A request or a limit of a container, such as `limits.memory`.

    Args:
        resource: Which one.
        container: Whose. Default: the container that has the variable.
        divisor: The unit in which it is given, such as "1Mi". Default: cores and bytes.
    """

    resource: Resource
    container: str | None = None
    divisor: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.resource not in get_args(Resource):
            fix = f"Use one of: {', '.join(get_args(Resource))}."
            raise SettingError("ContainerResource", "the API does not offer this resource", got=self.resource, fix=fix)


@refuses_unknown_settings
@attrs.frozen(order=True)
class Plain:
    """A literal under a name that looks like a secret's, with the reason why it is none."""

    text: str
    reason: str

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.reason, str) or not self.reason.strip():
            raise SettingError("Plain", "a reason is needed", got=self.reason, fix="Say why the value is no secret.")


EnvSource = SecretKey | ConfigMapKey | PodField | ContainerResource


def _to_parts(
    parts: "Mapping[str, EnvSource] | tuple[tuple[str, EnvSource], ...]",
) -> "tuple[tuple[str, EnvSource], ...]":
    return tuple(parts.items()) if isinstance(parts, Mapping) else tuple(parts)


@refuses_unknown_settings
@attrs.frozen(order=False)
class EnvTemplate:
    """A text with `$(NAME)` in it, and what the names stand for.

    The parts become variables of their own, in front of the one that uses them.

    Args:
        text: The text; Kubernetes replaces `$(NAME)` when the container starts.
        parts: The source of each name.

    Raises:
        SettingError: A part is not used in the text, or its name can not be one.
    """

    text: str
    parts: tuple[tuple[str, EnvSource], ...] = attrs.field(converter=_to_parts)

    def __attrs_post_init__(self) -> None:
        for name, _ in self.parts:
            env_name(name, "EnvTemplate")
            if f"$({name})" not in self.text:
                fix = f"Write $({name}) where it belongs, or leave the part out."
                raise SettingError("EnvTemplate", f"the text does not use {name}", got=self.text, fix=fix)


def _to_config_map(config_map: str | ConfigMapRef | HasConfigMap | None) -> str | None:
    return None if config_map is None else config_map_name(config_map, "EnvFrom")


def _to_secret(secret: str | SecretRef | HasSecret | None) -> str | None:
    return None if secret is None else secret_name(secret, "EnvFrom")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class EnvFrom:
    """All keys of a ConfigMap or of a Secret as variables.

    Args:
        config_map: The ConfigMap; give this or `secret`.
        secret: The Secret.
        prefix: Put in front of each key. Default: nothing.
        optional: Start without it if it is not there. Default: False.
    """

    config_map: str | None = attrs.field(default=None, converter=_to_config_map)
    secret: str | None = attrs.field(default=None, converter=_to_secret)
    prefix: str = ""
    optional: bool = False

    def __attrs_post_init__(self) -> None:
        if (self.config_map is None) == (self.secret is None):
            got = {"config_map": self.config_map, "secret": self.secret}
            raise SettingError("EnvFrom", "exactly one of config_map and secret", got=got, fix="Give one of them.")
        if self.prefix:
            env_name(self.prefix, "EnvFrom", "prefix")


EnvValue = str | SecretKey | ConfigMapKey | PodField | ContainerResource | Plain | EnvTemplate

_SECRET_ENDINGS: Final = (
    "PASSWORD",
    "PASSWD",
    "SECRET",
    "TOKEN",
    "API_KEY",
    "APIKEY",
    "PRIVATE_KEY",
    "ACCESS_KEY",
    "SECRET_KEY",
    "MASTER_KEY",
)
_KINDS: Final = (str, SecretKey, ConfigMapKey, PodField, ContainerResource, Plain, EnvTemplate)


def check_env(name: str, value: object, *, where: str) -> None:
    """Refuse what is no variable, and a literal under a name that looks like a secret's.

    Raises:
        SettingError: The name is none, the value is of a wrong type, or it is a password in plain text.
    """
    env_name(name, where)
    if not isinstance(value, _KINDS):
        fix = "Give text, SecretKey, ConfigMapKey, PodField, ContainerResource or EnvTemplate."
        raise SettingError(where, f"the variable {name} must be text or a reference", got=value, fix=fix)
    if isinstance(value, str) and value and "$(" not in value and name.upper().endswith(_SECRET_ENDINGS):
        fix = 'Use SecretKey("secret", "key"), or Plain(text, reason=…) if it is no secret.'
        raise SettingError(where, f"the variable {name} would hold a secret in plain text", fix=fix)
