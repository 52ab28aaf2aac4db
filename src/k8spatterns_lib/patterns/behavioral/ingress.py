"""`Ingress` and `HttpRoute`: HTTP from outside to Services, by host name and path.

Source: Kubernetes docs, "Ingress"; Gateway API docs, "HTTPRoute" (v1).
"""

from collections.abc import Mapping
from typing import Any

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.patterns.service_object import check_service
from k8spatterns_lib.values.names import dns_subdomain
from k8spatterns_lib.values.reference import HasService, SecretRef, ServiceRef, secret_name

Backend = tuple[str | ServiceRef | HasService, int]
"""A Service and its port."""


def _service(backend: Backend, where: str) -> tuple[str, int]:
    service, port = backend
    check_service(port, "ClusterIP", where=where)
    if isinstance(service, str):
        return dns_subdomain(service, where, "service"), port
    return (service.name if isinstance(service, ServiceRef) else service.service_ref.name), port


class Ingress(Pattern):
    """Routes for HTTP: one backend for all, or backends by host name and path.

    Args:
        scope: A chart, or a construct in one.
        id: The name.
        default: Where everything goes that no rule takes.
        rules: Backends by path prefix by host name; the host "" stands for all.
        tls: Secrets with certificates by host name.
        ingress_class: Default: the cluster's default.

    Raises:
        SettingError: There is no backend, or a name, a path or a port is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        default: Backend | None = None,
        rules: Mapping[str, Mapping[str, Backend]] | None = None,
        tls: Mapping[str, str | SecretRef] | None = None,
        ingress_class: str | None = None,
    ) -> None:
        super().__init__(scope, id)
        if default is None and not rules:
            raise SettingError(self.where, "an Ingress needs a backend", fix="Give default=… or rules=….")
        spec: dict[str, Any] = {} if ingress_class is None else {"ingressClassName": ingress_class}
        if default is not None:
            spec["defaultBackend"] = self._backend(default)
        if tls:
            spec["tls"] = [{"hosts": [host], "secretName": secret_name(secret)} for host, secret in tls.items()]
        if rules:
            spec["rules"] = [self._rule(host, paths) for host, paths in rules.items()]
        self.add_object(MAIN, {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "spec": spec})

    def _rule(self, host: str, paths: Mapping[str, Backend]) -> dict[str, Any]:
        listed = []
        for path, backend in paths.items():
            if not path.startswith("/"):
                raise SettingError(self.where, "a path must start with '/'", got=path, fix='Write "/api".')
            listed.append({"path": path, "pathType": "Prefix", "backend": self._backend(backend)})
        rule: dict[str, Any] = {}
        if host:
            rule["host"] = "*." * host.startswith("*.") + dns_subdomain(host.removeprefix("*."), self.where, "host")
        return {**rule, "http": {"paths": listed}}

    def _backend(self, backend: Backend) -> dict[str, Any]:
        name, port = _service(backend, self.where)
        return {"service": {"name": name, "port": {"number": port}}}


class HttpRoute(Pattern):
    """The Gateway API's route: host names and paths to Services, with weights.

    Args:
        scope: A chart, or a construct in one.
        id: The name.
        gateway: The Gateway by name; "namespace/name" for one elsewhere.
        hosts: Host names. Default: all of the gateway's.
        paths: Backends with their weights by path prefix; weights are shares, not percentages.

    Raises:
        SettingError: There is no backend, or a name, a path, a port or a weight is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        gateway: str,
        hosts: tuple[str, ...] = (),
        paths: Mapping[str, Mapping[Backend, int] | Backend],
    ) -> None:
        super().__init__(scope, id)
        if not paths:
            raise SettingError(self.where, "a route needs a backend", fix='Give paths={"/": ("web", 80)}.')
        namespace, _, name = gateway.rpartition("/")
        parent = {"name": name} | ({"namespace": namespace} if namespace else {})
        spec: dict[str, Any] = {"parentRefs": [parent]}
        if hosts:
            spec["hostnames"] = [
                "*." * each.startswith("*.") + dns_subdomain(each.removeprefix("*."), self.where, "host")
                for each in hosts
            ]
        spec["rules"] = [self._rule(path, backends) for path, backends in paths.items()]
        self.add_object(MAIN, {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "spec": spec})

    def _rule(self, path: str, backends: Mapping[Backend, int] | Backend) -> dict[str, Any]:
        if not path.startswith("/"):
            raise SettingError(self.where, "a path must start with '/'", got=path, fix='Write "/api".')
        weighted = backends if isinstance(backends, Mapping) else {backends: 1}
        refs = []
        for backend, weight in weighted.items():
            if type(weight) is not int or weight < 0:
                raise SettingError(self.where, "a weight must be a whole number from 0", got=weight, fix="Use 1.")
            name, port = _service(backend, self.where)
            refs.append({"name": name, "port": port} | ({"weight": weight} if len(weighted) > 1 else {}))
        return {"matches": [{"path": {"type": "PathPrefix", "value": path}}], "backendRefs": refs}
