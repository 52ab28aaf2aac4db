"""Ingress and HTTPRoute: HTTP from outside to Services."""

import re
from collections.abc import Callable
from typing import Any

import cdk8s
import pytest
from constructs import Construct
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    ExternalService,
    GatewayRef,
    HttpPath,
    HttpRedirect,
    HttpRoute,
    HttpRule,
    Ingress,
    ManifestError,
    PatternError,
    Resources,
    ServiceRef,
    StatelessService,
)
from k8spatterns_lib.testing import Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion
from tests.strategies.network_strategies import http_rules

WEB = ("web", 80)


@pytest.fixture
def chart(app: App) -> Chart:
    return shop(app)


def shop(app: App) -> Chart:
    return Chart(app, "shop", namespace="shop")


def stateless(scope: Construct, **settings: Any) -> StatelessService:
    resources = Resources(cpu="50m", memory="64Mi")
    container = Container("web", image="example.com/web:1", ports={"http": 8080}, resources=resources)
    values: dict[str, Any] = {"port": 80, **settings}
    return StatelessService(scope, "web", container=container, **values)


def has_ingress(chart: Chart, **spec: list[Any]) -> None:
    """Assert what the Ingress called "way" says; lists are compared whole."""
    __tracebackhide__ = True
    exact = {key: Match.array_equals(each) for key, each in spec.items()}
    Template.from_chart(chart).has_resource("Ingress", "way", {"spec": exact})


def has_route(chart: Chart, **spec: list[Any]) -> None:
    """Assert what the HTTPRoute called "route" says at least."""
    __tracebackhide__ = True
    Template.from_chart(chart).has_resource("HTTPRoute", "route", {"spec": spec})


def every_kind(scope: Construct) -> None:
    Ingress(scope, "simple", default=WEB)
    Ingress(
        scope,
        "hosts",
        rules={"a.example.com": {"/": WEB, "/api": ("api", "http")}, "*.b.example.com": {"/": WEB}, "": {"/": WEB}},
        exact={"a.example.com": {"/login": ("login", 80)}},
        tls={"a.example.com": "certificate", "x.b.example.com": "certificate"},
        ingress_class="nginx",
        annotations={"example.com/rewrite": "on"},
    )
    HttpRoute(
        scope,
        "route",
        gateway=[GatewayRef("public", "infra", section="https"), "internal"],
        hosts=["a.example.com", "*.b.example.com"],
        paths={"/": {("web", 80): 9, ("new", 80): 1}, "/api": (ServiceRef("api", "bank"), 80)},
        rules=[
            HttpRule(path=HttpPath.exact("/login"), method="POST", headers={"X-Canary": "yes"}, to=("login", 80)),
            HttpRule(path="/old", query={"page": "1"}, redirect=HttpRedirect(scheme="https", port=443, status=301)),
        ],
    )
    stateless(
        scope,
        ingress_host="www.example.com",
        ingress_path=HttpPath.exact("/"),
        ingress_tls="certificate",
        gateway="infra/public",
        route_hosts=["www.example.com"],
        route_path="/shop",
    )


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
def test_every_kind_of_ingress_fits_the_strict_schema(version: KubernetesVersion) -> None:
    chart = shop(App(kubernetes=version))

    every_kind(chart)

    assert_valid(Template.from_chart(chart), kubernetes=version)


def test_both_apps_give_the_same_routes(chart: Chart) -> None:
    plain = cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")

    every_kind(chart)
    every_kind(plain)

    assert Template.from_chart(chart) == Template.from_chart(plain)


def test_routes_are_called_like_their_construct_unless_told_otherwise(chart: Chart) -> None:
    Ingress(chart, "a", default=WEB)
    Ingress(chart, "b", name="way", default=WEB)
    HttpRoute(chart, "c", name="route", gateway="public", paths={"/": WEB})

    assert Template.from_chart(chart).names == ["HTTPRoute/route", "Ingress/a", "Ingress/way"]


def test_one_backend_takes_everything(chart: Chart) -> None:
    Ingress(chart, "way", default=WEB)

    spec = {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}
    Template.from_chart(chart).has_resource("Ingress", "way", {"spec": Match.object_equals(spec)})


def test_hosts_and_paths_lead_to_backends_and_exact_paths_go_first(chart: Chart) -> None:
    Ingress(
        chart,
        "way",
        rules={"a.example.com": {"/": WEB}},
        exact={"a.example.com": {"/login": ("login", "http")}, "": {"/health": WEB}},
    )

    def to(service: str, **port: Any) -> dict[str, Any]:
        return {"service": {"name": service, "port": port}}

    paths = [
        {"path": "/login", "pathType": "Exact", "backend": to("login", name="http")},
        {"path": "/", "pathType": "Prefix", "backend": to("web", number=80)},
    ]
    health = {"path": "/health", "pathType": "Exact", "backend": to("web", number=80)}
    has_ingress(chart, rules=[{"host": "a.example.com", "http": {"paths": paths}}, {"http": {"paths": [health]}}])


def test_hosts_that_share_a_certificate_are_written_together(chart: Chart) -> None:
    Ingress(chart, "way", default=WEB, tls={"a.example.com": "one", "b.example.com": "two", "c.example.com": "one"})

    has_ingress(
        chart,
        tls=[
            {"hosts": ["a.example.com", "c.example.com"], "secretName": "one"},
            {"hosts": ["b.example.com"], "secretName": "two"},
        ],
    )


def test_a_wildcard_certificate_serves_the_hosts_below_it(chart: Chart) -> None:
    Ingress(
        chart,
        "way",
        rules={"a.example.com": {"/": WEB}, "*.b.example.com": {"/": WEB}},
        tls={"*.example.com": "one", "x.b.example.com": "two"},
    )

    has_ingress(
        chart,
        tls=[
            {"hosts": ["*.example.com"], "secretName": "one"},
            {"hosts": ["x.b.example.com"], "secretName": "two"},
        ],
    )


def test_a_route_says_gateway_hosts_weights_and_matches(chart: Chart) -> None:
    every_kind(chart)

    login = {"path": {"type": "Exact", "value": "/login"}, "headers": [{"name": "X-Canary", "value": "yes"}]}
    old = {"path": {"type": "PathPrefix", "value": "/old"}, "queryParams": [{"name": "page", "value": "1"}]}
    redirect = {"scheme": "https", "port": 443, "statusCode": 301}
    spec = {
        "parentRefs": [{"name": "public", "namespace": "infra", "sectionName": "https"}, {"name": "internal"}],
        "hostnames": ["a.example.com", "*.b.example.com"],
        "rules": [
            {
                "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                "backendRefs": [{"name": "web", "port": 80, "weight": 9}, {"name": "new", "port": 80, "weight": 1}],
            },
            {
                "matches": [{"path": {"type": "PathPrefix", "value": "/api"}}],
                "backendRefs": [{"name": "api", "namespace": "bank", "port": 80}],
            },
            {"matches": [{**login, "method": "POST"}], "backendRefs": [{"name": "login", "port": 80}]},
            {"matches": [old], "filters": [{"type": "RequestRedirect", "requestRedirect": redirect}]},
        ],
    }
    route = {"apiVersion": "gateway.networking.k8s.io/v1", "spec": Match.object_equals(spec)}
    Template.from_chart(chart).has_resource("HTTPRoute", "route", route)


def test_several_listeners_of_a_gateway_are_named_one_by_one(chart: Chart) -> None:
    ways = [GatewayRef("public", "infra", section=each) for each in ("http", "https")]

    HttpRoute(chart, "route", gateway=ways, paths={"/": WEB})

    has_route(chart, parentRefs=[{"sectionName": "http"}, {"sectionName": "https"}])


def test_what_is_in_the_routes_own_namespace_is_named_without_it(chart: Chart) -> None:
    HttpRoute(chart, "route", gateway=GatewayRef("public", "shop"), paths={"/": (ServiceRef("web", "shop"), 80)})

    backend = Match.object_equals({"name": "web", "port": 80})
    has_route(chart, parentRefs=[Match.object_equals({"name": "public"})], rules=[{"backendRefs": [backend]}])


def test_a_stateless_service_is_served_through_a_gateway_an_ingress_or_both(chart: Chart) -> None:
    stateless(
        chart, ingress_host="www.example.com", gateway=GatewayRef("public", "infra"), route_hosts=["www.example.com"]
    )

    template = Template.from_chart(chart)
    template.resource_count_is("Ingress", 1)
    template.has_resource("Ingress", "web")
    template.resource_count_is("HTTPRoute", 1)
    rule = {
        "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
        "backendRefs": [{"name": "web", "port": 80}],
    }
    spec = {
        "parentRefs": [{"name": "public", "namespace": "infra"}],
        "hostnames": ["www.example.com"],
        "rules": [rule],
    }
    template.has_resource("HTTPRoute", "web", {"spec": Match.object_equals(spec)})


@given(st.lists(http_rules(), min_size=1, max_size=5))
def test_every_rule_has_one_match_and_either_backends_or_a_redirect(rules: list[HttpRule]) -> None:
    chart = shop(App())

    HttpRoute(chart, "route", gateway="public", rules=rules)

    has_route(chart, rules=[written(each) for each in rules])


def written(rule: HttpRule) -> dict[str, Any]:
    """Return the pattern of a rule: a single backend has no weight to say."""
    match = {"matches": [Match.any_value()]}
    if not rule.to:
        return {**match, "backendRefs": Match.absent(), "filters": [{"type": "RequestRedirect"}]}
    weights = [Match.absent()] if len(rule.to) == 1 else [weight for _, _, weight in rule.to]
    return {**match, "filters": Match.absent(), "backendRefs": [{"weight": each} for each in weights]}


REFUSED: list[tuple[Callable[[Chart], object], str]] = [
    (lambda c: Ingress(c, "a", rules={"": {}}), "shop/a: the host '' needs a path, got {}. Write {\"/\": (\"web\", 80)}."),
    (lambda c: Ingress(c, "a", rules={"": "web"}), "shop/a: the host '' needs a path, got 'web'."),  # type: ignore[dict-item]
    (lambda c: Ingress(c, "a", rules={"192.0.2.1": {"/": WEB}}), "shop/a: host must be a host name, no address, got '192.0.2.1'."),
    (lambda c: Ingress(c, "a", rules={"A.example.com": {"/": WEB}}), "shop/a: host must be a host name, got 'A.example.com'."),
    (lambda c: Ingress(c, "a", rules={"a.*.com": {"/": WEB}}), "shop/a: host must be a host name, got 'a.*.com'."),
    (lambda c: Ingress(c, "a", exact={"": {"login": WEB}}), "shop/a: a path must start with '/', got 'login'."),
    (lambda c: Ingress(c, "a", default=("web", 0)), "shop/a: port must be 1 to 65535, got 0."),
    (lambda c: Ingress(c, "a", default=("web", "Http")), "Port 'Http': the name must be a service name, got 'Http'."),
    (lambda c: Ingress(c, "a", default=(ServiceRef("web", "other"), 80)), "shop/a: an Ingress leads to Services of its own namespace, got 'other/web'."),
    (lambda c: Ingress(c, "a", rules={"a.example.com": {"/": WEB}}, tls={"b.example.com": "t"}), "shop/a: tls names a host that no rule has, got 'b.example.com'. Its hosts: a.example.com."),
    (lambda c: Ingress(c, "a", default=WEB, tls={"a.example.com": "T"}), "shop/a: secret must be a DNS subdomain, got 'T'."),
    (lambda c: Ingress(c, "a", default=WEB, ingress_class="N"), "shop/a: ingress_class must be a DNS subdomain, got 'N'."),
    (lambda c: Ingress(c, "a", default=WEB, annotations={"a": 1}), "shop/a: the annotation a must be text, got 1."),  # type: ignore[dict-item]
    (lambda c: HttpRoute(c, "a", gateway="a/b/c", paths={"/": WEB}), "shop/a: this stands for no Gateway, got 'a/b/c'. Write \"name\","),
    (lambda c: HttpRoute(c, "a", gateway=[], paths={"/": WEB}), "shop/a: a route has a Gateway, got ()."),
    (lambda c: HttpRoute(c, "a", gateway=["g", GatewayRef("g", "shop", section="https")], paths={"/": WEB}), "shop/a: a Gateway is named twice, got 'g'. Name it once, or each of its listeners"),
    (lambda c: HttpRoute(c, "a", gateway=[GatewayRef("g", section="a"), GatewayRef("g", section="a")], paths={"/": WEB}), "shop/a: a Gateway is named twice, got 'g'."),
    (lambda c: HttpRoute(c, "a", gateway="g", hosts="a.example.com", paths={"/": WEB}), "shop/a: hosts must be a list, got 'a.example.com'."),
    (lambda c: HttpRoute(c, "a", gateway="g", hosts=["https://a"], paths={"/": WEB}), "shop/a: host must be a host name, got 'https://a'."),
    (lambda c: HttpRoute(c, "a", gateway="g", hosts=[f"{n}.example.com" for n in range(17)], paths={"/": WEB}), "shop/a: a route has at most 16 hosts, got 17."),
    (lambda c: HttpRoute(c, "a", gateway="g", paths={f"/{n}": WEB for n in range(17)}), "shop/a: a route has at most 16 rules, got 17."),
    (lambda c: HttpRoute(c, "a", gateway="g"), 'shop/a: a route needs a backend. Give paths={"/": ("web", 80)}.'),
    (lambda c: HttpRoute(c, "a", gateway="g", paths=["/"]), "shop/a: paths must be a mapping, got ['/']."),  # type: ignore[arg-type]
    (lambda c: HttpRoute(c, "a", gateway="g", paths={"/": {}}), "shop/a: a route needs a backend that gets traffic, got []."),
    (lambda c: HttpRoute(c, "a", gateway="g", paths={"/": ("web", "http")}), "shop/a: a route names ports by number, got 'http'."),
    (lambda c: HttpRoute(c, "a", gateway="g", rules=["/"]), "shop/a: rules must hold HttpRule alone, got '/'."),  # type: ignore[list-item]
    (lambda c: stateless(c, port=None, gateway="g"), "shop/web: gateway needs a port, got 'g'. Give port=80."),
    (lambda c: stateless(c, route_hosts=["a.example.com"]), "shop/web: route_hosts need a gateway, got ['a.example.com']."),
    (lambda c: stateless(c, ingress_host="https://a.example.com"), "shop/web: ingress_host must be a host name, got 'https://a.example.com'."),
    (lambda c: stateless(c, ingress_host="a.example.com", ingress_path="x"), "shop/web: a path must start with '/', got 'x'."),
    (lambda c: stateless(c, ingress_host="a.example.com", ingress_tls=5), "shop/web: this stands for no Secret, got 5."),
    (lambda c: stateless(c, gateway=5), 'shop/web: gateway must be a list, got 5. Write ["name"].'),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_a_wrong_route_is_refused(chart: Chart, make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make(chart)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda c: Ingress(c, "a", default=("web", "https")),
            "shop/a Ingress 'a': the Service 'web' has no port https. Its ports: http.",
        ),
        (
            lambda c: HttpRoute(c, "a", gateway="g", paths={"/": ("web", 81)}),
            "shop/a HTTPRoute 'a': the Service 'web' has no port 81. Its ports: 80.",
        ),
    ],
)
def test_a_route_to_a_port_that_the_charts_own_service_does_not_have_is_found_at_synth(
    app: App, chart: Chart, make: Callable[[Chart], object], message: str
) -> None:
    stateless(chart)
    make(chart)

    with pytest.raises(ManifestError, match=f"^{re.escape(message)}"):
        app.render()


def test_services_of_other_charts_and_aliases_are_not_judged(chart: Chart) -> None:
    stateless(chart)
    ExternalService(chart, "far", host="far.example.com")
    Ingress(chart, "a", rules={"": {"/": ("web", "http"), "/far": ("far", 443)}})
    HttpRoute(chart, "b", gateway="g", paths={"/": (ServiceRef("web", "other"), 81), "/elsewhere": ("elsewhere", 1)})

    template = Template.from_chart(chart)  # it is checked like synth does it

    template.has_resource("Ingress", "a")
    template.has_resource("HTTPRoute", "b")
