"""Bindings bind roles that are there to accounts that somebody has."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from k8spatterns_lib.manifests.checks.chart_objects import ChartObjects, is_elsewhere, same_place
from k8spatterns_lib.manifests.finding import Finding
from k8spatterns_lib.manifests.objects.plain_data import map_at, maps_at, namespace_of, text_at
from k8spatterns_lib.manifests.rule import Rule

ROLE: Final = Rule(
    id="role-binding/role",
    demands="a binding to a Role must name one of the chart",
    reason="The API accepts a binding to nothing; the pods are refused what they ask, at run time.",
    fix="Define the Role beside its binding, or say where it is: annotation k8spatterns.io/elsewhere.",
    source='Kubernetes docs, "Using RBAC Authorization", "RoleBinding and ClusterRoleBinding"',
)
ACCOUNT: Final = Rule(
    id="role-binding/account",
    demands="a binding must name an account that the chart defines or runs pods as",
    reason="Rights for an account that nobody has help no pod, and wait for whoever takes the name.",
    fix="Name an account of the chart, or say where it is: annotation k8spatterns.io/elsewhere.",
    source='Kubernetes docs, "Using RBAC Authorization", "Referring to subjects"',
)
RULES: Final = (ROLE, ACCOUNT)
_GROUP: Final = "rbac.authorization.k8s.io"


def bindings_find_their_ends(objects: ChartObjects) -> Iterator[Finding]:
    """Each binding in the chart's namespaces names a Role and accounts that are there.

    ClusterRoles, users, groups and accounts of other namespaces are elsewhere by their nature.
    """
    bindings = [*objects.of(_GROUP, "RoleBinding"), *objects.of(_GROUP, "ClusterRoleBinding")]
    accounts = _accounts(objects) if bindings else []
    for binding in bindings:
        if is_elsewhere(binding):
            continue
        role, namespace = map_at(binding, "roleRef"), namespace_of(binding)
        name = text_at(role, "name")
        if role.get("kind") == "Role" and name and not objects.find("Role", name, namespace):
            what = f"there is no Role {name!r} in the chart"
            yield Finding(ROLE, binding, path=("roleRef", "name"), what=what)
        yield from _check_subjects(binding, namespace, accounts)


def _check_subjects(
    binding: Mapping[str, Any], namespace: str | None, accounts: list[tuple[str | None, str]]
) -> Iterator[Finding]:
    for index, subject in enumerate(maps_at(binding, "subjects")):
        name, place = text_at(subject, "name"), text_at(subject, "namespace") or namespace
        if subject.get("kind") != "ServiceAccount" or not name:
            continue
        near = [each for where, each in accounts if same_place(where, place)]
        if near and name not in near:
            what = f"the chart has no ServiceAccount {name!r}, and runs no pod as it"
            fix = f"Accounts of the chart: {', '.join(sorted(set(near)))}. {ACCOUNT.fix}"
            yield Finding(ACCOUNT, binding, path=("subjects", index, "name"), what=what, fix=fix)


def _accounts(objects: ChartObjects) -> list[tuple[str | None, str]]:
    """Return namespace and name of the accounts that the chart defines or runs pods as."""
    found = [
        (namespace_of(each), text_at(map_at(each, "metadata"), "name")) for each in objects.of("", "ServiceAccount")
    ]
    return found + [(pod.namespace, text_at(pod.spec, "serviceAccountName") or "default") for pod in objects.pods]
