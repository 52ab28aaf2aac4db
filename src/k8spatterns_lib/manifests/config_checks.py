"""Keys that pods read are keys that the chart's own ConfigMaps and Secrets have."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.pod_template import WORKLOADS, template_of

if TYPE_CHECKING:
    from k8spatterns_lib.manifests.chart_manifest import ChartManifest

KEYS = "k8spatterns.io/keys"
"""On a Secret without data: the keys that it will have, by commas."""

Reference = tuple[str, str, str]
"""A kind, a name and a key."""


def keys_exist(manifest: "ChartManifest") -> "Iterator[ManifestError]":
    """Each key that a pod needs is in the ConfigMap or Secret, where the chart defines it."""
    defined = {
        (each.kind, each.name): _keys(each.data) for each in manifest.objects if each.kind in {"ConfigMap", "Secret"}
    }
    if not defined:
        return
    for each in manifest.objects:
        if each.kind not in WORKLOADS:
            continue
        for kind, name, key in _references(template_of(each.data)["spec"]):
            keys = defined.get((kind, name))
            if keys is not None and key not in keys:
                where = f"{each.where} {each.kind} {each.name!r}"
                fix = f"Its keys: {', '.join(sorted(keys)) or 'none'}."
                yield ManifestError(where, f"the {kind} {name!r} has no key {key!r}", fix=fix)


def _keys(data: Mapping[str, Any]) -> set[str]:
    keys = {key for field in ("data", "binaryData", "stringData") for key in data.get(field) or ()}
    announced = data["metadata"].get("annotations", {}).get(KEYS, "")
    return keys | set(filter(None, announced.split(",")))


def _references(spec: Mapping[str, Any]) -> "Iterator[Reference]":
    for field in ("initContainers", "containers"):
        for container in spec.get(field, ()):
            for variable in container.get("env", ()):
                yield from _of_variable(variable.get("valueFrom") or {})
    for volume in spec.get("volumes", ()):
        yield from _of_source(volume)
        for source in volume.get("projected", {}).get("sources", ()):
            yield from _of_source(source)


def _of_variable(source: Mapping[str, Any]) -> "Iterator[Reference]":
    for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
        if field in source and not source[field].get("optional"):
            yield kind, source[field]["name"], source[field]["key"]


def _of_source(source: Mapping[str, Any]) -> "Iterator[Reference]":
    for field, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
        if field in source and not source[field].get("optional"):
            name = source[field].get("secretName") or source[field].get("name")
            for item in source[field].get("items", ()):
                yield kind, name, item["key"]
