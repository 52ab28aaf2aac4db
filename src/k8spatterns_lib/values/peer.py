"""The other end of a connection: pods, namespaces, blocks of addresses, or anybody.

Source: Kubernetes API reference, NetworkPolicyPeer; Kubernetes docs, "Network Policies".
"""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Self

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.constructors import constructors_refuse_unknown_settings
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.pods_ref import AnyPods, pods_reference
from k8spatterns_lib.values.reference import HasNamespace, NamespaceRef, namespace_name
from k8spatterns_lib.values.scheduling import Labels, to_labels
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import parts


@attrs.frozen
class PodSource:
    """Pods with all of some labels, in namespaces by name or by label.

    Attributes:
        labels: None: all pods.
        namespace: None: see `namespace_labels`.
        namespace_labels: None: the namespace of whoever refers to them, if `namespace` is None, too.
    """

    labels: Labels | None
    namespace: str | None
    namespace_labels: Labels | None


@attrs.frozen
class BlockSource:
    """Addresses in a block, without some blocks inside it."""

    block: str
    excluding: tuple[str, ...]


@constructors_refuse_unknown_settings
@refuses_unknown_settings
@attrs.frozen(cache_hash=True)
class Peer:
    """Who is at the other end; made by one of the class methods.

    Each of them raises `SettingError` where a name, a label or an address is wrong.
    """

    source: PodSource | BlockSource | None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.source, (PodSource, BlockSource, type(None))):
            fix = "Use Peer.pods and its like."
            raise SettingError("Peer", "this is no peer", got=self.source, fix=fix)

    @classmethod
    def pods(
        cls,
        pods: AnyPods,
        *,
        namespace: str | NamespaceRef | HasNamespace | None = None,
        namespace_labels: Mapping[str, str] | None = None,
    ) -> Self:
        """Return pods by the name of their pattern, by labels, or as a construct.

        Args:
            pods: The pods.
            namespace: Theirs. Default: the construct's, else that of whoever refers to them.
            namespace_labels: Labels of their namespaces, in place of a name.
        """
        found = pods_reference(pods, "Peer.pods")
        if namespace is not None and namespace_labels is not None:
            got = {"namespace": namespace, "namespace_labels": dict(namespace_labels)}
            raise SettingError("Peer.pods", "a namespace by name or by labels", got=got, fix="Give one of them.")
        if namespace_labels is not None:
            return cls(PodSource(found.labels, None, to_labels(namespace_labels)))
        name = found.namespace if namespace is None else namespace_name(namespace, "Peer.pods")
        return cls(PodSource(found.labels, name, None))

    @classmethod
    def namespace(cls, namespace: str | NamespaceRef | HasNamespace) -> Self:
        """Return all pods of a namespace, by its name or as a construct."""
        return cls(PodSource(None, dns_label(namespace_name(namespace, "Peer.namespace"), "Peer.namespace"), None))

    @classmethod
    def namespaces(cls, labels: Mapping[str, str]) -> Self:
        """Return all pods of the namespaces that have these labels; no labels mean every namespace."""
        return cls(PodSource(None, None, to_labels(labels)))

    @classmethod
    def block(cls, block: str, *, excluding: Iterable[str] = ()) -> Self:
        """Return a block of addresses, such as "10.0.0.0/8", without some blocks inside it.

        Blocks are meant for addresses outside the cluster: the addresses of pods and nodes may
        be rewritten on their way, so whether a block takes them in depends on the network.
        """
        whole = _network(block)
        found = tuple(_network(each) for each in parts(excluding, str, "Peer.block", "excluding"))
        for each in found:
            if each.version != whole.version or each == whole or not _inside(each, whole):
                fix = "Exclude smaller blocks of it."
                raise SettingError("Peer.block", f"what is excluded must be inside {whole}", got=str(each), fix=fix)
        return cls(BlockSource(str(whole), tuple(map(str, found))))

    @classmethod
    def anywhere(cls) -> Self:
        """Return anybody: inside the cluster and outside."""
        return cls(None)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        # A number would be read as the bytes of an address.
        return ip_network(text if isinstance(text, str) else "")
    except ValueError as error:
        fix = f'Write "10.0.0.0/8" ({error}).' if isinstance(text, str) else 'Write "10.0.0.0/8".'
        raise SettingError("Peer.block", "a block of addresses is needed", got=text, fix=fix) from None


def _inside(inner: IPv4Network | IPv6Network, outer: IPv4Network | IPv6Network) -> bool:
    return inner.network_address in outer and inner.broadcast_address in outer
