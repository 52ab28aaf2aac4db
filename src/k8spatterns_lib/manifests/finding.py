"""What a check found: which rule an object breaks, and where in it.

Decided here: how a finding is told.
Decided elsewhere: the rules (`checks`, `policies`), which construct or file the object is (`app`, `delivery`).
"""

from collections.abc import Mapping
from typing import Any

import attrs

from k8spatterns_lib.errors import MISSING, ManifestError
from k8spatterns_lib.manifests.rule import Rule

Path = tuple[str | int, ...]
"""The way to a field of an object: keys and positions."""


@attrs.frozen(eq=False)
class Finding:
    """A rule that an object breaks.

    Args:
        rule: The rule.
        data: The object.
        path: The field, from the top of the object. Default: the object as a whole.
        what: What is wrong. Default: what the rule demands.
        got: What stands there. Default: nothing that could be shown.
        fix: What to do. Default: what the rule says.
    """

    rule: Rule
    data: Mapping[str, Any]
    path: Path = attrs.field(default=(), kw_only=True)
    what: str = attrs.field(kw_only=True, default=attrs.Factory(lambda self: self.demand, takes_self=True))
    got: object = attrs.field(kw_only=True, default=MISSING)
    fix: str = attrs.field(kw_only=True, default=attrs.Factory(lambda self: self.rule.fix, takes_self=True))

    @property
    def demand(self) -> str:
        """What the rule demands, at the place where it is broken."""
        place = path_text(self.path)
        return f"{place}: {self.rule.demands}" if place else self.rule.demands

    def as_error(self, owner: str) -> ManifestError:
        """Return the finding as an error; `owner` is the construct or the file that the object is from."""
        return ManifestError(f"{owner} {title_of(self.data)}", self.what, got=self.got, fix=self.fix)


def path_text(path: Path) -> str:
    """Return a path as Kubernetes writes it: `spec.containers[0].image`, `metadata.labels["app.io/name"]`."""
    return "".join(_part(each) for each in path).lstrip(".")


def _part(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f'["{part}"]' if "." in part or "/" in part else f".{part}"


def title_of(data: Mapping[str, Any]) -> str:
    """Return kind and name of an object, such as "Service 'web'"; both can be missing in objects of others."""
    metadata = data.get("metadata")
    name = (metadata.get("name") or metadata.get("generateName")) if isinstance(metadata, Mapping) else None
    kind = data.get("kind") or "an object without a kind"
    return f"{kind} {name!r}" if name else str(kind)
