"""Amounts of CPU and memory, exact and equal however they were written.

Source: Kubernetes docs, "Quantity" (API reference) and "Resource units in Kubernetes".
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, Self

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.shared import Shared

_NUMBER: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)([A-Za-z]*)")
_BINARY: Final = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60}
_DECIMAL: Final = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18}
_MILLI: Final = 1000


@attrs.frozen(order=True)
class Cpu(metaclass=Shared):
    """An amount of CPU, in thousandths of a core."""

    millis: int

    @classmethod
    def cores(cls, count: float) -> Self:
        """Return `count` cores; a thousandth is the smallest part."""
        return cls.parse(str(count))

    @classmethod
    def parse(cls, text: "str | float | Cpu", *, where: str = "Cpu") -> Self:
        """Return the amount that "100m", "0.1" or 0.1 names.

        Raises:
            SettingError: It is no amount of CPU, is not positive, or is finer than a thousandth.
        """
        return cls(text.millis if isinstance(text, Cpu) else _cpu(text, where))

    @property
    def text(self) -> str:
        """The amount as Kubernetes writes it: whole cores without a unit, else "m"."""
        cores, rest = divmod(self.millis, _MILLI)
        return f"{self.millis}m" if rest else str(cores)

    def __str__(self) -> str:
        return self.text


@attrs.frozen(order=True)
class Memory(metaclass=Shared):
    """An amount of memory or storage, in bytes."""

    in_bytes: int

    @classmethod
    def mebibytes(cls, count: int) -> Self:
        """Return `count` MiB; 1 MiB is 1024 * 1024 bytes."""
        return cls(count * 2**20)

    @classmethod
    def gibibytes(cls, count: int) -> Self:
        """Return `count` GiB; 1 GiB is 1024 MiB."""
        return cls(count * 2**30)

    @classmethod
    def parse(cls, text: "str | Memory", *, where: str = "Memory") -> Self:
        """Return the amount that "128Mi", "1Gi" or "500M" names.

        Raises:
            SettingError: It is no amount of memory, is not positive, or is no whole number
                of bytes ("128m" is an eighth of a byte and never meant).
        """
        return cls(text.in_bytes if isinstance(text, Memory) else _memory(text, where))

    @property
    def text(self) -> str:
        """The amount in the largest unit that leaves a whole number: "1Gi", not "1024Mi"."""
        for units in (_BINARY, _DECIMAL):
            for unit, size in reversed(units.items()):
                if unit and self.in_bytes % size == 0:
                    return f"{self.in_bytes // size}{unit}"
        return str(self.in_bytes)

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def _cpu(text: object, where: str) -> int:
    found = _NUMBER.fullmatch(str(text)) if isinstance(text, (str, int, float)) and not isinstance(text, bool) else None
    if found is None or found[2] not in {"", "m"}:
        raise SettingError(
            where, "cpu must be an amount of CPU", got=text, fix='Write cores or thousandths: "0.5" or "500m".'
        )
    millis = Decimal(found[1]) * (1 if found[2] else _MILLI)
    if millis <= 0 or millis != int(millis):
        fix = 'The smallest amount is "1m".'
        raise SettingError(where, "cpu must be a positive number of thousandths", got=text, fix=fix)
    return int(millis)


@lru_cache(maxsize=4096)
def _memory(text: object, where: str) -> int:
    found = _NUMBER.fullmatch(text) if isinstance(text, str) else None
    size = None if found is None else {**_BINARY, **_DECIMAL}.get(found[2])
    if found is None or size is None:
        fix = 'Write a number and a unit: "128Mi" or "1Gi".'
        raise SettingError(where, "memory must be an amount in bytes", got=text, fix=fix)
    amount = Decimal(found[1]) * size
    if amount <= 0 or amount != int(amount):
        raise SettingError(
            where, "memory must be a positive number of whole bytes", got=text, fix='Write "128Mi" or "1Gi".'
        )
    return int(amount)
