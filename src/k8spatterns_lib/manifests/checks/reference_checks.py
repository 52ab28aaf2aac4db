"""What pods, routes and bindings refer to by name is there, as far as a chart can know.

A pod may read a ConfigMap, mount a claim or run as an account that the chart does not define;
then the target needs it from elsewhere. It is a mistake where the chart's own object has no such
key, is in another namespace, or is called nearly the same and nothing refers to it.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects, is_elsewhere, same_place
from k8spatterns_lib.manifests.checks.pod_references import ACCOUNT, CLAIM, Reference, references_of
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, name_of, namespace_of, text_at
from k8spatterns_lib.manifests.rule import Rule

KEYS: Final = "k8spatterns.io/keys"
"""On a Secret without data: the keys that it will have, by commas."""

KEY: Final = Rule(
    id="config/key",
    demands="a key that a pod reads must be in the ConfigMap or Secret of the chart",
    reason="The pod stays in CreateContainerConfigError, or its volume is never mounted.",
    fix="Name one of its keys, or add the key.",
    source='Kubernetes docs, "ConfigMaps", "Secrets"',
)
NAMESPACE: Final = Rule(
    id="reference/namespace",
    demands="what a pod reads must be in the namespace of the pod",
    reason="Pods reach ConfigMaps, Secrets, claims and accounts of their own namespace alone.",
    fix="Put both into one namespace, or say where the other is: annotation k8spatterns.io/elsewhere.",
    source='Kubernetes docs, "Namespaces"; "Persistent Volumes", "Claims As Volumes"',
)
MISSPELT: Final = Rule(
    id="reference/misspelt",
    demands="a name must not be nearly that of an object of the chart which nothing refers to",
    reason="What is referred to under a wrong name is missing at run time: the pod does not start.",
    fix="Write the name as it is defined, or say where the other is: annotation k8spatterns.io/elsewhere.",
    source="Kubernetes API reference, the fields that name other objects",
)
RULES: Final = (KEY, NAMESPACE, MISSPELT)
_DEFINED: Final = (
    ("", "ConfigMap"),
    ("", "Secret"),
    ("", CLAIM),
    ("", ACCOUNT),
    ("rbac.authorization.k8s.io", "ClusterRole"),
)
_CLOSE: Final = 0.75
_FEW: Final = 20
"""A chart with more objects that it does not refer to has them for somebody else."""
_DIGITS: Final = str.maketrans("", "", "0123456789")


class _Use(NamedTuple):
    owner: Mapping[str, Any]
    namespace: str | None
    ref: Reference


def references_are_there(objects: ChartObjects) -> Iterator[Finding]:
    """Each name that is referred to is right, as far as the chart defines things of its kind."""
    defined = {kind: {name_of(each): each for each in objects.of(group, kind)} for group, kind in _DEFINED}
    if not any(defined.values()):
        return
    used: dict[str, set[str]] = {kind: set() for kind in defined}
    missing: list[_Use] = []
    for owner, namespace, refs in _uses(objects):
        for ref in refs:
            meant = defined[ref.kind].get(ref.name) if ref.kind in defined else None
            if meant is None:
                missing.append(_Use(owner, namespace, ref))
                continue
            used[ref.kind].add(ref.name)
            near = namespace == map_at(meant, "metadata").get("namespace")
            if not near or (ref.key is not None and ref.key not in map_at(meant, "data")):
                yield from _check(_Use(owner, namespace, ref), objects.find(ref.kind, ref.name, None))
    unused = {kind: [each for name, each in named.items() if name not in used[kind]] for kind, named in defined.items()}
    for use in missing:
        if 0 < len(unused.get(use.ref.kind, ())) <= _FEW:
            yield from _check_spelling(use, unused[use.ref.kind])


def _check(use: _Use, meant: list[Mapping[str, Any]]) -> Iterator[Finding]:
    """Look closely: there can be several of a name, in namespaces of their own."""
    near = [each for each in meant if same_place(namespace_of(each), use.namespace)]
    if not near:
        yield from _out_of_reach(use, meant[0])
    elif use.ref.key is not None and not any(_has(each, use.ref.key) for each in near):
        keys = sorted({key for each in near for key in _keys(each)})
        what = f"the {use.ref.kind} {use.ref.name!r} has no key {use.ref.key!r}"
        yield Finding(KEY, use.owner, path=use.ref.path, what=what, fix=f"Its keys: {', '.join(keys) or 'none'}.")


def _has(data: Mapping[str, Any], key: str) -> bool:
    """Whether a key is there, or the cluster itself fills it in, as the token of an account."""
    return key in _keys(data) or data.get("type") == "kubernetes.io/service-account-token"


def _keys(data: Mapping[str, Any]) -> set[str]:
    """Return the keys that are written, and those that are announced."""
    written = {key for field in ("data", "binaryData", "stringData") for key in map_at(data, field)}
    return written.union(filter(None, text_at(map_at(data, "metadata", "annotations"), KEYS).split(",")))


def _out_of_reach(use: _Use, meant: Mapping[str, Any]) -> Iterator[Finding]:
    if use.ref.kind != "ClusterRole" and not is_elsewhere(use.owner):
        named = f"the {use.ref.kind} {use.ref.name!r}"
        what = f"{named} is in the namespace {namespace_of(meant)!r}, and this is in {use.namespace!r}"
        yield Finding(NAMESPACE, use.owner, path=use.ref.path, what=what)


def _check_spelling(use: _Use, unused: list[Mapping[str, Any]]) -> Iterator[Finding]:
    near = [name_of(each) for each in unused if same_place(namespace_of(each), use.namespace)]
    for meant in get_close_matches(use.ref.name, near, n=1, cutoff=_CLOSE) if not is_elsewhere(use.owner) else ():
        if meant.translate(_DIGITS) != use.ref.name.translate(_DIGITS):  # web-1 and web-2 are two on purpose
            what = f"there is no {use.ref.kind} {use.ref.name!r} in the chart, and nothing refers to its {meant!r}"
            yield Finding(MISSPELT, use.owner, path=use.ref.path, what=what, fix=f"Did you mean {meant!r}?")


def _uses(objects: ChartObjects) -> Iterator[tuple[Mapping[str, Any], str | None, list[Reference]]]:
    """Yield who refers, from which namespace, and to what."""
    for pod in objects.pods:
        yield pod.owner, pod.namespace, references_of(pod)
    for ingress in objects.of("networking.k8s.io", "Ingress"):
        for index, each in enumerate(maps_at(map_at(ingress, "spec"), "tls")):
            ref = Reference("Secret", text_at(each, "secretName"), None, ("spec", "tls", index, "secretName"))
            yield ingress, namespace_of(ingress), [ref]
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in objects.of("rbac.authorization.k8s.io", kind):
            role = map_at(binding, "roleRef")
            ref = Reference(text_at(role, "kind"), text_at(role, "name"), None, ("roleRef", "name"))
            yield binding, namespace_of(binding), [ref]
            for index, subject in enumerate(maps_at(binding, "subjects")):
                ref = Reference(text_at(subject, "kind"), text_at(subject, "name"), None, ("subjects", index, "name"))
                yield binding, text_at(subject, "namespace") or namespace_of(binding), [ref]
