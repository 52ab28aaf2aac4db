"""Hypothesis strategies for what is about connections: peers, paths, rules, ports of Services, policies.

Each draws from all that its class accepts, within sizes that keep tests fast. Policies are drawn
from a small world, so that rules overlap, hide each other and contradict each other often.
"""

from typing import Any

from hypothesis import strategies as st

from k8spatterns_lib.values.gateway_ref import GatewayRef
from k8spatterns_lib.values.http_path import HttpPath
from k8spatterns_lib.values.http_redirect import HttpRedirect
from k8spatterns_lib.values.http_rule import HttpRule
from k8spatterns_lib.values.peer import Peer
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.service_port import ServicePort
from tests.strategies.values_strategies import labels, names, port_numbers, words

some_labels = st.sampled_from([{"tier": "a"}, {"example.com/team": "b", "app": "c"}])


def blocks() -> st.SearchStrategy[Peer]:
    """Draw blocks of both families, some with a part cut out."""
    return st.one_of(
        st.integers(0, 32).map(lambda length: Peer.block(f"10.0.0.0/{length}" if length > 7 else f"0.0.0.0/{length}")),
        st.integers(9, 31).map(lambda length: Peer.block("10.0.0.0/8", excluding=[f"10.0.0.0/{length}"])),
        st.integers(33, 128).map(lambda length: Peer.block("2001:db8::/32", excluding=[f"2001:db8::/{length}"])),
    )


def peers() -> st.SearchStrategy[Peer]:
    """Draw peers of every kind."""
    return st.one_of(
        st.just(Peer.anywhere()),
        blocks(),
        names.map(Peer.namespace),
        labels.map(Peer.namespaces),
        st.builds(Peer.pods, names | some_labels, namespace=st.none() | names),
        st.builds(Peer.pods, names | some_labels, namespace_labels=labels),
    )


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


small_labels = st.dictionaries(st.sampled_from(["app", "tier"]), st.sampled_from(["a", "b"]), max_size=2)
small_ports = st.integers(1, 6)
small_addresses = st.integers(0, 15).map(lambda last: f"10.0.0.{last}")


def selectors() -> st.SearchStrategy[dict[str, Any]]:
    """Draw label selectors with labels and with expressions."""
    keys = st.sampled_from(["app", "tier"])
    some = st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2, unique=True)
    expressions = st.one_of(
        st.builds(
            lambda key, operator, values: {"key": key, "operator": operator, "values": values},
            keys,
            st.sampled_from(["In", "NotIn"]),
            some,
        ),
        st.builds(
            lambda key, operator: {"key": key, "operator": operator}, keys, st.sampled_from(["Exists", "DoesNotExist"])
        ),
    )
    return st.fixed_dictionaries(
        {}, optional={"matchLabels": small_labels, "matchExpressions": st.lists(expressions, max_size=2)}
    )


@st.composite
def small_blocks(draw: st.DrawFn) -> dict[str, Any]:
    """Draw blocks of the sixteen addresses from 10.0.0.0 on, some with a part cut out."""
    length = draw(st.integers(28, 32))
    first = draw(st.integers(0, 2 ** (length - 28) - 1)) * 2 ** (32 - length)
    block: dict[str, Any] = {"cidr": f"10.0.0.{first}/{length}"}
    if length < 32 and draw(st.booleans()):
        shorter = draw(st.integers(length + 1, 32))
        inner = first + draw(st.integers(0, 2 ** (shorter - length) - 1)) * 2 ** (32 - shorter)
        block["except"] = [f"10.0.0.{inner}/{shorter}"]
    return {"ipBlock": block}


def pod_peers() -> st.SearchStrategy[dict[str, Any]]:
    """Draw peers that are pods."""
    return st.one_of(
        st.fixed_dictionaries({"podSelector": selectors()}, optional={"namespaceSelector": selectors()}),
        st.fixed_dictionaries({"namespaceSelector": selectors()}),
    )


def policy_ports() -> st.SearchStrategy[dict[str, Any]]:
    """Draw ports by number, by name, in ranges, and whole protocols."""
    protocols = st.sampled_from(["TCP", "UDP"])
    return st.one_of(
        st.fixed_dictionaries({"port": small_ports}, optional={"protocol": protocols}),
        st.fixed_dictionaries({"protocol": protocols}),
        st.fixed_dictionaries({"port": st.sampled_from(["one", "two", "none"]), "protocol": protocols}),
        st.builds(
            lambda first, more, protocol: {"port": first, "endPort": first + more, "protocol": protocol},
            small_ports,
            st.integers(0, 3),
            protocols,
        ),
    )


def policies(peer: st.SearchStrategy[dict[str, Any]] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Draw NetworkPolicies; `peer` in place of all kinds of peers."""
    peer = small_blocks() | pod_peers() if peer is None else peer

    def rules(side: str) -> st.SearchStrategy[list[dict[str, Any]]]:
        rule = st.fixed_dictionaries(
            {}, optional={side: st.lists(peer, max_size=2), "ports": st.lists(policy_ports(), max_size=2)}
        )
        return st.lists(rule, max_size=2)

    types = st.sampled_from([["Ingress"], ["Egress"], ["Ingress", "Egress"]])
    spec = st.fixed_dictionaries(
        {"podSelector": selectors()},
        optional={"policyTypes": types, "ingress": rules("from"), "egress": rules("to")},
    )
    return st.builds(
        lambda name, namespace, found: {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": name, "namespace": namespace},
            "spec": found,
        },
        names,
        st.sampled_from(["shop", "other"]),
        spec,
    )
