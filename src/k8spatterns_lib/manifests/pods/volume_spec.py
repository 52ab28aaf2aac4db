"""Volumes of a pod and their mounts in its containers, as Kubernetes writes them.

Every answer is cached and shared; callers must not mutate it.
Source: Kubernetes API reference, Volume v1 core, VolumeMount v1 core; Kubernetes docs, "Downward API".
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pods.env_spec import field_ref, resource_field_ref
from k8spatterns_lib.values.environment import PodField
from k8spatterns_lib.values.volume import (
    ClaimSource,
    ConfigMapSource,
    Downward,
    DownwardItem,
    EmptyDir,
    HostPath,
    ImageSource,
    Item,
    Mount,
    Nfs,
    Projected,
    SecretSource,
    Source,
    TokenSource,
    Volume,
)

_DEFAULT_TOKEN_SECONDS: Final = 3600


@lru_cache(maxsize=4096)
def volume_spec(volume: Volume) -> dict[str, Any]:
    """Return an entry of a pod's `volumes`.

    Raises:
        SettingError: A source asks for what the API can not do.
    """
    return {"name": volume.name, **_source(volume.source, f"Volume {volume.name!r}")}


@lru_cache(maxsize=4096)
def mount_spec(path: str, mount: Mount) -> dict[str, Any]:
    """Return an entry of a container's `volumeMounts`."""
    spec: dict[str, Any] = {"name": mount.volume.name, "mountPath": path}
    if mount.sub_path is not None:
        spec["subPath"] = mount.sub_path
    if mount.read_only:
        spec["readOnly"] = True
    if mount.propagation is not None:
        spec["mountPropagation"] = mount.propagation
    return spec


def _source(source: Source, where: str) -> dict[str, Any]:  # noqa: PLR0911 - one line a kind of source
    match source:
        case EmptyDir():
            return {"emptyDir": _empty_dir(source)}
        case HostPath():
            return {"hostPath": _given({"path": source.path}, type=source.type)}
        case Nfs():
            return {"nfs": _given({"server": source.server, "path": source.path}, readOnly=source.read_only)}
        case ClaimSource():
            return {"persistentVolumeClaim": _given({"claimName": source.claim_name}, readOnly=source.read_only)}
        case ConfigMapSource():
            return {"configMap": _with_mode(_keys({"name": source.name}, source), source.mode)}
        case SecretSource():
            return {"secret": _with_mode(_keys({"secretName": source.name}, source), source.mode)}
        case Projected():
            sources = [_projection(each, where) for each in source.sources]
            return {"projected": _with_mode({"sources": sources}, source.mode)}
        case Downward():
            return {"downwardAPI": _downward(source.items, where)}
        case ImageSource():
            return {"image": _given({"reference": str(source.image)}, pullPolicy=source.pull_policy)}


def _empty_dir(source: EmptyDir) -> dict[str, Any]:
    limit = None if source.size_limit is None else source.size_limit.text
    return _given({}, medium=source.medium, sizeLimit=limit)


def _projection(source: ConfigMapSource | SecretSource | Downward | TokenSource, where: str) -> dict[str, Any]:
    if isinstance(source, Downward):
        return {"downwardAPI": _downward(source.items, where)}
    if isinstance(source, TokenSource):
        spec = _given({"path": source.path}, audience=source.audience)
        if source.expiration_seconds != _DEFAULT_TOKEN_SECONDS:
            spec["expirationSeconds"] = source.expiration_seconds
        return {"serviceAccountToken": spec}
    if source.mode is not None:
        fix = "Set the mode of the projected volume, or of single items."
        raise SettingError(where, "a projected source has no mode of its own", got=oct(source.mode), fix=fix)
    key = "configMap" if isinstance(source, ConfigMapSource) else "secret"
    return {key: _keys({"name": source.name}, source)}


def _keys(spec: dict[str, Any], source: ConfigMapSource | SecretSource) -> dict[str, Any]:
    items = [_item(each) for each in source.items]
    return _given(spec, items=items, optional=source.optional)


def _item(item: Item) -> dict[str, Any]:
    spec: dict[str, Any] = {"key": item.key, "path": item.path}
    if item.mode is not None:
        spec["mode"] = item.mode
    return spec


def _downward(items: Sequence[DownwardItem], where: str) -> dict[str, Any]:
    return {"items": [_downward_item(each, where) for each in items]}


def _downward_item(item: DownwardItem, where: str) -> dict[str, Any]:
    spec: dict[str, Any] = {"path": item.path}
    if isinstance(item.field, PodField):
        if not item.field.path.startswith("metadata."):
            fix = "Use PodField in an environment variable instead."
            raise SettingError(where, "a file can only have fields of the metadata", got=item.field.path, fix=fix)
        spec |= field_ref(item.field)
    else:
        if item.field.container is None:
            fix = "Write ContainerResource(..., container='name')."
            raise SettingError(where, "a file must say whose resource it has", got=item.field.resource, fix=fix)
        spec |= resource_field_ref(item.field)
    if item.mode is not None:
        spec["mode"] = item.mode
    return spec


def _with_mode(spec: dict[str, Any], mode: int | None) -> dict[str, Any]:
    # Not `_given`: the mode 0 is falsy, and is not the default.
    return spec if mode is None else {**spec, "defaultMode": mode}


def _given(spec: dict[str, Any], **fields: object) -> dict[str, Any]:
    """Return `spec` with those fields that are not empty; empty is the API's default for all of them."""
    return spec | {key: value for key, value in fields.items() if value}
