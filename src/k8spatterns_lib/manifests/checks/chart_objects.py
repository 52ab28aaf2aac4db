"""The objects of a chart, found by kind, by label and by name: each check asks, none searches.

Everything is worked out once and when it is asked for first, so that ten thousand objects
are checked in hundredths of a second.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.checks.label_selector import LabelSelector
from k8spatterns_lib.manifests.checks.pod_view import PodView, pods_of
from k8spatterns_lib.manifests.objects.labels import NAME
from k8spatterns_lib.manifests.objects.plain_data import items_of, map_at, name_of, namespace_of, text_at

Data = Mapping[str, Any]

ELSEWHERE: Final = "k8spatterns.io/elsewhere"
"""On an object whose other end is in no manifest of its chart: where it is."""

_CDK8S_PLUS_PODS: Final = "cdk8s.io/metadata.addr"
_NO_PODS: Final[list[PodView]] = []
_OURS: Final = frozenset({NAME, _CDK8S_PLUS_PODS})


class ChartObjects:
    """The objects of one chart."""

    __slots__ = ("_by_kind", "_by_label", "_named", "_pods", "all")

    def __init__(self, objects: Iterable[Data]) -> None:
        self.all = [each for data in objects for each in items_of(data) or (data,)]
        self._by_kind: dict[tuple[str, str], list[Data]] = {}
        for each in self.all:
            key = (each.get("apiVersion"), each.get("kind"))
            if type(key[0]) is str and type(key[1]) is str:
                self._by_kind.setdefault((key[0], key[1]), []).append(each)
        self._pods: list[PodView] | None = None
        self._by_label: dict[str, dict[str, list[PodView]]] = {}
        self._named: dict[str, dict[str, list[Data]]] = {}

    def of(self, group: str, kind: str) -> list[Data]:
        """Return the objects of a kind, whatever version of the group they are written in."""
        found: list[Data] = []
        for (version, each), objects in self._by_kind.items():
            if each == kind and version.rpartition("/")[0] == group:
                found += objects
        return found

    @property
    def kinds(self) -> Iterator[tuple[str, str, list[Data]]]:
        """`apiVersion`, kind and the objects of that kind."""
        for (version, kind), objects in self._by_kind.items():
            yield version, kind, objects

    @property
    def pods(self) -> list[PodView]:
        """The pods of all objects."""
        if self._pods is None:
            self._pods = [pod for objects in self._by_kind.values() for each in objects for pod in pods_of(each)]
        return self._pods

    def selected(self, select: LabelSelector, namespace: str | None) -> list[PodView]:
        """Return the pods in the namespace that have the labels."""
        found = self._candidates(select)
        if select.expressions or len(select.labels) > 1:
            found = [pod for pod in found if select.takes(pod.labels)]
        return [pod for pod in found if pod.namespace == namespace or pod.namespace is None or namespace is None]

    def ought_to_select(self, select: LabelSelector, owner: Data, namespace: str | None) -> bool:
        """Whether a selector that selects nothing here can only be a mistake.

        It is one if it speaks of labels that the library (or cdk8s-plus) gives to the pods of a
        chart, or if pods of the chart carry the same labels with other values.
        """
        if not select or is_elsewhere(owner):
            return False
        keys = select.keys
        if not _OURS.isdisjoint(keys):
            return True
        return any(keys <= pod.labels.keys() for pod in self.pods if same_place(pod.namespace, namespace))

    def find(self, kind: str, name: str, namespace: str | None) -> list[Data]:
        """Return the objects of a kind, of any group, that a name in a namespace can mean."""
        if kind not in self._named:
            named = self._named[kind] = {}
            for (_, each), listed in self._by_kind.items():
                if each == kind:
                    for data in listed:
                        named.setdefault(name_of(data), []).append(data)
        found = self._named[kind].get(name, ())
        return [each for each in found if same_place(namespace_of(each), namespace)]

    def _candidates(self, select: LabelSelector) -> list[PodView]:
        """Return the pods that have one of the labels, the rarest that was looked up; all if there is none."""
        found: list[PodView] | None = None
        for key, value in select.labels.items():
            having = self._having(key).get(value, _NO_PODS) if type(value) is str else _NO_PODS
            if found is None or len(having) < len(found):
                found = having
        return self.pods if found is None else found

    def _having(self, key: str) -> dict[str, list[PodView]]:
        """Return the pods with a label, by its value."""
        by_value = self._by_label.get(key)
        if by_value is None:
            by_value = self._by_label[key] = {}
            for pod in self.pods:
                value = pod.labels.get(key)
                if type(value) is str:
                    by_value.setdefault(value, []).append(pod)
        return by_value


def same_place(one: str | None, other: str | None) -> bool:
    """Whether two objects can be in one namespace; where none is written, the client's own counts."""
    return one == other or one is None or other is None


def is_elsewhere(owner: Data) -> bool:
    """Whether an object says that its other end is elsewhere, and where."""
    return bool(text_at(map_at(owner, "metadata", "annotations"), ELSEWHERE).strip())
