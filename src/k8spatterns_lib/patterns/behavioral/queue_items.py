"""What a queue is filled with: texts, and the hash by which a batch of them is known.

Source: Kubernetes docs, "ConfigMaps" (1 MiB).
"""

import json
from functools import cached_property
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.objects.content_hash import content_hash

_LARGEST: Final = 2**20


@attrs.frozen
class QueueItems:
    """A batch of items, in the order in which they are put into the queue."""

    texts: tuple[str, ...]

    @cached_property
    def batch(self) -> str:
        """Ten hexadecimal digits that stand for exactly these items."""
        return content_hash(self.texts)

    @cached_property
    def as_file(self) -> str:
        """The items as JSON, one a line; other characters than ASCII are escaped, so any YAML can hold it."""
        return json.dumps(self.texts, indent=0) + "\n"

    def check(self, *, beside: int, where: str) -> None:
        """Refuse what can not be put into a ConfigMap.

        Args:
            beside: How many bytes of other files it holds.
            where: The construct path that an error should name.

        Raises:
            SettingError: An item is empty or no Unicode, or there is more than 1 MiB.
        """
        for text in self.texts:
            if not text or not _is_unicode(text):
                fix = "Give texts with at least one character."
                raise SettingError(where, "an item must be a text", got=text, fix=fix)
        size = len(self.as_file) + beside
        if size > _LARGEST:
            fix = "Let a producer in the cluster put them into the queue, or names of files that hold them."
            raise SettingError(where, "items must fit into a ConfigMap of 1 MiB", got=f"{size} bytes", fix=fix)


def _is_unicode(text: str) -> bool:
    """Whether a text can be written as UTF-8: half of a surrogate pair can not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
