"""`ConfigMap` and `Secret`: configuration apart from the image, as variables or as files.

Problem: the same image runs in every environment, its configuration does not.
Solution: keys and texts in an object of their own. A change of content rolls the pods that
read it, since its hash is in their template; an immutable one has the hash in its name.

Source: Kubernetes Patterns, 2nd ed., ch. 20 "Configuration Resource"; Kubernetes docs,
"ConfigMaps", "Secrets" (1 MiB, immutable).
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.objects.content_hash import content_hash
from k8spatterns_lib.manifests.pattern import MAIN, Pattern
from k8spatterns_lib.values.environment import ConfigMapKey, SecretKey
from k8spatterns_lib.values.names import config_key
from k8spatterns_lib.values.reference import ConfigMapRef, SecretRef

_LARGEST: Final = 2**20


class ConfigMap(Pattern):
    """Configuration that is no secret.

    Args:
        scope: A chart, or a construct in one.
        id: The name; an immutable one gets the hash of its content appended.
        data: Texts by key.
        binary_data: Bytes by key.
        immutable: It can not change in place; a change makes a new one. Default: False.

    Raises:
        SettingError: A key is none, a value is no text, or there is more than 1 MiB.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        data: Mapping[str, str] | None = None,
        binary_data: Mapping[str, bytes] | None = None,
        immutable: bool = False,
    ) -> None:
        super().__init__(scope, id)
        texts, binaries = dict(data or {}), dict(binary_data or {})
        self._check(texts, binaries)
        self.keys: tuple[str, ...] = (*texts, *binaries)
        body: dict[str, Any] = {"data": texts} if texts else {}
        if binaries:
            body["binaryData"] = {key: base64.b64encode(value).decode() for key, value in binaries.items()}
        name = f"{self.name}-{content_hash(body)}" if immutable else self.name
        if immutable:
            body["immutable"] = True
        self._object = self.add_object(
            MAIN, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, **body}
        )

    @classmethod
    def from_files(cls, scope: Construct, id: str, *paths: str | Path, immutable: bool = False) -> Self:
        """Return a ConfigMap with a key for each file, named like it; text where it is UTF-8.

        Raises:
            SettingError: A file can not be read, or two have one name.
        """
        data: dict[str, str] = {}
        binary: dict[str, bytes] = {}
        for path in map(Path, paths):
            try:
                content = path.read_bytes()
            except OSError as error:
                raise SettingError(
                    id, f"the file {path} can not be read", got=error.strerror, fix="Name a file."
                ) from None
            if path.name in data or path.name in binary:
                raise SettingError(id, "two files must not share a name", got=path.name, fix="Rename one of them.")
            try:
                data[path.name] = content.decode()
            except UnicodeDecodeError:
                binary[path.name] = content
        return cls(scope, id, data=data, binary_data=binary, immutable=immutable)

    @property
    def config_map_ref(self) -> ConfigMapRef:
        """The reference that volumes and variables keep."""
        return ConfigMapRef(self._object.name)

    def key(self, key: str) -> ConfigMapKey:
        """Return a key as the value of an environment variable.

        Raises:
            SettingError: There is no such key.
        """
        if key not in self.keys:
            raise SettingError(
                self.where, f"there is no key {key!r}", fix=f"Its keys: {', '.join(self.keys) or 'none'}."
            )
        return ConfigMapKey(self._object.name, key)

    def _check(self, texts: Mapping[str, object], binaries: Mapping[str, object]) -> None:
        size = 0
        for wanted, values in ((str, texts), (bytes, binaries)):
            for key, value in values.items():
                config_key(key, self.where)
                if not isinstance(value, wanted):
                    fix = "Write it as text." if wanted is str else "Give bytes."
                    raise SettingError(self.where, f"the key {key!r} must hold {wanted.__name__}", got=value, fix=fix)
                size += len(value.encode() if isinstance(value, str) else value)
        if both := sorted(texts.keys() & binaries.keys()):
            raise SettingError(self.where, "a key is text or bytes, not both", got=both, fix="Leave one of them out.")
        if size > _LARGEST:
            raise SettingError(self.where, "at most 1 MiB fits", got=f"{size} bytes", fix="Split it, or use a volume.")


class Secret(Pattern):
    """A Secret whose content never stands in the manifests: something in the cluster fills it in.

    It is written without data; a controller (External Secrets, Sealed Secrets) or a person
    puts the values in. A chart that only refers to a Secret needs none of this: the name
    is enough (`SecretKey("name", "key")`).

    Args:
        scope: A chart, or a construct in one.
        id: The name.
        keys: The keys that it will have.
        type: Default: "Opaque".

    Raises:
        SettingError: A key is none, or a value came along with it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        keys: Sequence[str],
        type: str = "Opaque",  # noqa: A002 - Kubernetes' own word
    ) -> None:
        super().__init__(scope, id)
        if isinstance(keys, (Mapping, str)):
            fix = "Name the keys alone: keys=[…]. The values belong into the cluster, not into a manifest."
            raise SettingError(self.where, "a secret must not stand in plain text", fix=fix)
        self.keys = tuple(config_key(each, self.where) for each in keys)
        data = {"apiVersion": "v1", "kind": "Secret", "type": type}
        annotations = {"k8spatterns.io/keys": ",".join(self.keys)}
        self._object = self.add_object(MAIN, data | {"metadata": {"annotations": annotations}})

    @property
    def secret_ref(self) -> SecretRef:
        """The reference that volumes and variables keep."""
        return SecretRef(self._object.name)

    def key(self, key: str) -> SecretKey:
        """Return a key as the value of an environment variable.

        Raises:
            SettingError: There is no such key.
        """
        if key not in self.keys:
            raise SettingError(
                self.where, f"there is no key {key!r}", fix=f"Its keys: {', '.join(self.keys) or 'none'}."
            )
        return SecretKey(self._object.name, key)
