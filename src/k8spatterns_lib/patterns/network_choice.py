"""Which policies, peers and ports a call of `pattern.network` means."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, runtime_checkable

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.network.network_policy_spec import PolicyPort
from k8spatterns_lib.patterns.workload_policy import WorkloadPolicy
from k8spatterns_lib.values.peer import BlockSource, Peer
from k8spatterns_lib.values.pods_ref import AnyPods
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.setting_checks import listed

AnyPeer = Peer | AnyPods
"""A peer, or pods by a pattern's name, by labels, by reference, or as a construct."""

AnyPort = int | str | Port
"""A port by number (TCP), by name, or with its protocol."""

_HIGHEST_PORT: Final = 65535


@runtime_checkable
class HasPorts(Protocol):
    """Something that knows the ports of its pods by name."""

    def port(self, name: str) -> Port:
        """Return the port `name`."""
        ...


def chosen_policies(policies: Sequence[WorkloadPolicy], of: str | None, where: str) -> list[WorkloadPolicy]:
    """Return the policies of the workload `of`, or all of them.

    Raises:
        SettingError: There is none.
    """
    if not policies:
        fix = "Leave network_policy=False out."
        raise SettingError(where, "there is no policy of its own that could be changed", fix=fix)
    found = [each for each in policies if of in {None, each.name}]
    if not found:
        fix = f"Its workloads: {', '.join(each.name for each in policies)}."
        raise SettingError(where, "there is no such workload", got=of, fix=fix)
    return found


def peers_of(peers: Sequence[AnyPeer], where: str) -> list[Peer]:
    """Return the peers that are meant.

    Raises:
        SettingError: There is none, or one stands for none.
    """
    if not peers:
        raise SettingError(where, "a rule names at least one peer", got=(), fix='Write "web", or Peer.anywhere().')
    return [each if isinstance(each, Peer) else Peer.pods(each) for each in peers]


def chosen_ports(
    policies: Sequence[WorkloadPolicy], ports: Iterable[AnyPort] | None, where: str
) -> list[tuple[WorkloadPolicy, list[PolicyPort]]]:
    """Return which ports of which policies are meant; None means all that containers have.

    Raises:
        SettingError: There is no such port, or no port at all.
    """
    if ports is None:
        if not any(each.ports for each in policies):
            fix = "Name the port that is meant: ports=[8080]."
            raise SettingError(where, "its containers have no ports", fix=fix)
        return [(each, list(each.own_ports)) for each in policies]
    found: dict[str, list[PolicyPort]] = {each.name: [] for each in policies}
    for wanted in _listed(ports, where):
        for name, port in _meant(wanted, policies, where):
            found[name].append(port)
    return [(each, found[each.name]) for each in policies if found[each.name]]


def peer_ports(ports: Iterable[AnyPort] | None, original: AnyPeer, peer: Peer, where: str) -> tuple[PolicyPort, ...]:
    """Return the ports of a peer; none for all. A name is looked up where the peer is a construct.

    Raises:
        SettingError: A port can be none, or is named where only numbers are known.
    """
    return () if ports is None else tuple(_peer_port(each, original, peer, where) for each in _listed(ports, where))


def _peer_port(port: AnyPort, original: AnyPeer, peer: Peer, where: str) -> PolicyPort:
    if not isinstance(port, str):
        return _policy_port(port)
    if isinstance(original, HasPorts):
        found = original.port(port)
        return PolicyPort(found.number, found.protocol)
    if peer.source is None or isinstance(peer.source, BlockSource):
        fix = "Give its number: only pods give names to their ports."
        raise SettingError(where, "a port elsewhere has no name", got=port, fix=fix)
    return PolicyPort(port)


def _listed(ports: Iterable[AnyPort], where: str) -> tuple[AnyPort, ...]:
    found = listed(ports, where, "ports", '"http"')
    for each in found:
        if not isinstance(each, (str, Port)) and (type(each) is not int or not 1 <= each <= _HIGHEST_PORT):
            fix = "Give its name, its number, or a Port."
            raise SettingError(where, "a port must be 1 to 65535 or a name", got=each, fix=fix)
    if not found:
        fix = "Leave ports out for all of them."
        raise SettingError(where, "ports names at least one port", got=found, fix=fix)
    return found


def _meant(wanted: AnyPort, policies: Sequence[WorkloadPolicy], where: str) -> list[tuple[str, PolicyPort]]:
    """Return a port with each workload that has it; a number that none has is one of all."""
    having = [
        (policy.name, PolicyPort(port.number, port.protocol))
        for policy in policies
        for port in policy.ports
        if _same(port, wanted)
    ]
    if having:
        return having
    if isinstance(wanted, str):
        has = ", ".join(port.name for each in policies for port in each.ports) or "none"
        raise SettingError(where, f"no port named {wanted!r}", fix=f"Ports of its containers: {has}.")
    return [(each.name, _policy_port(wanted)) for each in policies]


def _same(port: Port, wanted: AnyPort) -> bool:
    if isinstance(wanted, str):
        return port.name == wanted
    if isinstance(wanted, Port):
        return (port.number, port.protocol) == (wanted.number, wanted.protocol)
    return port.number == wanted


def _policy_port(port: int | Port) -> PolicyPort:
    return PolicyPort(port.number, port.protocol) if isinstance(port, Port) else PolicyPort(port)
