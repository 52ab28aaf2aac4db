"""`pattern.network`: who may reach a pattern's pods, and where they may go.

Network policies only add up: what one of them admits, no other can refuse. So a user's rules
do not stand beside the pattern's own policy, they change it.

Decided here: what a rule means for ports, members and DNS.
Decided elsewhere: how a policy is written (`manifests`), which policies of a chart contradict
each other (`manifests.network_checks`).

Source: Kubernetes Patterns, 2nd ed., ch. 24 "Network Segmentation"; Kubernetes docs, "Network
Policies".
"""

from collections.abc import Iterable, Sequence
from typing import Any

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.network.network_policy_spec import PolicyPort, PolicyRule, network_policy
from k8spatterns_lib.manifests.objects.labels import selector
from k8spatterns_lib.manifests.pattern import Pattern
from k8spatterns_lib.patterns.network_choice import (
    AnyPeer,
    AnyPort,
    chosen_policies,
    chosen_ports,
    peer_ports,
    peers_of,
)
from k8spatterns_lib.patterns.workload_policy import WorkloadPolicy
from k8spatterns_lib.values.peer import Peer


class PatternNetwork:
    """The network policies of a pattern, one for each of its workloads.

    At first anybody may reach the pattern's own ports and nothing else, and the pods may go
    anywhere. The pods of a data system, and of a pattern with several workloads, may always
    reach each other, and nothing keeps a node from probing its own pods.
    """

    def __init__(self, pattern: Pattern, policies: Sequence[WorkloadPolicy]) -> None:
        self._pattern = pattern
        self._policies = policies

    def allow_from(self, *peers: AnyPeer, ports: Iterable[AnyPort] | None = None, of: str | None = None) -> None:
        """Let the peers reach some ports; whoever is not named for a port can no longer reach it.

        Args:
            peers: Who; `Peer.anywhere()` opens the ports to all again.
            ports: Which, by the name or number of a container's port. A number that no
                container has is admitted, too. Default: all ports of the pattern's containers.
            of: Only of this workload, where the pattern has several. Default: of all.

        Raises:
            SettingError: There is no such port or workload, or no policy to change.
        """
        given = peers_of(peers, self._where)
        for policy, chosen in chosen_ports(self._of(of), ports, self._where):
            policy.admit(given, chosen)
        self._write()

    def deny_ingress(self, *, ports: Iterable[AnyPort] | None = None, of: str | None = None) -> None:
        """Let nobody reach some ports, but those whom later calls of `allow_from` name.

        Args:
            ports: Which. Default: all ports of the pattern's containers.
            of: Only of this workload. Default: of all.

        Raises:
            SettingError: There is no such port or workload, or no policy to change.
        """
        for policy, chosen in chosen_ports(self._of(of), ports, self._where):
            policy.close(chosen)
        self._write()

    def allow_to(self, *peers: AnyPeer, ports: Iterable[AnyPort] | None = None, of: str | None = None) -> None:
        """Let the pods go to the peers; from the first such rule on they may go nowhere else.

        They may always ask the cluster's DNS (port 53 of the namespace `kube-system`), unless
        `deny_egress(dns=False)` said otherwise.

        Args:
            peers: Where to.
            ports: Which ports of the peers, by number, or by the name that the peers' pods
                give them. Default: all.
            of: Only from this workload, where the pattern has several. Default: from all.

        Raises:
            SettingError: There is no such port or workload, or no policy to change.
        """
        groups: dict[tuple[PolicyPort, ...], list[Peer]] = {}
        for original, peer in zip(peers, peers_of(peers, self._where), strict=True):
            groups.setdefault(peer_ports(ports, original, peer, self._where), []).append(peer)
        for policy in self._of(of):
            policy.leave(PolicyRule(tuple(found), their) for their, found in groups.items())
        self._write()

    def deny_egress(self, *, dns: bool = True, of: str | None = None) -> None:
        """Let the pods go nowhere, but where `allow_to` says.

        Args:
            dns: They may ask the cluster's DNS. Default: True.
            of: Only from this workload, where the pattern has several. Default: from all.

        Raises:
            SettingError: There is no such workload, or no policy to change.
        """
        if dns is not True and dns is not False:
            raise SettingError(self._where, "dns must be True or False", got=dns, fix="Give one of them.")
        for policy in self._of(of):
            policy.leave((), dns=dns)
        self._write()

    def meet(self) -> None:
        """Let the pattern's workloads reach each other, where rules would keep them apart; for patterns alone."""
        self._write()

    @property
    def _where(self) -> str:
        return f"{self._pattern.where} network"

    def _of(self, of: str | None) -> list[WorkloadPolicy]:
        """Return the policies that are meant; what was patched by hand is not written over."""
        found = chosen_policies(self._policies, of, self._where)
        for each in self._policies:
            if each.item.data["spec"] != self._spec(each):
                fix = "Call network first and patch afterwards: each call writes the rules anew."
                raise SettingError(self._where, "the NetworkPolicy was patched", got=each.name, fix=fix)
        return found

    def _spec(self, policy: WorkloadPolicy) -> dict[str, Any]:
        members = self._members()
        data = network_policy(
            policy.name,
            select=selector(policy.name),
            ingress=policy.ingress(members),
            egress=policy.egress(members),
            namespace=self._pattern.manifest.namespace,
        )
        spec: dict[str, Any] = data["spec"]
        return spec

    def _members(self) -> tuple[Peer, ...]:
        """Return the pattern's own pods where they need to reach each other."""
        if len(self._policies) > 1 or any(each.in_touch for each in self._policies):
            return tuple(Peer.pods(each.name) for each in self._policies)
        return ()

    def _write(self) -> None:
        for each in self._policies:
            if each.has_rules:
                each.item.data["spec"] = self._spec(each)
                each.item.changed()
