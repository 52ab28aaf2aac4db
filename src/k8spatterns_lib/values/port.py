"""Ports by name, so that probes, Services and policies never repeat a number.

Source: RFC 6335, 5.1 (service names); Kubernetes API reference, ContainerPort.
"""

import re
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.shared import Shared

Protocol = Literal["TCP", "UDP", "SCTP"]
_NAME: Final = re.compile(r"(?=.*[a-z])[a-z0-9](?:-?[a-z0-9]){0,14}")
_LONGEST: Final = 15
_HIGHEST: Final = 65535


@refuses_unknown_settings
@attrs.frozen(kw_only=True, order=True)
class Port(metaclass=Shared):
    """A port that a container listens on.

    Args:
        name: At most 15 of a-z, 0-9 and single inner hyphens, with a letter.
        number: 1 to 65535.
        protocol: Default: TCP.
        host_port: The node's port, where the pod must have one. Default: none.
        reason: Why it takes a port of the node; demanded then, and written into the manifest.

    Raises:
        SettingError: A part is wrong.
    """

    name: str
    number: int
    protocol: Protocol = "TCP"
    host_port: int | None = None
    reason: str | None = attrs.field(default=None, order=False)

    def __attrs_post_init__(self) -> None:
        where = f"Port {self.name!r}"
        if not isinstance(self.name, str) or len(self.name) > _LONGEST or not _NAME.fullmatch(self.name):
            fix = "Use at most 15 of a-z, 0-9 and single inner hyphens, with a letter."
            raise SettingError(where, "the name must be a service name", got=self.name, fix=fix)
        for number in (self.number, self.host_port):
            if number is not None and (type(number) is not int or not 1 <= number <= _HIGHEST):
                raise SettingError(
                    where, "the number must be 1 to 65535", got=number, fix="Give the port it listens on."
                )
        if self.protocol not in get_args(Protocol):
            raise SettingError(where, "the protocol is unknown", got=self.protocol, fix="Use TCP, UDP or SCTP.")
        if self.host_port is not None and not (isinstance(self.reason, str) and self.reason.strip()):
            fix = 'Add reason="…": it is written into the manifest.'
            raise SettingError(where, "a port of the node needs a reason", got=self.reason, fix=fix)
