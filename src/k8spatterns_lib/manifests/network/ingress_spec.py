"""Ingresses as Kubernetes writes them.

Source: Kubernetes API reference, IngressSpec v1 networking.k8s.io.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from k8spatterns_lib.values.http_path import HttpPath
from k8spatterns_lib.values.reference import ServiceRef

ServicePart = tuple[ServiceRef, int | str]
"""A Service of the Ingress' own namespace, and its port by number or name."""


def ingress(
    name: str,
    *,
    rules: Mapping[str, Iterable[tuple[HttpPath, ServicePart]]],
    default: ServicePart | None = None,
    tls: Mapping[str, str] | None = None,
    ingress_class: str | None = None,
    annotations: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return an Ingress.

    Args:
        name: Its name.
        rules: Paths and backends by host; "" stands for every host.
        default: Where everything goes that no rule takes.
        tls: Secrets by host; hosts that share one are written together.
        ingress_class: Default: the cluster's default.
        annotations: Default: none.
    """
    spec: dict[str, Any] = {} if ingress_class is None else {"ingressClassName": ingress_class}
    if default is not None:
        spec["defaultBackend"] = _backend(default)
    if tls:
        secrets: dict[str, list[str]] = {}
        for host, secret in tls.items():
            secrets.setdefault(secret, []).append(host)
        spec["tls"] = [{"hosts": hosts, "secretName": secret} for secret, hosts in secrets.items()]
    if rules:
        spec["rules"] = [_rule(host, paths) for host, paths in rules.items()]
    metadata: dict[str, Any] = {"name": name}
    if annotations:
        metadata["annotations"] = dict(annotations)
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}


def _rule(host: str, paths: Iterable[tuple[HttpPath, ServicePart]]) -> dict[str, Any]:
    listed = [{"path": path.value, "pathType": path.kind, "backend": _backend(to)} for path, to in paths]
    return ({"host": host} if host else {}) | {"http": {"paths": listed}}


def _backend(part: ServicePart) -> dict[str, Any]:
    service, port = part
    return {"service": {"name": service.name, "port": {"name" if isinstance(port, str) else "number": port}}}
