"""Names that Kubernetes accepts: each function returns the text or says what is wrong with it.

Source: Kubernetes docs, "Object Names and IDs", "Labels and Selectors"; ConfigMap and
Secret key rules of the API reference.
"""

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from k8spatterns_lib.errors import SettingError

_LABEL: Final = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN: Final = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_LABEL_VALUE: Final = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
_CONFIG_KEY: Final = re.compile(r"[-._a-zA-Z0-9]+")
_ENV_NAME: Final = re.compile(r"[A-Za-z_.-][A-Za-z0-9_.-]*")
_LONGEST_LABEL: Final = 63
_LONGEST_SUBDOMAIN: Final = 253


def _is(pattern: re.Pattern[str], text: object, longest: int) -> bool:
    return isinstance(text, str) and _fits(pattern, text, longest)


@lru_cache(maxsize=4096)
def _fits(pattern: re.Pattern[str], text: str, longest: int) -> bool:
    return len(text) <= longest and pattern.fullmatch(text) is not None


def dns_label(text: str, where: str, what: str = "name") -> str:
    """Return `text` if it is a DNS label (RFC 1123): at most 63 of a-z, 0-9 and inner hyphens.

    Raises:
        SettingError: It is not.
    """
    if not _is(_LABEL, text, _LONGEST_LABEL):
        fix = "Use at most 63 of a-z, 0-9 and '-', with a letter or digit at both ends."
        raise SettingError(where, f"{what} must be a DNS label", got=text, fix=fix)
    return text


def dns_subdomain(text: str, where: str, what: str = "name") -> str:
    """Return `text` if it is a DNS subdomain (RFC 1123): labels joined by dots, at most 253.

    Raises:
        SettingError: It is not.
    """
    if not _is(_SUBDOMAIN, text, _LONGEST_SUBDOMAIN):
        fix = "Use at most 253 of a-z, 0-9, '-' and '.', with a letter or digit at each end."
        raise SettingError(where, f"{what} must be a DNS subdomain", got=text, fix=fix)
    return text


def label_key(text: str, where: str, what: str = "label") -> str:
    """Return `text` if it can be the key of a label or an annotation: `[prefix/]name`.

    Raises:
        SettingError: It can not.
    """
    prefix, slash, name = text.rpartition("/") if isinstance(text, str) else ("", "", "")
    good_prefix = not slash or _is(_SUBDOMAIN, prefix, _LONGEST_SUBDOMAIN)
    if not name or not good_prefix or not _is(_LABEL_VALUE, name, _LONGEST_LABEL):
        fix = "Use [prefix/]name with at most 63 letters, digits, '-', '_' and '.' in the name."
        raise SettingError(where, f"{what} must be a label key", got=text, fix=fix)
    return text


def label_value(text: str, where: str, what: str = "label") -> str:
    """Return `text` if it can be the value of a label; it may be empty.

    Raises:
        SettingError: It can not.
    """
    if not _is(_LABEL_VALUE, text, _LONGEST_LABEL):
        fix = "Use at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends."
        raise SettingError(where, f"{what} must be a label value", got=text, fix=fix)
    return text


def env_name(text: str, where: str, what: str = "environment variable") -> str:
    """Return `text` if it can name an environment variable.

    Raises:
        SettingError: It can not.
    """
    if not _is(_ENV_NAME, text, _LONGEST_SUBDOMAIN):
        fix = "Use letters, digits, '_', '-' and '.', and no digit in front."
        raise SettingError(where, f"{what} must be a name", got=text, fix=fix)
    return text


def config_key(text: str, where: str, what: str = "key") -> str:
    """Return `text` if it can be a key of a ConfigMap or a Secret.

    Raises:
        SettingError: It can not.
    """
    if not _is(_CONFIG_KEY, text, _LONGEST_SUBDOMAIN) or text in {".", ".."} or text.startswith(".."):
        fix = "Use letters, digits, '-', '_' and '.'."
        raise SettingError(where, f"{what} must be a file name", got=text, fix=fix)
    return text


def absolute_path(text: str, where: str, what: str = "path") -> str:
    """Return `text` if it is an absolute path that can be mounted: no ':', no '..'.

    Raises:
        SettingError: It is not.
    """
    if not isinstance(text, str) or not text.startswith("/") or ":" in text or ".." in text.split("/"):
        raise SettingError(
            where, f"{what} must be an absolute path", got=text, fix="Start with '/', without ':' and '..'."
        )
    return text


def host_name(text: str, where: str, what: str = "host", *, wildcard: bool = True) -> str:
    """Return `text` if it is a host name: a DNS subdomain, no IP address.

    Args:
        text: The name.
        where: The construct path or value that an error should name.
        what: How the message calls it.
        wildcard: "*." may stand in front, for one label. Default: True.

    Raises:
        SettingError: It is none.
    """
    name = text.removeprefix("*.") if wildcard and isinstance(text, str) else text
    if not _is(_SUBDOMAIN, name, _LONGEST_SUBDOMAIN - len("*.")):
        fix = "Write the name alone, in small letters: no protocol, no port, no path."
        raise SettingError(where, f"{what} must be a host name", got=text, fix=fix)
    if _is_address(name):
        raise SettingError(where, f"{what} must be a host name, no address", got=text, fix="Give a name of DNS.")
    return text


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
