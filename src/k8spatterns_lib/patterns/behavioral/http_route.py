"""`HttpRoute`: the Gateway API's way for HTTP from outside to Services.

Problem: who runs the proxies is not who runs the services, and an Ingress says what every
controller adds in words of its own.
Solution: the platform owns the Gateway; a service owns its route, which says by host, path,
header and weight where requests go.

Decided here: the route. Decided elsewhere: listeners and certificates (the Gateway), and
whether Services of another namespace may be used (a ReferenceGrant there).

Source: Kubernetes Patterns, 2nd ed., ch. 13 "Service Discovery"; Gateway API v1, "HTTPRoute".
"""

from collections.abc import Iterable, Mapping, Sequence

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.network.http_route_spec import http_route
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.values.backend import Backend, weighted_backends
from k8spatterns_lib.values.gateway_ref import GatewayRef
from k8spatterns_lib.values.http_path import to_http_path
from k8spatterns_lib.values.http_rule import HttpRule
from k8spatterns_lib.values.names import host_name
from k8spatterns_lib.values.setting_checks import listed, parts

AnyGateway = str | GatewayRef | Sequence[str | GatewayRef]
Paths = Mapping[str, Mapping[Backend, int] | Backend]
_MOST = 16


class HttpRoute(Pattern):
    """The Gateway API's route: host names, paths and headers to Services, with weights.

    Args:
        scope: A chart, or a construct in one.
        id: The construct id.
        name: Default: the id.
        gateway: The Gateway by name; "namespace/name" for one elsewhere, `GatewayRef` for one
            of its listeners; or several of them.
        hosts: Host names; "*." in front stands for one label or more. Default: all of the
            gateway's.
        paths: Backends by path (which takes everything below it), with their weights where
            there are several; weights are shares, not percentages.
        rules: What paths alone can not say: one path alone, methods, headers, queries, redirects.

    Raises:
        SettingError: There is no backend, or a name, a path, a port or a weight is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str | None = None,
        gateway: AnyGateway,
        hosts: Iterable[str] = (),
        paths: Paths | None = None,
        rules: Iterable[HttpRule] = (),
    ) -> None:
        super().__init__(scope, id, name=name)
        data = http_route(
            self.name,
            gateways=gateways(gateway, self.where, namespace=self.manifest.namespace),
            hosts=route_hosts(hosts, self.where),
            rules=self._rules(paths or {}, rules),
            namespace=self.manifest.namespace,
        )
        self.add_object(MAIN, data)

    def _rules(self, paths: Paths, rules: Iterable[HttpRule]) -> list[HttpRule]:
        if not isinstance(paths, Mapping):
            raise SettingError(self.where, "paths must be a mapping", got=paths, fix='Write {"/": ("web", 80)}.')
        found = [
            HttpRule(path=to_http_path(path, self.where), to=weighted_backends(to, self.where))
            for path, to in paths.items()
        ]
        found.extend(parts(rules, HttpRule, self.where, "rules"))
        if not found:
            raise SettingError(self.where, "a route needs a backend", fix='Give paths={"/": ("web", 80)}.')
        if len(found) > _MOST:
            fix = "Make several routes: a gateway merges those of a host."
            raise SettingError(self.where, f"a route has at most {_MOST} rules", got=len(found), fix=fix)
        return found


def gateways(gateway: AnyGateway, where: str, *, namespace: str | None) -> list[GatewayRef]:
    """Return the Gateways that are meant; `namespace` is the route's own.

    Raises:
        SettingError: One stands for none, or one is named twice and not by different listeners.
    """
    given = [gateway] if isinstance(gateway, (str, GatewayRef)) else listed(gateway, where, "gateway", '"name"')
    found = [GatewayRef.parse(each, where) for each in given]
    if not found:
        raise SettingError(where, "a route has a Gateway", got=given, fix='Write gateway="namespace/name".')
    sections: dict[tuple[str, str | None], list[str | None]] = {}
    for each in found:
        sections.setdefault((each.name, each.namespace or namespace), []).append(each.section)
    for (name, _), named in sections.items():
        if len(named) > 1 and (None in named or len(set(named)) != len(named)):
            fix = 'Name it once, or each of its listeners: GatewayRef("name", section="https").'
            raise SettingError(where, "a Gateway is named twice", got=name, fix=fix)
    return found


def route_hosts(hosts: Iterable[str], where: str) -> list[str]:
    """Return the host names of a route.

    Raises:
        SettingError: One is none, or there are more than 16.
    """
    found = parts(hosts, str, where, "hosts")
    if len(found) > _MOST:
        fix = "Make several routes."
        raise SettingError(where, f"a route has at most {_MOST} hosts", got=len(found), fix=fix)
    return [host_name(each, where) for each in found]
