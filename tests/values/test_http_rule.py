"""Paths, rules, redirects, backends and gateways: what HTTP routes are made of."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given

from k8spatterns_lib import GatewayRef, HttpPath, HttpRedirect, HttpRule, ServiceRef, SettingError
from k8spatterns_lib.values.gateway_ref import GatewayRef as Gateway
from tests.strategies.network_strategies import gateway_refs, http_paths, http_rules


@given(http_rules())
def test_equal_rules_are_equal_and_hash_alike(rule: HttpRule) -> None:
    copy = attrs.evolve(rule)

    assert copy == rule
    assert hash(copy) == hash(rule)


@given(http_paths)
def test_a_path_is_what_it_was_made_from(path: HttpPath) -> None:
    maker = HttpPath.exact if path.kind == "Exact" else HttpPath.prefix

    assert maker(path.value) == path


@given(gateway_refs)
def test_a_gateway_is_read_as_it_is_written(gateway: GatewayRef) -> None:
    text = gateway.name if gateway.namespace is None else f"{gateway.namespace}/{gateway.name}"

    assert Gateway.parse(text, "a") == attrs.evolve(gateway, section=None)
    assert Gateway.parse(gateway, "a") is gateway


def test_a_backend_alone_has_all_the_weight() -> None:
    rule = HttpRule(to=("web", 80))

    assert rule.to == ((ServiceRef("web"), 80, 1),)
    assert rule.path == HttpPath("/")


def test_a_rule_can_be_copied_with_other_settings() -> None:
    rule = HttpRule(to={("web", 80): 9, (ServiceRef("new", "next"), 80): 1}, headers={"X-Team": "a"})

    assert attrs.evolve(rule, path="/api").to == rule.to


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: HttpPath("api"), "HttpPath: a path must start with '/', got 'api'. Write \"/api\"."),
    (lambda: HttpPath(5), "HttpPath: a path must start with '/', got 5."),  # type: ignore[arg-type]
    (lambda: HttpPath("/a//b"), "HttpPath: a path must not have '//', got '/a//b'."),
    (lambda: HttpPath("/a/../b"), "HttpPath: a path must not have '/../', got '/a/../b'."),
    (lambda: HttpPath("/a/.."), "HttpPath: a path must not have '/..', got '/a/..'."),
    (lambda: HttpPath("/a%2Fb"), "HttpPath: a path must not have '%2F', got '/a%2Fb'."),
    (lambda: HttpPath("/a?b=c"), "HttpPath: a path must be one of a URL, got '/a?b=c'."),
    (lambda: HttpPath("/" + "a" * 1024), "HttpPath: a path must be one of a URL, got '/aaa"),
    (lambda: HttpPath("/a", "Regex"), "HttpPath: kind is unknown, got 'Regex'. Use one of: 'Prefix', 'Exact'."),  # type: ignore[arg-type]
    (lambda: HttpRule(path="api", to=("web", 80)), "HttpRule: a path must start with '/', got 'api'."),
    (HttpRule, "HttpRule: exactly one of to and redirect, got"),
    (
        lambda: HttpRule(to=("web", 80), redirect=HttpRedirect(scheme="https")),
        "HttpRule: exactly one of to and redirect, got",
    ),
    (lambda: HttpRule(to=("web", 80), method="get"), "HttpRule: method is unknown, got 'get'. Use one of: 'GET', "),  # type: ignore[arg-type]
    (lambda: HttpRule(to=("web", 80), headers=["a"]), "HttpRule: headers must be a mapping, got ['a']."),  # type: ignore[arg-type]
    (
        lambda: HttpRule(to=("web", 80), headers={"a b": "c"}),
        "HttpRule: headers must be named as HTTP does, got 'a b'.",
    ),
    (
        lambda: HttpRule(to=("web", 80), headers={"a": ""}),
        "HttpRule: headers a must be a text of 1 to 4096 characters, got ''.",
    ),
    (
        lambda: HttpRule(to=("web", 80), headers={"X-A": "a", "x-a": "b"}),
        "HttpRule: headers must not name one twice, got ['X-A', 'x-a'].",
    ),
    (
        lambda: HttpRule(to=("web", 80), query={str(number): "a" for number in range(17)}),
        "HttpRule: query has at most 16, got 17.",
    ),
    (lambda: HttpRule(to="web"), "HttpRule: a backend is a Service and its port, got 'web'. Write (\"web\", 80)."),  # type: ignore[arg-type]
    (lambda: HttpRule(to=["web", 80]), "HttpRule: a backend is a Service and its port, got ['web', 80]."),  # type: ignore[arg-type]
    (
        lambda: HttpRule(to=(("web", 80), ("new", 80))),  # type: ignore[arg-type]
        "HttpRule: this stands for no Service, got ('web', 80). Give its name, a ServiceRef or a construct.",
    ),
    (lambda: HttpRule(to=("web", "http")), "HttpRule: a route names ports by number, got 'http'."),
    (lambda: HttpRule(to=("web", 0)), "HttpRule: port must be 1 to 65535, got 0."),
    (lambda: HttpRule(to=("We", 80)), "HttpRule: service must be a DNS label, got 'We'."),
    (
        lambda: HttpRule(to={("web", 80): 2_000_000}),
        "HttpRule: a weight must be a whole number from 0 to 1000000, got 2000000.",
    ),
    (
        lambda: HttpRule(to={("web", 80): 0}),
        "HttpRule: a route needs a backend that gets traffic, got [(('web', 80), 0)].",
    ),
    (lambda: HttpRule(to={}), "HttpRule: a route needs a backend that gets traffic, got []."),
    (
        lambda: HttpRule(to={(f"web-{number}", 80): 1 for number in range(17)}),
        "HttpRule: a route has at most 16 backends for a path, got 17.",
    ),
    (
        lambda: HttpRule(redirect="https"),  # type: ignore[arg-type]
        "HttpRule: redirect must be an HttpRedirect, got 'https'. Write HttpRedirect(scheme=\"https\").",
    ),
    (HttpRedirect, 'HttpRedirect: a redirect changes something. Give scheme="https", or host or port.'),
    (lambda: HttpRedirect(scheme="ftp"), "HttpRedirect: scheme is unknown, got 'ftp'."),  # type: ignore[arg-type]
    (lambda: HttpRedirect(port=80, status=200), "HttpRedirect: status is unknown, got 200. Use one of: 301, 302,"),  # type: ignore[arg-type]
    (lambda: HttpRedirect(host="*.example.com"), "HttpRedirect: host must be a host name, got '*.example.com'."),
    (lambda: HttpRedirect(port=0), "HttpRedirect: port must be 1 to 65535, got 0."),
    (lambda: GatewayRef("A"), "GatewayRef: name must be a DNS subdomain, got 'A'."),
    (lambda: GatewayRef("a", "B"), "GatewayRef 'a': namespace must be a DNS label, got 'B'."),
    (lambda: GatewayRef("a", section="B"), "GatewayRef 'a': section must be a DNS subdomain, got 'B'."),
    (lambda: Gateway.parse("a/b/c", "shop/web"), "shop/web: this stands for no Gateway, got 'a/b/c'."),
    (lambda: Gateway.parse("/b", "shop/web"), "shop/web: this stands for no Gateway, got '/b'."),
    (lambda: Gateway.parse(5, "shop/web"), "shop/web: this stands for no Gateway, got 5."),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_what_a_gateway_would_refuse_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        make()
