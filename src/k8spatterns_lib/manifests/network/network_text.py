"""Network rules in words, for messages and for `explain network`."""

from collections.abc import Iterable, Mapping

from k8spatterns_lib.manifests.network.label_requirements import Requirements
from k8spatterns_lib.manifests.network.network_policy_spec import NAMESPACE_NAME
from k8spatterns_lib.manifests.network.network_rules import (
    ALL_PORTS,
    LAST_PORT,
    AddressBlock,
    PortSpan,
    Rule,
    Source,
)


def rule_text(rule: Rule, *, namespace: str | None, names: Mapping[tuple[int, str], str] | None = None) -> str:
    """Return a rule in words: "pods app=web on 8080/TCP (http)"."""
    return f"{source_text(rule.source, namespace=namespace)} on {ports_text(rule.ports, names)}"


def source_text(source: Source, *, namespace: str | None) -> str:
    """Return who is at the other end, in words; pods of `namespace` are named without it."""
    if source is None:
        return "anywhere"
    if isinstance(source, AddressBlock):
        without = f" without {', '.join(source.excluding)}" if source.excluding else ""
        return f"{source.block}{without}"
    place = _place(source.namespaces, namespace)
    if not source.pods:
        return f"all pods{place}" if place or source.namespaces else "all pods of the cluster"
    return f"pods {_demands(source.pods)}{place}"


def ports_text(ports: Iterable[PortSpan], names: Mapping[tuple[int, str], str] | None = None) -> str:
    """Return ports in words: "53/UDP, 8080/TCP (http)"."""
    spans = sorted(set(ports))
    if set(spans) == set(ALL_PORTS):
        return "any port"
    return ", ".join(_span(each, names or {}) for each in spans)


def _span(span: PortSpan, names: Mapping[tuple[int, str], str]) -> str:
    if span.name:
        return f"{span.name}/{span.protocol}"
    if (span.first, span.last) == (1, LAST_PORT):
        return f"any {span.protocol} port"
    if span.first != span.last:
        return f"{span.first}-{span.last}/{span.protocol}"
    name = names.get((span.first, span.protocol))
    return f"{span.first}/{span.protocol}{f' ({name})' if name else ''}"


def _place(namespaces: Requirements, own: str | None) -> str:
    if not namespaces:
        return " of every namespace"
    if len(namespaces) == 1:
        (only,) = namespaces
        if only.key == NAMESPACE_NAME and only.operator == "In" and len(only.values) == 1:
            name = only.values[0]
            return "" if name == (own or "") else f" of namespace {name}"
    return f" of namespaces {_demands(namespaces)}"


def _demands(requirements: Requirements) -> str:
    return ", ".join(str(each) for each in sorted(requirements))
