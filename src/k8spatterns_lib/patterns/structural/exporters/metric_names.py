"""Names of metrics and labels, and templates of them, as rules of exporters have them.

Source: Prometheus documentation, "Data model" (metric names and labels).
"""

import re
from collections.abc import Mapping
from typing import Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting_checks import pairs

_NAME: Final = re.compile(r"(?:[a-zA-Z_:]|\$\{?\d+\}?)(?:[a-zA-Z0-9_:]|\$\{?\d+\}?)*")
_LABEL: Final = re.compile(r"(?!__)[a-zA-Z_][a-zA-Z0-9_]*")
_REFERENCE: Final = re.compile(r"\$(?:(\d+)|\{(\d+)\})")


def metric_name(text: str, where: str) -> str:
    """Return `text` if it can name a metric; `$1` stands for what the first group or wildcard found.

    Raises:
        SettingError: It can not.
    """
    if not isinstance(text, str) or not _NAME.fullmatch(text):
        fix = "Use letters, digits, '_' and ':', and $1 for a part."
        raise SettingError(where, "name must be a metric's", got=text, fix=fix)
    return text


def metric_labels(labels: Mapping[str, str] | tuple[tuple[str, str], ...], where: str) -> tuple[tuple[str, str], ...]:
    """Return labels as pairs.

    Raises:
        SettingError: A name can not be a label's, or a value is no text.
    """
    found = pairs(labels, where, "labels")
    for name, value in found:
        if not isinstance(name, str) or not _LABEL.fullmatch(name):
            fix = "Use letters, digits and '_', and not two of them in front."
            raise SettingError(where, "a label must have a label's name", got=name, fix=fix)
        if not isinstance(value, str) or not value:
            raise SettingError(where, f"the label {name} must be text", got=value, fix='Write a text, or "$1".')
    return found


def highest_reference(*templates: str) -> int:
    """Return the largest number that a `$1` or `${1}` in the templates has; 0 without one."""
    return max((int(one or other) for text in templates for one, other in _REFERENCE.findall(text)), default=0)
