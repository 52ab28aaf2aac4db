"""Container images, by tag or by digest, never "whatever is latest".

Source: OCI distribution specification 1.1, "Pulling manifests"; Kubernetes docs, "Images".
"""

import re
from functools import lru_cache
from typing import Final, Self

import attrs

from k8spatterns_lib.errors import SettingError

_REPOSITORY: Final = re.compile(
    r"(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*"
)
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")


@attrs.frozen(order=True)
class Image:
    """An image that is pinned: its tag is not `latest`, or it has a digest."""

    repository: str
    tag: str | None = None
    digest: str | None = None

    def __attrs_post_init__(self) -> None:
        where = f"Image {self.repository!r}"
        if not isinstance(self.repository, str) or not _REPOSITORY.fullmatch(self.repository):
            raise SettingError(
                where, "the repository must be an image name", got=self.repository, fix="Use lower case."
            )
        if self.tag is not None and not _TAG.fullmatch(self.tag):
            raise SettingError(
                where, "the tag is malformed", got=self.tag, fix="Use letters, digits, '_', '.' and '-'."
            )
        if self.digest is not None and not _DIGEST.fullmatch(self.digest):
            raise SettingError(
                where, "the digest is malformed", got=self.digest, fix="Write sha256: and 64 hex digits."
            )
        if self.digest is None and self.tag in {None, "latest"}:
            fix = "Pin a version (:1.2.3) or a digest (@sha256:...)."
            raise SettingError(where, "image must have a tag other than latest, or a digest", got=str(self), fix=fix)

    @classmethod
    def parse(cls, text: "str | Image") -> "Image":
        """Return the image that `text` names, such as "docker.io/library/nginx:1.27.3".

        Raises:
            SettingError: It is no image reference, or is not pinned.
        """
        return to_image(text)

    @property
    def name(self) -> str:
        """The last part of the repository: "nginx"."""
        return self.repository.rpartition("/")[2]

    def __str__(self) -> str:
        tag = "" if self.tag is None else f":{self.tag}"
        digest = "" if self.digest is None else f"@{self.digest}"
        return f"{self.repository}{tag}{digest}"

    def with_digest(self, digest: str) -> Self:
        """Return the same image pinned to `digest`."""
        return attrs.evolve(self, digest=digest)


def to_image(text: str | Image) -> Image:
    """Convert a setting: the function form of `Image.parse`, which type checkers follow."""
    return text if isinstance(text, Image) else _parsed(text)


@lru_cache(maxsize=4096)
def _parsed(text: object) -> Image:
    if not isinstance(text, str) or not text.strip():
        fix = 'Write it as "registry/name:tag".'
        raise SettingError("Image", "image must be the text of an image reference", got=text, fix=fix)
    name, at, digest = text.partition("@")
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        repository, tag = name, ""
    return Image(repository, tag or None, digest if at else None)
