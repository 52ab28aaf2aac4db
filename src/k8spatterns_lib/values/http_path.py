"""Paths of HTTP requests: everything below one, or one alone.

Source: Kubernetes docs, "Ingress" (path types); Gateway API v1, HTTPPathMatch.
"""

import re
from typing import Final, Literal, Self, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.constructors import constructors_refuse_unknown_settings
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of

PathKind = Literal["Prefix", "Exact"]
_KINDS: Final = get_args(PathKind)
_VALID: Final = re.compile(r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+")
_REFUSED: Final = ("//", "/./", "/../", "%2f", "%2F")
_LONGEST: Final = 1024


@constructors_refuse_unknown_settings
@refuses_unknown_settings
@attrs.frozen(order=True)
class HttpPath:
    """A path; a text alone stands for everything below it.

    Args:
        value: Starts with "/", at most 1024 characters.
        kind: "Prefix" (by parts: "/api" takes "/api/a", not "/apis") or "Exact".
            Default: "Prefix".

    Raises:
        SettingError: It is no path.
    """

    value: str
    kind: PathKind = "Prefix"

    def __attrs_post_init__(self) -> None:
        http_path(self.value, "HttpPath")
        one_of(_KINDS, self.kind, "HttpPath", "kind")

    @classmethod
    def prefix(cls, value: str) -> Self:
        """Return the path and everything below it."""
        return cls(value)

    @classmethod
    def exact(cls, value: str) -> Self:
        """Return the path alone."""
        return cls(value, "Exact")


def to_http_path(path: str | HttpPath, where: str) -> HttpPath:
    """Return a path; a text stands for everything below it.

    Raises:
        SettingError: It is no path.
    """
    return path if isinstance(path, HttpPath) else HttpPath(http_path(path, where))


def http_path(path: str, where: str) -> str:
    """Return a path if proxies read it alike.

    Raises:
        SettingError: It does not start with "/", or has parts or characters that are none.
    """
    if not isinstance(path, str) or not path.startswith("/"):
        raise SettingError(where, "a path must start with '/'", got=path, fix='Write "/api".')
    wrong = [each for each in _REFUSED if each in path] + [each for each in ("/.", "/..") if path.endswith(each)]
    if wrong:
        raise SettingError(where, f"a path must not have {wrong[0]!r}", got=path, fix="Write the path that is meant.")
    if len(path) > _LONGEST or not _VALID.fullmatch(path):
        fix = "Use at most 1024 characters of RFC 3986, others as %20; no '?' and no '#'."
        raise SettingError(where, "a path must be one of a URL", got=path, fix=fix)
    return path
