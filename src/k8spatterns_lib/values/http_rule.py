"""Rules of HTTP routes: which requests, and where they go.

Source: Gateway API v1, HTTPRouteRule.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.backend import Backend, WeightedBackend, weighted_backends
from k8spatterns_lib.values.http_path import HttpPath, to_http_path
from k8spatterns_lib.values.http_redirect import HttpRedirect
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of, pairs

Method = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]

_METHODS: Final = (None, *get_args(Method))
_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}")
_WHERE: Final = "HttpRule"
_MOST: Final = 16
_LONGEST_VALUES: Final = {"headers": 4096, "query": 1024}


def _to_path(path: str | HttpPath) -> HttpPath:
    return to_http_path(path, _WHERE)


def _to_headers(headers: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return _texts(headers, "headers")


def _to_query(query: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return _texts(query, "query")


def _texts(given: Mapping[str, str] | tuple[tuple[str, str], ...], name: str) -> tuple[tuple[str, str], ...]:
    found = pairs(given, _WHERE, name)
    if len(found) > _MOST:
        raise SettingError(_WHERE, f"{name} has at most {_MOST}", got=len(found), fix="Leave some out.")
    for key, value in found:
        if not isinstance(key, str) or not _NAME.fullmatch(key):
            raise SettingError(
                _WHERE, f"{name} must be named as HTTP does", got=key, fix="Use letters, digits and '-'."
            )
        if not isinstance(value, str) or not 1 <= len(value) <= _LONGEST_VALUES[name]:
            what = f"{name} {key} must be a text of 1 to {_LONGEST_VALUES[name]} characters"
            raise SettingError(_WHERE, what, got=value, fix="Give the exact value.")
    if len({key.lower() if name == "headers" else key for key, _ in found}) != len(found):
        got = [key for key, _ in found]
        raise SettingError(_WHERE, f"{name} must not name one twice", got=got, fix="Leave one of them out.")
    return found


def _to_backends(
    backends: Backend | Mapping[Backend, int] | tuple[WeightedBackend, ...],
) -> tuple[WeightedBackend, ...]:
    return () if backends == () else weighted_backends(backends, _WHERE)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class HttpRule:
    """Which requests go where.

    Args:
        path: Everything below a path, or `HttpPath.exact(…)`. Default: "/", every path.
        method: Default: every method.
        headers: Headers that a request must have, with their exact values.
        query: Parameters of the query that a request must have, with their exact values.
        to: A Service and its port, or several with their weights, which are shares and no
            percentages: `{("web", 80): 9, ("new", 80): 1}`.
        redirect: Send the client elsewhere instead.

    Raises:
        SettingError: Both or none of `to` and `redirect`, or a part is wrong.
    """

    path: HttpPath = attrs.field(default=HttpPath("/"), converter=_to_path)
    method: Method | None = None
    headers: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_to_headers)
    query: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_to_query)
    to: tuple[WeightedBackend, ...] = attrs.field(default=(), converter=_to_backends)
    redirect: HttpRedirect | None = None

    def __attrs_post_init__(self) -> None:
        one_of(_METHODS, self.method, _WHERE, "method")
        if self.redirect is not None and not isinstance(self.redirect, HttpRedirect):
            fix = 'Write HttpRedirect(scheme="https").'
            raise SettingError(_WHERE, "redirect must be an HttpRedirect", got=self.redirect, fix=fix)
        if bool(self.to) == (self.redirect is not None):
            got = {"to": self.to, "redirect": self.redirect}
            raise SettingError(_WHERE, "exactly one of to and redirect", got=got, fix='Write to=("web", 80).')
