"""Services lead to pods of their chart, and Ingresses to Services of theirs.

What is not in the chart at all can not be judged here: a Service whose labels no pod of
the chart has any part in may select pods of another chart.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.labels import NAME
from k8spatterns_lib.manifests.pod_template import WORKLOADS, template_of

if TYPE_CHECKING:
    from k8spatterns_lib.manifests.chart_manifest import ChartManifest
    from k8spatterns_lib.manifests.kube_object import KubeObject


def services_find_their_pods(manifest: "ChartManifest") -> "Iterator[ManifestError]":
    """Each Service that selects by our label selects a workload that has the ports it leads to."""
    pods: dict[str, list[KubeObject]] = {}
    for each in manifest.objects:
        if each.kind in WORKLOADS:
            name = template_of(each.data)["metadata"].get("labels", {}).get(NAME)
            pods.setdefault(name, []).append(each)
    for service in manifest.objects:
        select = service.data["spec"].get("selector") if service.kind == "Service" else None
        if select and NAME in select:
            yield from _check_service(service, select, pods.get(select[NAME], []))


def _check_service(
    service: "KubeObject", select: Mapping[str, str], candidates: "list[KubeObject]"
) -> "Iterator[ManifestError]":
    where = f"{service.where} Service {service.name!r}"
    chosen = [template_of(each.data) for each in candidates]
    chosen = [each for each in chosen if select.items() <= each["metadata"]["labels"].items()]
    if not chosen:
        yield ManifestError(
            where, "it selects no pod of the chart", got=dict(select), fix="Select labels that pods have."
        )
        return
    names = {
        port["name"]
        for template in chosen
        for kind in ("containers", "initContainers")
        for container in template["spec"].get(kind, ())
        for port in container.get("ports", ())
        if "name" in port
    }
    for port in service.data["spec"].get("ports", ()):
        target = port.get("targetPort")
        if isinstance(target, str) and target not in names:
            fix = f"Ports of its pods: {', '.join(sorted(names)) or 'none'}."
            yield ManifestError(where, f"no port named {target!r}", fix=fix)


def ingresses_find_their_service(manifest: "ChartManifest") -> "Iterator[ManifestError]":
    """Each Ingress leads to a port that a Service of the chart has, where the chart has that Service."""
    ingresses = [each for each in manifest.objects if each.kind == "Ingress"]
    if not ingresses:
        return
    services = {each.name: each for each in manifest.objects if each.kind == "Service"}
    for ingress in ingresses:
        for name, number in _backends(ingress.data["spec"]):
            service = services.get(name)
            ports = [] if service is None else [port["port"] for port in service.data["spec"].get("ports", ())]
            if service is not None and number not in ports:
                where = f"{ingress.where} Ingress {ingress.name!r}"
                what = f"the Service {name!r} has no port {number}"
                yield ManifestError(where, what, fix=f"Its ports: {', '.join(map(str, ports)) or 'none'}.")


def _backends(spec: Mapping[str, Any]) -> "Iterator[tuple[str, int | None]]":
    backends = [spec["defaultBackend"]] if "defaultBackend" in spec else []
    backends += [path["backend"] for rule in spec.get("rules", ()) for path in rule.get("http", {}).get("paths", ())]
    for backend in backends:
        if "service" in backend:
            yield backend["service"]["name"], backend["service"].get("port", {}).get("number")
