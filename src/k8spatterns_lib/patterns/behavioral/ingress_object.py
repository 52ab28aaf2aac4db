"""The Ingress object: HTTP from outside by host name and path.

Source: Kubernetes API reference, Ingress v1.
"""

from typing import Any

from k8spatterns_lib.values.reference import SecretRef, secret_name


def ingress_object(
    service: str,
    *,
    host: str,
    path: str,
    port: int,
    ingress_class: str | None = None,
    tls: str | SecretRef | None = None,
) -> dict[str, Any]:
    """Return an Ingress that sends one host's traffic to a Service.

    Args:
        service: The Service; the Ingress has its name.
        host: The host name; `*.` in front stands for one label.
        path: The path prefix.
        port: The Service's port.
        ingress_class: Default: the cluster's default.
        tls: The Secret with the certificate. Default: plain HTTP.
    """
    backend = {"service": {"name": service, "port": {"number": port}}}
    spec: dict[str, Any] = {} if ingress_class is None else {"ingressClassName": ingress_class}
    if tls is not None:
        spec["tls"] = [{"hosts": [host], "secretName": secret_name(tls)}]
    spec["rules"] = [{"host": host, "http": {"paths": [{"path": path, "pathType": "Prefix", "backend": backend}]}}]
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": service}, "spec": spec}
