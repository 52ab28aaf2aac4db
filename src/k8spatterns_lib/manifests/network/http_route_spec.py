"""HTTPRoutes of the Gateway API, as the API writes them.

Source: Gateway API v1, HTTPRouteSpec.
"""

from collections.abc import Iterable
from typing import Any

from k8spatterns_lib.values.backend import WeightedBackend
from k8spatterns_lib.values.gateway_ref import GatewayRef
from k8spatterns_lib.values.http_redirect import HttpRedirect
from k8spatterns_lib.values.http_rule import HttpRule


def http_route(
    name: str,
    *,
    gateways: Iterable[GatewayRef],
    hosts: Iterable[str],
    rules: Iterable[HttpRule],
    namespace: str | None,
) -> dict[str, Any]:
    """Return an HTTPRoute; what is in `namespace`, its own, is named without it."""
    spec: dict[str, Any] = {"parentRefs": [_parent(each, namespace) for each in gateways]}
    if listed := list(hosts):
        spec["hostnames"] = listed
    spec["rules"] = [_rule(each, namespace) for each in rules]
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": name},
        "spec": spec,
    }


def _parent(gateway: GatewayRef, namespace: str | None) -> dict[str, Any]:
    written: dict[str, Any] = {"name": gateway.name}
    if gateway.namespace is not None and gateway.namespace != namespace:
        written["namespace"] = gateway.namespace
    if gateway.section is not None:
        written["sectionName"] = gateway.section
    return written


def _rule(rule: HttpRule, namespace: str | None) -> dict[str, Any]:
    kind = "PathPrefix" if rule.path.kind == "Prefix" else rule.path.kind
    match: dict[str, Any] = {"path": {"type": kind, "value": rule.path.value}}
    if rule.headers:
        match["headers"] = [{"name": name, "value": value} for name, value in rule.headers]
    if rule.query:
        match["queryParams"] = [{"name": name, "value": value} for name, value in rule.query]
    if rule.method is not None:
        match["method"] = rule.method
    written: dict[str, Any] = {"matches": [match]}
    if rule.redirect is not None:
        written["filters"] = [{"type": "RequestRedirect", "requestRedirect": _redirect(rule.redirect)}]
    if rule.to:
        written["backendRefs"] = [_backend(each, namespace, alone=len(rule.to) == 1) for each in rule.to]
    return written


def _redirect(redirect: HttpRedirect) -> dict[str, Any]:
    fields = {"scheme": redirect.scheme, "hostname": redirect.host, "port": redirect.port}
    return {name: value for name, value in fields.items() if value is not None} | {"statusCode": redirect.status}


def _backend(backend: WeightedBackend, namespace: str | None, *, alone: bool) -> dict[str, Any]:
    service, port, weight = backend
    written: dict[str, Any] = {"name": service.name}
    if service.namespace is not None and service.namespace != namespace:
        written["namespace"] = service.namespace
    written["port"] = port
    if not alone:
        written["weight"] = weight
    return written
