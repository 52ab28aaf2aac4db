"""`Ingress`: HTTP from outside to Services, by host name and path.

Problem: many services, one address; clients know host names and paths, not Services.
Solution: rules that a controller of the cluster turns into the configuration of its proxy: one
backend for all, backends by host, by path, with certificates. `HttpRoute` is the newer way.

Source: Kubernetes Patterns, 2nd ed., ch. 13 "Service Discovery"; Kubernetes docs, "Ingress".
"""

from collections.abc import Mapping
from typing import Final

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.network.ingress_spec import ServicePart, ingress
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.values.backend import Backend, to_backend
from k8spatterns_lib.values.http_path import HttpPath, PathKind, http_path
from k8spatterns_lib.values.names import dns_subdomain, host_name, label_key
from k8spatterns_lib.values.reference import HasSecret, SecretRef, secret_name

Rules = Mapping[str, Mapping[str, Backend]]
_KINDS: Final[tuple[PathKind, PathKind]] = ("Exact", "Prefix")


class Ingress(Pattern):
    """Routes for HTTP: one backend for all, or backends by host name and path.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id.
        default: Where everything goes that no rule takes.
        rules: Backends by path by host name; a path takes everything below it. The host ""
            stands for all, "*." in front for one label.
        exact: The same for paths that take nothing below them; they go first.
        tls: Secrets with certificates by host name.
        ingress_class: Default: the cluster's default.
        annotations: What the controller reads beside the rules. Default: none.

    Raises:
        SettingError: There is no backend, or a name, a path or a port is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        default: Backend | None = None,
        rules: Rules | None = None,
        exact: Rules | None = None,
        tls: Mapping[str, str | SecretRef | HasSecret] | None = None,
        ingress_class: str | None = None,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id, name=name)
        found = self._rules(rules or {}, exact or {})
        if default is None and not found:
            raise SettingError(self.where, "an Ingress needs a backend", fix="Give default=… or rules=….")
        if ingress_class is not None:
            dns_subdomain(ingress_class, self.where, "ingress_class")
        for key, value in (annotations or {}).items():
            label_key(key, self.where, "annotation")
            if not isinstance(value, str):
                raise SettingError(self.where, f"the annotation {key} must be text", got=value, fix="Write it as text.")
        data = ingress(
            self.name,
            rules=found,
            default=None if default is None else self._backend(default),
            tls=self._tls(tls or {}, found, has_default=default is not None),
            ingress_class=ingress_class,
            annotations=annotations,
        )
        self.add_object(MAIN, data)

    def _rules(self, prefix: Rules, exact: Rules) -> dict[str, list[tuple[HttpPath, ServicePart]]]:
        found: dict[str, list[tuple[HttpPath, ServicePart]]] = {}
        for host in dict.fromkeys((*prefix, *exact)):
            if host != "":
                host_name(host, self.where)
            found[host] = []
            for kind, rules in zip(_KINDS, (exact, prefix), strict=True):
                paths = rules.get(host, {})
                if not isinstance(paths, Mapping) or (host in rules and not paths):
                    fix = 'Write {"/": ("web", 80)}.'
                    raise SettingError(self.where, f"the host {host!r} needs a path", got=paths, fix=fix)
                for path, to in paths.items():
                    found[host].append((HttpPath(http_path(path, self.where), kind), self._backend(to)))
        return found

    def _backend(self, backend: Backend) -> ServicePart:
        service, port = to_backend(backend, self.where)
        if service.namespace not in {None, self.manifest.namespace}:
            fix = "Make the Ingress in that namespace, or an ExternalService beside it."
            got = f"{service.namespace}/{service.name}"
            raise SettingError(self.where, "an Ingress leads to Services of its own namespace", got=got, fix=fix)
        return service, port

    def _tls(
        self, tls: Mapping[str, str | SecretRef | HasSecret], rules: Mapping[str, object], *, has_default: bool
    ) -> dict[str, str]:
        for host in tls:
            host_name(host, self.where, "tls")
            served = has_default or {host, ""} & rules.keys() or any(_covers(host, each) for each in rules)
            if not served:
                fix = f"Its hosts: {', '.join(rules)}."
                raise SettingError(self.where, "tls names a host that no rule has", got=host, fix=fix)
        return {
            host: dns_subdomain(secret_name(secret, self.where), self.where, "secret") for host, secret in tls.items()
        }


def _covers(one: str, other: str) -> bool:
    """Tell whether one of two hosts is a wildcard that the other fits."""
    for wide, narrow in ((one, other), (other, one)):
        if wide.startswith("*.") and narrow.partition(".")[2] == wide.removeprefix("*."):
            return True
    return False
