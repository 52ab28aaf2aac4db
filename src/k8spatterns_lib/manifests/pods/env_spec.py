"""Environment variables in the order in which they were given.

Kubernetes expands `$(NAME)` from variables that stand *before* the one that uses it, so the
parts of an `EnvTemplate` come first.
Source: Kubernetes docs, "Define Dependent Environment Variables".
"""

from collections.abc import Sequence
from typing import Any

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.environment import (
    ConfigMapKey,
    ContainerResource,
    EnvFrom,
    EnvSource,
    EnvTemplate,
    EnvValue,
    Plain,
    PodField,
    SecretKey,
)


def env_spec(env: Sequence[tuple[str, EnvValue]], where: str) -> list[dict[str, Any]]:
    """Return the list `env` of a container, the parts of templates before their templates.

    Raises:
        SettingError: A part has the name of another variable with another value.
    """
    items: dict[str, dict[str, Any]] = {}
    for name, value in env:
        if isinstance(value, EnvTemplate):
            for part, source in value.parts:
                _add(items, part, _item(part, source), where)
            _add(items, name, {"name": name, "value": value.text}, where)
        else:
            _add(items, name, _item(name, value), where)
    return list(items.values())


def env_from_spec(sources: Sequence[EnvFrom]) -> list[dict[str, Any]]:
    """Return the list `envFrom` of a container."""
    return [_env_from(source) for source in sources]


def _add(items: dict[str, dict[str, Any]], name: str, item: dict[str, Any], where: str) -> None:
    known = items.setdefault(name, item)
    if known != item:
        fix = "Give the template's part a name of its own."
        raise SettingError(where, "two environment variables have one name", got=name, fix=fix)


def _env_from(source: EnvFrom) -> dict[str, Any]:
    spec: dict[str, Any] = {"prefix": source.prefix} if source.prefix else {}
    if source.config_map is not None:
        spec["configMapRef"] = _optional({"name": source.config_map}, optional=source.optional)
    else:
        spec["secretRef"] = _optional({"name": source.secret}, optional=source.optional)
    return spec


def field_ref(field: PodField) -> dict[str, Any]:
    """Return a reference to a field of the pod."""
    return {"fieldRef": {"fieldPath": field.path}}


def resource_field_ref(source: ContainerResource) -> dict[str, Any]:
    """Return a reference to a request or a limit of a container."""
    spec = {} if source.container is None else {"containerName": source.container}
    spec["resource"] = source.resource
    if source.divisor is not None:
        spec["divisor"] = source.divisor
    return {"resourceFieldRef": spec}


def _item(name: str, value: str | Plain | EnvSource) -> dict[str, Any]:
    match value:
        case str():
            return {"name": name, "value": value}
        case Plain():
            return {"name": name, "value": value.text}
        case _:
            return {"name": name, "valueFrom": _value_from(value)}


def _value_from(value: EnvSource) -> dict[str, Any]:
    match value:
        case SecretKey():
            key = {"name": value.secret, "key": value.key}
            return {"secretKeyRef": _optional(key, optional=value.optional)}
        case ConfigMapKey():
            key = {"name": value.config_map, "key": value.key}
            return {"configMapKeyRef": _optional(key, optional=value.optional)}
        case PodField():
            return field_ref(value)
        case ContainerResource():
            return resource_field_ref(value)


def _optional(spec: dict[str, Any], *, optional: bool) -> dict[str, Any]:
    return {**spec, "optional": True} if optional else spec
