"""Kubernetes' quantities as exact numbers.

Source: Kubernetes API reference, "Quantity".
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

_FORM: Final = re.compile(r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?:([eE][+-]?[0-9]+)|([A-Za-z]*))")
_UNITS: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: Final[dict[str, int]] = {f"{unit}i": 1024**power for power, unit in enumerate("KMGTPE", start=1)}


@lru_cache(maxsize=4096)
def quantity_amount(text: object) -> Decimal:
    """Return the number that a quantity names: 1024 for "1Ki", 0.1 for "100m".

    Raises:
        ValueError: It is no quantity.
    """
    found = _FORM.fullmatch(str(text)) if isinstance(text, (str, int, float)) else None
    if found is None:
        raise ValueError(f"{text!r} is no quantity")
    number, exponent, unit = found.groups()
    if exponent:
        return Decimal(number + exponent)
    if unit in _BINARY:
        return Decimal(number) * Decimal(_BINARY[unit])
    if unit not in _UNITS:
        raise ValueError(f"{text!r} is no quantity: there is no unit {unit!r}")
    return Decimal(number).scaleb(_UNITS[unit])
