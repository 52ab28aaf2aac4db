"""The hash by which a content is known: in names, and in the templates of pods that read it."""

import hashlib
import json


def content_hash(content: object) -> str:
    """Return ten hexadecimal digits that change whenever `content` does, on any machine."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:10]
