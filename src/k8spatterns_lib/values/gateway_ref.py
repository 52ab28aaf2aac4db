"""References to Gateways, which mostly belong to a platform and not to a service.

Source: Gateway API v1, ParentReference.
"""

from typing import Self

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label, dns_subdomain
from k8spatterns_lib.values.setting import refuses_unknown_settings


@refuses_unknown_settings
@attrs.frozen
class GatewayRef:
    """A Gateway that exists already.

    Args:
        name: Its name.
        namespace: None where it is the namespace of whoever refers to it.
        section: One of its listeners by name. Default: all that take the route's hosts.
    """

    name: str
    namespace: str | None = None
    section: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        dns_subdomain(self.name, "GatewayRef")
        where = f"GatewayRef {self.name!r}"
        if self.namespace is not None:
            dns_label(self.namespace, where, "namespace")
        if self.section is not None:
            dns_subdomain(self.section, where, "section")

    @classmethod
    def parse(cls, text: "str | GatewayRef", where: str) -> "GatewayRef | Self":
        """Return the Gateway that "name" or "namespace/name" means.

        Raises:
            SettingError: It is no such text.
        """
        if isinstance(text, GatewayRef):
            return text
        namespace, slash, name = text.rpartition("/") if isinstance(text, str) else ("", "", "")
        if not name or "/" in namespace or (slash and not namespace):
            fix = 'Write "name", "namespace/name" or GatewayRef(…).'
            raise SettingError(where, "this stands for no Gateway", got=text, fix=fix)
        return cls(name, namespace or None)
