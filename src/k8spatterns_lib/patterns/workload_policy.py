"""What the NetworkPolicy of one workload says so far.

It starts open: anybody may reach the workload's own ports, and nothing else; the pods may go
anywhere. Whoever is named for a port closes it to all others.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from k8spatterns_lib.manifests.network.network_policy_spec import PolicyPort, PolicyRule
from k8spatterns_lib.manifests.objects.kube_object import KubeObject
from k8spatterns_lib.values.peer import Peer
from k8spatterns_lib.values.port import Port

_ANYBODY: Final = (Peer.anywhere(),)
_DNS: Final = PolicyRule((Peer.namespace("kube-system"),), (PolicyPort(53, "UDP"), PolicyPort(53, "TCP")))


@attrs.define(eq=False)
class WorkloadPolicy:
    """The rules of one workload.

    Attributes:
        name: The workload's name.
        ports: The ports of its containers.
        item: The NetworkPolicy.
        in_touch: Its pods reach each other by name, as members of a data system do.
    """

    name: str
    ports: tuple[Port, ...]
    item: KubeObject
    in_touch: bool
    _sources: dict[PolicyPort, tuple[Peer, ...]] | None = None
    _egress: list[PolicyRule] | None = None
    _dns: bool = True

    @property
    def own_ports(self) -> tuple[PolicyPort, ...]:
        """The ports of the workload's containers, as rules name them."""
        return tuple(dict.fromkeys(PolicyPort(each.number, each.protocol) for each in self.ports))

    @property
    def sources(self) -> dict[PolicyPort, tuple[Peer, ...]]:
        """Who may reach each port."""
        if self._sources is None:
            self._sources = dict.fromkeys(self.own_ports, _ANYBODY)
        return self._sources

    @property
    def has_rules(self) -> bool:
        """Whether a user said anything of it."""
        return self._sources is not None or self._egress is not None

    def close(self, ports: Iterable[PolicyPort]) -> None:
        """Admit nobody to the ports."""
        for port in ports:
            self.sources[port] = ()

    def admit(self, peers: Sequence[Peer], ports: Iterable[PolicyPort]) -> None:
        """Admit the peers to the ports, and nobody else but those admitted by name before."""
        for port in ports:
            before = self.sources.get(port, ())
            named = () if before is _ANYBODY else before
            self.sources[port] = tuple(dict.fromkeys((*named, *peers)))

    def leave(self, rules: Iterable[PolicyRule], *, dns: bool | None = None) -> None:
        """Let the pods go where the rules say, and nowhere else; `dns` False closes DNS, too."""
        before = self._egress or []
        self._egress = [*before, *(each for each in rules if each not in before)]
        if dns is not None:
            self._dns = dns

    def ingress(self, members: Sequence[Peer]) -> list[PolicyRule]:
        """Return who may reach the pods; `members` may do so on every port."""
        if self._sources is None:
            return [PolicyRule((), self.own_ports)] if self.ports else []
        groups: dict[tuple[Peer, ...], list[PolicyPort]] = {}
        for port, peers in self._sources.items():
            admitted = peers if _ANYBODY[0] in peers else (*members, *peers)
            if admitted:
                groups.setdefault(admitted, []).append(port)
        return [PolicyRule(peers, tuple(ports)) for peers, ports in groups.items()]

    def egress(self, members: Sequence[Peer]) -> list[PolicyRule] | None:
        """Return where the pods may go, None for anywhere; they may always go to `members`."""
        if self._egress is None:
            return None
        own = [PolicyRule(tuple(members), ())] if members else []
        return [*([_DNS] if self._dns else []), *own, *self._egress]
