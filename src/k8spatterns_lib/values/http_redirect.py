"""Answers that send an HTTP client elsewhere.

Source: Gateway API v1, HTTPRequestRedirectFilter.
"""

from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import host_name
from k8spatterns_lib.values.service_port import port_number
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of

RedirectStatus = Literal[301, 302, 303, 307, 308]
_STATUSES: Final = get_args(RedirectStatus)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class HttpRedirect:
    """An answer that sends the client elsewhere; what is not said stays as it was asked.

    Args:
        scheme: "http" or "https".
        host: A host name.
        port: 1 to 65535. Default: the scheme's own, where there is one.
        status: 301, 302, 303, 307 or 308. Default: 302.

    Raises:
        SettingError: Nothing would change, or a part is wrong.
    """

    scheme: Literal["http", "https"] | None = None
    host: str | None = None
    port: int | None = None
    status: RedirectStatus = 302

    def __attrs_post_init__(self) -> None:
        where = "HttpRedirect"
        if self.scheme is None and self.host is None and self.port is None:
            raise SettingError(where, "a redirect changes something", fix='Give scheme="https", or host or port.')
        one_of((None, "http", "https"), self.scheme, where, "scheme")
        one_of(_STATUSES, self.status, where, "status")
        if self.host is not None:
            host_name(self.host, where, wildcard=False)
        if self.port is not None:
            port_number(self.port, where, "port")
