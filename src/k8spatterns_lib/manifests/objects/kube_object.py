"""One Kubernetes object under a pattern: plain data that becomes an `ApiObject` on request.

Decided here: which of the two, the data or the `ApiObject`, is the truth at any time.
Decided elsewhere: what the data says (`patterns`), where it is written (`writer`).
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import cdk8s

from k8spatterns_lib.manifests.objects.patches import json_patched, merged

if TYPE_CHECKING:
    from constructs import Construct

    from k8spatterns_lib.manifests.objects.content_name import ContentName

_CDK8S_METADATA = frozenset({"name", "namespace", "labels", "annotations"})
_HEAD = frozenset({"apiVersion", "kind", "metadata"})
_cdk8s_patch: dict[str, Callable[..., cdk8s.JsonPatch]] = {
    "add": lambda each: cdk8s.JsonPatch.add(each["path"], each["value"]),
    "replace": lambda each: cdk8s.JsonPatch.replace(each["path"], each["value"]),
    "remove": lambda each: cdk8s.JsonPatch.remove(each["path"]),
    "test": lambda each: cdk8s.JsonPatch.test(each["path"], each["value"]),
    "copy": lambda each: cdk8s.JsonPatch.copy(each["from"], each["path"]),
    "move": lambda each: cdk8s.JsonPatch.move(each["from"], each["path"]),
}


class KubeObject:
    """A Kubernetes object that a pattern made.

    Its data can be patched until the chart is synthesized. In a plain `cdk8s.App` an
    `ApiObject` stands for it from the start; in the library's own `App` only once
    `.api_object` was asked for, and from then on the object is read from there.
    """

    __slots__ = (
        "_api_object",
        "_child_id",
        "_content_name",
        "_followed",
        "_given",
        "_owner",
        "_vouched",
        "data",
        "where",
    )

    def __init__(
        self,
        owner: "Construct",
        child_id: str,
        data: dict[str, Any],
        *,
        where: str,
        content_name: "ContentName | None" = None,
        vouched: bool = True,
    ) -> None:
        self.data: dict[str, Any] = data
        self._content_name = content_name
        self._followed = "" if content_name is None else self.name
        self._vouched = vouched
        self.where = where
        self._owner = owner
        self._child_id = child_id
        self._api_object: cdk8s.ApiObject | None = None
        self._given: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name!r} of {self.where}>"

    @property
    def api_version(self) -> str:
        """The API group and version, such as `apps/v1`."""
        return self.data["apiVersion"]  # type: ignore[no-any-return]

    @property
    def kind(self) -> str:
        """The kind, such as `Deployment`."""
        return self.data["kind"]  # type: ignore[no-any-return]

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata, to be read; call `changed` after writing to it."""
        return self.data["metadata"]  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        """The object's name; its `generateName` prefix where it has none."""
        metadata = self.metadata
        return metadata.get("name") or metadata["generateName"]  # type: ignore[no-any-return]

    @property
    def namespace(self) -> str | None:
        """The namespace, or None for cluster-scoped objects and those that take the client's."""
        return self.metadata.get("namespace")

    def is_called(self, name: str) -> bool:
        """Whether `name` means this object: its name, or what stands before the hash in it."""
        return name == self.name or (self._content_name is not None and name == self._content_name.stem)

    def merge_patch(self, patch: Mapping[str, Any]) -> None:
        """Apply a JSON merge patch; a key that it removes must exist.

        Raises:
            SettingError: The patch does not fit the object.
        """
        self._vouched = False
        self.data = merged(self.data, patch, where=f"{self.where} {self.kind}")
        self.changed()

    def json_patch(self, *operations: Mapping[str, Any]) -> None:
        """Apply RFC 6902 operations, all or none; a path that does not exist is an error.

        Raises:
            SettingError: An operation does not fit the object.
        """
        self._vouched = False
        self.data = json_patched(self.data, operations, where=f"{self.where} {self.kind}")
        if self._api_object is not None:
            self._api_object.add_json_patch(*(_cdk8s_patch[each["op"]](each) for each in operations))
            self._given = self._snapshot()
        self.changed()

    @property
    def api_object(self) -> cdk8s.ApiObject:
        """The jsii object for all that cdk8s offers; made on the first request.

        From then on the object is read from here: later patches of either side count.
        """
        if self._api_object is None:
            self._api_object = self._make()
        return self._api_object

    @property
    def is_as_made(self) -> bool:
        """Whether the object is what a pattern made: a user's own, and one that somebody could change, is not."""
        return self._vouched and self._api_object is None

    @property
    def is_api_object(self) -> bool:
        """Whether an `ApiObject` stands for this object already."""
        return self._api_object is not None

    def changed(self) -> None:
        """Let the name follow the content, and tell the `ApiObject`, where there is one, of the change."""
        if self._content_name is not None:
            self._follow(self._content_name)
        if self._api_object is not None:
            self._push(self._api_object)

    def _follow(self, content_name: "ContentName") -> None:
        if self.name != self._followed:
            self._content_name = None  # a patch gave it a name of its own
            return
        self._followed = content_name.of(self.data)
        self.data = {**self.data, "metadata": {**self.metadata, "name": self._followed}}

    def current(self) -> dict[str, Any]:
        """Return the object as it will be written."""
        if self._api_object is None:
            return self.data
        made: dict[str, Any] = self._api_object.to_json()
        return made

    def _make(self) -> cdk8s.ApiObject:
        metadata = self.metadata
        api_object = cdk8s.ApiObject(
            self._owner,
            self._child_id,
            api_version=self.api_version,
            kind=self.kind,
            metadata=cdk8s.ApiObjectMetadata(
                name=metadata.get("name"),
                namespace=metadata.get("namespace"),
                labels=metadata.get("labels"),
                annotations=metadata.get("annotations"),
            ),
        )
        self._given = {f"/metadata/{key}": deepcopy(metadata[key]) for key in _CDK8S_METADATA if key in metadata}
        self._push(api_object)
        if "namespace" not in metadata and api_object.metadata.namespace is not None:
            api_object.add_json_patch(cdk8s.JsonPatch.remove("/metadata/namespace"))
        return api_object

    def _push(self, api_object: cdk8s.ApiObject) -> None:
        """Send what differs from what the `ApiObject` was given before, key by key."""
        now = self._snapshot()
        for path, value in now.items():
            if path not in self._given or self._given[path] != value:
                api_object.add_json_patch(cdk8s.JsonPatch.add(path, value))
        for path in self._given.keys() - now.keys():
            api_object.add_json_patch(cdk8s.JsonPatch.remove(path))
        self._given = now

    def _snapshot(self) -> dict[str, Any]:
        """Copy what an `ApiObject` is given: patterns change their data in place."""
        head = {f"/metadata/{key}": value for key, value in self.metadata.items()}
        return deepcopy(head | {f"/{key}": value for key, value in self.data.items() if key not in _HEAD})
