"""A port of a Service: what clients connect to, and where in the pods it leads.

Source: Kubernetes API reference, ServicePort v1 core; Kubernetes docs, "Service" (node ports).
"""

from typing import Final, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, label_key
from k8spatterns_lib.values.port import Port, Protocol
from k8spatterns_lib.values.setting import refuses_unknown_settings

_HIGHEST_PORT: Final = 65535
_LOWEST_NODE_PORT: Final = 30000
_HIGHEST_NODE_PORT: Final = 32767


def _protocol_of_port(port: "ServicePort") -> Protocol:
    return port.to.protocol if isinstance(port.to, Port) else "TCP"


@refuses_unknown_settings
@attrs.frozen
class ServicePort:
    """A port of a Service.

    Args:
        number: The port that clients use, 1 to 65535.
        to: The port of the pods: the name or the number of a container's port, or the `Port`.
        name: At most 63 characters. Default: the name of the pods' port, else "port-80".
        protocol: Default: that of a `Port`, else TCP.
        node_port: A fixed port on every node, 30000 to 32767. Default: a free one, where the
            type of the Service has them.
        app_protocol: What is spoken, such as "kubernetes.io/h2c" or "http". Default: unsaid.

    Raises:
        SettingError: A part is wrong.
    """

    number: int
    to: int | str | Port = attrs.field(kw_only=True)
    name: str = attrs.field(kw_only=True, default="")
    protocol: Protocol = attrs.field(kw_only=True, default=attrs.Factory(_protocol_of_port, takes_self=True))
    node_port: int | None = attrs.field(kw_only=True, default=None)
    app_protocol: str | None = attrs.field(kw_only=True, default=None)

    def __attrs_post_init__(self) -> None:
        port_number(self.number, "ServicePort", "number")
        where = f"ServicePort {self.number}"
        if isinstance(self.to, str):
            Port(name=self.to, number=self.number)  # the rule for names is the same
        elif not isinstance(self.to, Port):
            port_number(self.to, where, "to")
        if self.protocol not in get_args(Protocol):
            raise SettingError(where, "the protocol is unknown", got=self.protocol, fix="Use TCP, UDP or SCTP.")
        if isinstance(self.to, Port) and self.to.protocol != self.protocol:
            fix = f"The port {self.to.name!r} speaks {self.to.protocol}."
            raise SettingError(where, "the protocol is not that of the pods' port", got=self.protocol, fix=fix)
        if self.name:
            dns_label(self.name, where)
        if self.node_port is not None:
            node_port(self.node_port, where)
        if self.app_protocol is not None:
            label_key(self.app_protocol, where, "app_protocol")

    @property
    def target(self) -> int | str:
        """The port of the pods, as the API has it."""
        return self.to.name if isinstance(self.to, Port) else self.to

    @property
    def full_name(self) -> str:
        """The name that is written where there are several ports, and where there is one."""
        if self.name:
            return self.name
        return self.target if isinstance(self.target, str) else f"port-{self.number}"


def port_number(number: object, where: str, what: str) -> None:
    """Refuse what is no port number.

    Raises:
        SettingError: It is not 1 to 65535.
    """
    if type(number) is not int or not 1 <= number <= _HIGHEST_PORT:
        fix = "Give the port that clients use, such as 80."
        raise SettingError(where, f"{what} must be 1 to 65535", got=number, fix=fix)


def node_port(number: object, where: str) -> None:
    """Refuse a port that nodes do not offer unless a cluster was told so.

    Raises:
        SettingError: It is not 30000 to 32767.
    """
    if type(number) is not int or not _LOWEST_NODE_PORT <= number <= _HIGHEST_NODE_PORT:
        what = f"node_port must be {_LOWEST_NODE_PORT} to {_HIGHEST_NODE_PORT}"
        fix = "For a cluster with another --service-node-port-range, leave it out and patch it in."
        raise SettingError(where, what, got=number, fix=fix)
