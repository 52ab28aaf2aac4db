"""Hypothesis strategies for what is about connections: paths, rules, ports of Services.

Each draws from all that its class accepts, within sizes that keep tests fast.
"""

from typing import Any

from hypothesis import strategies as st

from k8spatterns_lib.values.gateway_ref import GatewayRef
from k8spatterns_lib.values.http_path import HttpPath
from k8spatterns_lib.values.http_redirect import HttpRedirect
from k8spatterns_lib.values.http_rule import HttpRule
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.service_port import ServicePort
from tests.strategies.values_strategies import names, port_numbers, words

port_names = st.from_regex(r"[a-z](-?[a-z0-9]){0,6}", fullmatch=True)
"""Names of ports: no two hyphens side by side."""


def service_ports() -> st.SearchStrategy[ServicePort]:
    """Draw ports of Services."""
    port = st.builds(Port, name=port_names, number=port_numbers, protocol=st.sampled_from(["TCP", "UDP", "SCTP"]))
    shared = {"node_port": st.none() | st.integers(30000, 32767), "app_protocol": st.sampled_from([None, "http"])}
    return st.one_of(
        st.builds(ServicePort, port_numbers, to=port, **shared),
        st.builds(
            ServicePort,
            port_numbers,
            to=port_names | port_numbers,
            name=st.just("") | names,
            protocol=st.sampled_from(["TCP", "UDP", "SCTP"]),
            **shared,
        ),
    )


http_paths = st.builds(
    HttpPath,
    st.lists(st.sampled_from(["api", "v1", "a.b", "%20"]), max_size=3).map(lambda parts: "/" + "/".join(parts)),
    st.sampled_from(["Prefix", "Exact"]),
)
gateway_refs = st.builds(GatewayRef, names, st.none() | names, section=st.none() | names)
backends = st.tuples(names | st.builds(ServiceRef, names, st.none() | names), port_numbers)


def http_rules() -> st.SearchStrategy[HttpRule]:
    """Draw rules with backends and rules with redirects."""
    asked: dict[str, Any] = {
        "path": http_paths,
        "method": st.sampled_from([None, "GET", "POST"]),
        "headers": st.dictionaries(st.sampled_from(["X-Canary", "X-Team"]), words, max_size=2),
        "query": st.dictionaries(st.sampled_from(["page", "q"]), words, max_size=2),
    }
    weights = st.dictionaries(backends, st.integers(0, 1_000_000), min_size=1, max_size=3).filter(
        lambda given: any(given.values())
    )
    redirects = st.builds(
        HttpRedirect,
        scheme=st.sampled_from(["http", "https"]),
        host=st.none() | names,
        port=st.none() | port_numbers,
        status=st.sampled_from([301, 302, 303, 307, 308]),
    )
    return st.builds(HttpRule, to=backends | weights, **asked) | st.builds(HttpRule, redirect=redirects, **asked)
