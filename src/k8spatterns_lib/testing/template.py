"""`Template`: the objects of a chart, an app, a fleet's target, a directory or a text, to be asked about.

Decided here: the questions and where the objects come from.
Decided elsewhere: what a pattern matches (`match`), of which object a no tells (`closest`), and how (`mismatch`).
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.finding import title_of
from k8spatterns_lib.manifests.objects.plain_data import map_at
from k8spatterns_lib.testing.closest import closest_of
from k8spatterns_lib.testing.matcher import Captured, Matcher, matcher_of
from k8spatterns_lib.testing.mismatch import joined, lines_of, listed, with_names
from k8spatterns_lib.testing.object_index import ObjectIndex, names_of
from k8spatterns_lib.testing.reading import objects_in_directory, objects_in_text, plain
from k8spatterns_lib.testing.same_data import same_objects

if TYPE_CHECKING:
    import cdk8s

    from k8spatterns_lib.manifests.changes.object_changes import ObjectChange

Properties = Mapping[str, Any] | Matcher
"""What an object has: a literal matches partially, at every depth."""


class FleetLike(Protocol):
    """What a template needs of a fleet: the app of a service in a target."""

    def app(self, service: str, target: str) -> "cdk8s.App":
        """Return the app with the service's chart for the target."""
        ...


class TargetLike(Protocol):
    """A target of a fleet."""

    @property
    def name(self) -> str:
        """Such as "release/asia"."""
        ...


class Template:
    """Kubernetes objects, as they will be written.

    Two templates are equal if they have the same objects, in whatever order.

    Args:
        objects: The objects; they are copied.

    Raises:
        ManifestError: One of them is no object.
    """

    __hash__ = None  # type: ignore[assignment] # equal ones would have to have one hash

    def __init__(self, objects: Iterable[Mapping[str, Any]]) -> None:
        self._objects: list[dict[str, Any]] = [plain(_checked(each)) for each in objects]
        self._index = ObjectIndex(self._objects)

    @classmethod
    def from_chart(cls, chart: "cdk8s.Chart") -> Self:
        """Return the objects of one chart, checked as synth does it.

        Raises:
            ManifestError: The chart's objects contradict each other.
            RuntimeError: The same in a plain `cdk8s.App`, as cdk8s says it.
        """
        from k8spatterns_lib.testing.charts import objects_of_chart  # noqa: PLC0415 - cdk8s only when it is there

        return cls(objects_of_chart(chart))

    @classmethod
    def from_app(cls, app: "cdk8s.App") -> Self:
        """Return the objects of all charts of an app, checked as synth does it.

        Raises:
            ManifestError: A chart's objects contradict each other.
            RuntimeError: As above.
        """
        from k8spatterns_lib.testing.charts import objects_of_app  # noqa: PLC0415 - as above

        return cls(objects_of_app(app))

    @classmethod
    def from_fleet(cls, fleet: FleetLike, service: str, target: str | TargetLike) -> Self:
        """Return the objects of a service in a target such as "release/asia", by name or as what the fixture gives.

        Raises:
            PatternError: There is no such service or target, or its chart is wrong.
        """
        return cls.from_app(fleet.app(service, target if isinstance(target, str) else target.name))

    @classmethod
    def from_directory(cls, directory: str | Path) -> Self:
        """Return the objects of all YAML files below a directory.

        Raises:
            ManifestError: There is no such directory, or a file holds no objects.
        """
        return cls(objects_in_directory(Path(directory)))

    @classmethod
    def from_yaml(cls, text: str) -> Self:
        """Return the objects of YAML documents.

        Raises:
            ManifestError: It is no YAML, or a document is no object.
        """
        return cls(objects_in_text(text, where="from_yaml"))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(deepcopy(self._objects))

    def __len__(self) -> int:
        return len(self._objects)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Template):
            return NotImplemented
        return same_objects(self._objects, other._objects)

    def __repr__(self) -> str:
        return f"<Template of {listed(map(title_of, self._objects))}>"

    @property
    def names(self) -> list[str]:
        """Which objects there are, as "Kind/name", sorted: for the assertion that there are no others."""
        return sorted(_kind_and_name(each) for each in self._objects)

    def has_resource(
        self, kind: str, name: str, properties: Properties | None = None, *, namespace: str | None = None
    ) -> None:
        """Assert that an object is there, and that it has certain properties.

        Args:
            kind: Such as "Deployment".
            name: The object's name.
            properties: What it has, of the whole object. Default: anything.
            namespace: Tells objects of one name apart. Default: any.

        Raises:
            AssertionError: There is none, or its properties differ; the message names each field.
        """
        __tracebackhide__ = True
        named = self._index.named(kind, name, namespace=namespace)
        if not named:
            there = names_of(self._index.of_kind(kind))
            raise AssertionError(with_names(f"{kind} {name!r} is not there; of this kind there are", there))
        if properties is not None:
            _some(kind, named, matcher_of(properties, exact=False))

    def has_resource_properties(self, kind: str, properties: Properties) -> None:
        """Assert that at least one object of a kind has certain properties, of the whole object.

        Raises:
            AssertionError: None has; the message tells how the closest one differs.
        """
        __tracebackhide__ = True
        self._some_of(kind)
        matcher = matcher_of(properties, exact=False)
        _some(kind, self._index.meant(kind, matcher), matcher)

    def all_resources(self, kind: str, properties: Properties) -> None:
        """Assert that every object of a kind has certain properties; there must be one.

        Raises:
            AssertionError: There is none, or one has not.
        """
        __tracebackhide__ = True
        found = self._some_of(kind)
        matcher = matcher_of(properties, exact=False)
        captured: Captured = []
        wrong = [each for each in found if not matcher.test(each, captured)]
        if wrong:
            lines = [line for each in wrong for line in _told(each, matcher)]
            raise AssertionError(joined([f"{len(wrong)} of {len(found)} {kind}s differ", *lines]))
        _keep(captured)

    def has_no_resource(self, kind: str, properties: Properties | None = None) -> None:
        """Assert that no object of a kind is there, or none with certain properties.

        Raises:
            AssertionError: One is.
        """
        __tracebackhide__ = True
        if there := self._matching(kind, properties, []):
            raise AssertionError(with_names(f"no such {kind} was expected, there is", names_of(there)))

    def resource_count_is(self, kind: str, count: int) -> None:
        """Assert how many objects of a kind there are.

        Raises:
            AssertionError: There are more or fewer.
        """
        __tracebackhide__ = True
        found = self._index.of_kind(kind)
        if len(found) != count:
            raise AssertionError(with_names(f"{kind}: expected {count}, got {len(found)}", names_of(found)))

    def find_resources(self, kind: str, properties: Properties | None = None) -> list[dict[str, Any]]:
        """Return copies of the objects of a kind that have certain properties, in apply order."""
        captured: Captured = []
        found = self._matching(kind, properties, captured)
        _keep(captured)
        return deepcopy(found)

    def changes_from(self, old: "Template") -> "list[ObjectChange]":
        """Return every difference from an older template, and what applying it does.

        The effect of a change is "added", "removed", "re-create" (a field that can not change
        in place, with the rule's source), "rolls pods", "in place" or "cosmetic".
        """
        from k8spatterns_lib.manifests.changes.object_changes import object_changes  # noqa: PLC0415 - only for this

        return object_changes(list(old), self._objects)

    def _some_of(self, kind: str) -> list[dict[str, Any]]:
        __tracebackhide__ = True
        found = self._index.of_kind(kind)
        if not found:
            raise AssertionError(with_names(f"there is no {kind}; kinds that are there", self._index.kinds))
        return found

    def _matching(self, kind: str, properties: Properties | None, captured: Captured) -> list[dict[str, Any]]:
        matcher = matcher_of(properties or {}, exact=False)
        return _taken(self._index.meant(kind, matcher), matcher, captured)


def _some(kind: str, candidates: list[dict[str, Any]], matcher: Matcher) -> None:
    """Hold at least one candidate to a pattern."""
    __tracebackhide__ = True
    captured: Captured = []
    if _taken(candidates, matcher, captured):
        _keep(captured)
        return
    lines = _told(closest_of(candidates, matcher), matcher)
    if len(candidates) > 1:
        lines.insert(0, f"none of {len(candidates)} {kind}s has these properties; the closest one:")
    raise AssertionError("\n".join(lines))


def _taken(candidates: list[dict[str, Any]], matcher: Matcher, captured: Captured) -> list[dict[str, Any]]:
    """Return the candidates that match; what was captured of the others is forgotten."""
    found = []
    for each in candidates:
        before = len(captured)
        if matcher.test(each, captured):
            found.append(each)
        else:
            del captured[before:]
    return found


def _told(obj: Mapping[str, Any], matcher: Matcher) -> list[str]:
    return lines_of(title_of(obj), list(matcher.explain(obj, ())))


def _keep(captured: Captured) -> None:
    for capture, value in captured:
        capture.keep(value)


def _checked(obj: Any) -> Mapping[str, Any]:  # noqa: ANN401 - whatever users give
    if not isinstance(obj, Mapping) or not isinstance(obj.get("kind"), str):
        raise ManifestError("Template", "objects are maps with a kind", got=obj, fix="Give a list of objects.")
    return obj


def _kind_and_name(obj: Mapping[str, Any]) -> str:
    metadata = map_at(obj, "metadata")
    return f"{obj['kind']}/{metadata.get('name') or metadata.get('generateName') or ''}"
