"""Versions of Kubernetes that a cluster can run.

Source: Kubernetes docs, "Version Skew Policy" and "Releases".
"""

import re
from functools import lru_cache
from typing import Final, Self

import attrs

from k8spatterns_lib.errors import SettingError

_OLDEST: Final = 33
_NEWEST: Final = 37
_FORM: Final = re.compile(r"v?1\.([0-9]{1,3})(?:\.[0-9]+)?")


@attrs.frozen(order=True)
class KubernetesVersion:
    """A minor version of Kubernetes 1; patch releases change no API."""

    minor: int

    @classmethod
    def parse(cls, text: "str | KubernetesVersion") -> Self:
        """Return the version that `text` names: "1.36", "v1.36" and "1.36.2" are the same.

        Raises:
            SettingError: It is no version, or not one of 1.33 to 1.37.
        """
        if isinstance(text, KubernetesVersion):
            return cls(text.minor)
        return cls(_minor(text))

    def __str__(self) -> str:
        return f"1.{self.minor}"


@lru_cache(maxsize=64)
def _minor(text: str) -> int:
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None or not _OLDEST <= int(found[1]) <= _NEWEST:
        fix = f"Use one of: {', '.join(f'1.{minor}' for minor in range(_OLDEST, _NEWEST + 1))}."
        raise SettingError("kubernetes", "must be a supported version of Kubernetes", got=text, fix=fix)
    return int(found[1])


SUPPORTED: Final = tuple(KubernetesVersion(minor) for minor in range(_OLDEST, _NEWEST + 1))
NEWEST: Final = SUPPORTED[-1]
