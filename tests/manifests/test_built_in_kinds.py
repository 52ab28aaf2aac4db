import json
from importlib import resources
from typing import Any

from k8spatterns_lib.manifests.objects.built_in_kinds import fields_of, is_built_in, kinds_of
from k8spatterns_lib.values.kubernetes_version import SUPPORTED

NO_OBJECTS = {"APIGroup", "APIVersions", "DeleteOptions", "Status", "WatchEvent"}
HEAD = {"apiVersion", "kind", "metadata"}


def published() -> dict[tuple[str, str], set[str]]:
    """Return the fields of every kind of every supported version, from the published schemas."""
    found: dict[tuple[str, str], set[str]] = {}
    root = resources.files("kubernetes_validate") / "kubernetes-json-schema"
    for version in SUPPORTED:
        for file in (root / f"v{version}.0-local-strict").iterdir():
            schema: dict[str, Any] = {} if file.name.startswith("_") else json.loads(file.read_text())
            properties = schema.get("properties", {})
            for each in schema.get("x-kubernetes-group-version-kind", []):
                if "metadata" in properties and not each["kind"].endswith("List") and each["kind"] not in NO_OBJECTS:
                    found.setdefault((each["group"], each["kind"]), set()).update(properties.keys() - HEAD)
    return found


def test_every_kind_of_the_published_schemas_is_known_with_its_fields() -> None:
    schemas = published()

    assert len(schemas) > 60
    for (group, kind), fields in schemas.items():
        known = fields_of(group, kind)
        assert known is not None, (group, kind)
        assert fields <= known <= fields | {"status"}, (group, kind)


def test_no_kind_is_made_up() -> None:
    schemas = published()

    groups = {group for group, _ in schemas}
    assert {(group, kind) for group in groups for kind in kinds_of(group)} == set(schemas)
    assert all(map(is_built_in, groups))
    assert not is_built_in("example.com")
