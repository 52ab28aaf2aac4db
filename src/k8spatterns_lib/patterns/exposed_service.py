"""`pattern.expose(…)`: a Service for a pattern's own pods, made by one call or by several.

Decided here: what a further call for the same Service may say.
Decided elsewhere: what a Service can say (`service_settings`).
"""

from collections.abc import Mapping
from typing import Any

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import Pattern
from k8spatterns_lib.patterns.service_object import service_ports
from k8spatterns_lib.patterns.service_settings import ServiceSettings, ServiceType, service_metadata, service_settings
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.service_port import ServicePort


def expose(
    pattern: Pattern,
    name: str,
    port: ServicePort,
    *,
    child_id: str,
    select: Mapping[str, str],
    service_type: ServiceType | None,
    settings: ServiceSettings,
) -> ServiceRef:
    """Add a Service, or a port to the one that the pattern has already.

    Args:
        pattern: Whose pods it is for.
        name: The Service's name.
        port: The port.
        child_id: The id of a new Service's `ApiObject`.
        select: The labels of the pods.
        service_type: None: "ClusterIP" for a new one, and what it is for one that is there.
        settings: What else it says.

    Raises:
        SettingError: A setting is wrong, or not that of the Service that is there already.
    """
    where = pattern.where
    there = next((each for each in pattern.objects if each.kind == "Service" and each.name == name), None)
    old = {} if there is None else there.data["spec"]
    kind = service_type or old.get("type", "ClusterIP")
    spec = service_settings(settings, service_type=kind, version=pattern.kubernetes, where=where)
    metadata = {"name": name} | service_metadata(settings, where=where)
    before = old.get("ports", [])
    ports = service_ports([port], service_type=kind, where=where, before=before)
    if there is None:
        spec |= {"selector": dict(select), "ports": ports}
        pattern.add_object(child_id, {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec})
    else:
        if (service_type is not None or settings) and not _says(there.data, spec, metadata):
            fix = "Say it with the first call, or give the other Service a name."
            raise SettingError(where, f"the Service {name!r} is there already with other settings", got=kind, fix=fix)
        there.data["spec"]["ports"] = [*before, *ports]
        there.changed()
    return ServiceRef(name, pattern.manifest.namespace)


def _says(data: Mapping[str, Any], spec: Mapping[str, Any], metadata: Mapping[str, Any]) -> bool:
    """Tell whether a Service says what a further call asks for."""
    kind = data["spec"].get("type", "ClusterIP")
    annotations = data["metadata"].get("annotations", {})
    same: bool = spec.get("type", "ClusterIP") == kind and spec.items() <= data["spec"].items()
    return same and all(annotations.get(key) == value for key, value in metadata.get("annotations", {}).items())
