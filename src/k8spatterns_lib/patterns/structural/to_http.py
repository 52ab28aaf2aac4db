"""`ToHttp`: records as POST requests to a log store.

A request that fails is tried again for as long as it takes, from every second to every minute.

Source: Fluent Bit 4.2 manual, "HTTP" (output), "Scheduling and retries", "Environment variables".
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args
from urllib.parse import SplitResult, urlsplit

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.structural.fluent_bit import DATE
from k8spatterns_lib.values.environment import EnvValue, SecretKey
from k8spatterns_lib.values.names import dns_subdomain
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of, pairs

Format = Literal["json", "json_lines", "json_stream", "msgpack"]
Compression = Literal["gzip", "snappy", "zstd"]
HeaderValue = str | SecretKey
Headers = tuple[tuple[str, HeaderValue], ...]
_NAME_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_SECRET_ENDINGS: Final = ("authorization", "cookie", "key", "token", "secret", "password")
_PORTS: Final = {"http": 80, "https": 443}


def _to_headers(headers: Mapping[str, HeaderValue] | Headers) -> Headers:
    return pairs(headers, "ToHttp", "headers")


@refuses_unknown_settings
@attrs.frozen
class ToHttp:
    """An HTTP endpoint that takes logs.

    Args:
        url: The whole address; certificates of `https://` are verified.
        headers: Further headers; a `SecretKey` is filled in in the cluster, and holds the
            header's whole value, such as "Bearer …".
        user: For basic authentication. Default: none.
        password: Its password. Default: none.
        format: How records stand in a request. Default: "json_lines", a JSON object a line.
        compress: Default: "gzip"; None sends them as they are.

    Raises:
        SettingError: The URL is none or has a password, or a header holds a secret in plain text.
    """

    url: str
    headers: Headers = attrs.field(default=(), converter=_to_headers, kw_only=True)
    user: str | None = attrs.field(default=None, kw_only=True)
    password: SecretKey | None = attrs.field(default=None, kw_only=True)
    format: Format = attrs.field(default="json_lines", kw_only=True)
    compress: Compression | None = attrs.field(default="gzip", kw_only=True)

    def __attrs_post_init__(self) -> None:
        host = http_url(self.url, "ToHttp").hostname
        where = f"ToHttp {host!r}"
        for name, value in self.headers:
            _check_header(name, value, where)
        if (self.user is None) != (self.password is None):
            raise SettingError(where, "user and password go together", got=self.user, fix="Give both or none.")
        if self.password is not None and not isinstance(self.password, SecretKey):
            fix = 'Write SecretKey("logs", "password").'
            raise SettingError(where, "the password must be a SecretKey", fix=fix)
        if self.user is not None and (not isinstance(self.user, str) or "${" in self.user or ":" in self.user):
            raise SettingError(where, "user must be a name without ':' and '${'", got=self.user, fix="Give the name.")
        one_of(get_args(Format), self.format, where, "format")
        one_of((None, *get_args(Compression)), self.compress, where, "compress")

    def output(self, *, variables: str) -> Mapping[str, Any]:
        """Return the output as fluent-bit writes it."""
        parts = urlsplit(self.url)
        path = parts.path or "/"
        return {
            "name": "http",
            "match": "*",
            "host": parts.hostname,
            "port": parts.port or _PORTS[parts.scheme],
            "uri": f"{path}?{parts.query}" if parts.query else path,
            **({"tls": "on", "tls.verify": "on", "tls.verify_hostname": "on"} if parts.scheme == "https" else {}),
            **({} if self.user is None else {"http_user": self.user, "http_passwd": f"${{{variables}_PASSWORD}}"}),
            **self._headers(variables),
            "format": self.format,
            **({} if self.format == "msgpack" else DATE),
            **({} if self.compress is None else {"compress": self.compress}),
            "retry_limit": "no_limits",
        }

    def env(self, *, variables: str) -> Mapping[str, EnvValue]:
        """Return the password and the headers that are secret."""
        found: dict[str, EnvValue] = {} if self.password is None else {f"{variables}_PASSWORD": self.password}
        return found | {
            f"{variables}_HEADER_{number}": value
            for number, (_, value) in enumerate(self.headers, start=1)
            if isinstance(value, SecretKey)
        }

    def _headers(self, variables: str) -> dict[str, Any]:
        lines = [
            f"{name} ${{{variables}_HEADER_{number}}}" if isinstance(value, SecretKey) else f"{name} {value}"
            for number, (name, value) in enumerate(self.headers, start=1)
        ]
        return {"header": lines} if lines else {}


def http_url(url: object, where: str) -> SplitResult:
    """Return the parts of an HTTP address.

    Raises:
        SettingError: It is none, or it has a password in it.
    """
    fix = 'Write "https://logs.example.com/ingest".'
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        port_is_one = parts.port != 0
    except ValueError:
        raise SettingError(where, "the URL can not be read", fix=fix) from None
    if "@" in parts.netloc:
        fix = "Leave it out of the URL and give user= and password=SecretKey(...)."
        raise SettingError(where, "a password must not stand in the URL", fix=fix)
    spaced = isinstance(url, str) and (url.split() != [url] or "${" in url)
    if parts.scheme not in _PORTS or not parts.hostname or not port_is_one or spaced or parts.fragment:
        raise SettingError(where, "the URL must be one of HTTP", got=url, fix=fix)
    if ":" not in parts.hostname:
        dns_subdomain(parts.hostname, where, "the host")
    return parts


def _check_header(name: object, value: object, where: str) -> None:
    if not isinstance(name, str) or not name or not _NAME_LETTERS.issuperset(name):
        raise SettingError(where, "a header has a name", got=name, fix="Use letters, digits, '-' and '_'.")
    if isinstance(value, SecretKey):
        return
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or "${" in value:
        fix = "Give one line of text without '${', or a SecretKey."
        raise SettingError(where, f"the header {name} must be text", got=value, fix=fix)
    if name.lower().endswith(_SECRET_ENDINGS):
        fix = 'Write SecretKey("logs", "header"), with the whole value in the Secret.'
        raise SettingError(where, f"the header {name} would hold a secret in plain text", fix=fix)
