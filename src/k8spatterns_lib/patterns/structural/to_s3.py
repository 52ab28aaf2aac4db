"""`ToS3`: records as files in a bucket, of Amazon S3 or of a store that speaks its protocol.

Records are gathered on disk and written as one file, of JSON lines, when there are enough or
when it is time. A file that could not be written is tried again; four of them may wait.

Without keys, the credentials are those of the pod: the cloud gives its service account a role.

Source: Fluent Bit 4.2 manual, "Amazon S3", "AWS credentials"; Amazon S3 user guide, "Bucket
naming rules".
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.structural.fluent_bit import DATE, STATE
from k8spatterns_lib.patterns.structural.to_http import http_url
from k8spatterns_lib.values.environment import EnvValue, SecretKey
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.setting import refuses_unknown_settings

_BUCKET: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]")
_REGION: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_PREFIX: Final = re.compile(r"[A-Za-z0-9!_.*'()-]+(?:/[A-Za-z0-9!_.*'()-]+)*")
_LEAST: Final = Memory.parse("1M")
_MOST: Final = Memory.gibibytes(1)
_FILES_WAITING: Final = 4
_TRIES: Final = 1000
"""Unlimited means five to this output."""


def _to_size(amount: str | Memory) -> Memory:
    size = Memory.parse(amount, where="ToS3")
    if not _LEAST <= size <= _MOST:
        raise SettingError("ToS3", "file_size must be 1M to 1Gi", got=size.text, fix='Give "16Mi".')
    return size


@refuses_unknown_settings
@attrs.frozen
class ToS3:
    """A bucket; each file is named by prefix, day, pod, time and a random part.

    Args:
        bucket: Its name.
        region: Such as "eu-central-1".
        prefix: Put in front of each file's name: letters, digits, `!_.*'()-` and "/". Default: none.
        access_key: The key's id; with `secret_key`. Default: the role of the pod's service account.
        secret_key: The key.
        endpoint: The address of another store. Default: Amazon's.
        file_size: A file is written when there is so much. Default: 16 MiB.
        upload_seconds: A file is written after this time at the latest. Default: 600.

    Raises:
        SettingError: A name, a size or the address is wrong, or one of the keys is missing.
    """

    bucket: str
    region: str = attrs.field(kw_only=True)
    prefix: str = attrs.field(default="", kw_only=True)
    access_key: SecretKey | None = attrs.field(default=None, kw_only=True)
    secret_key: SecretKey | None = attrs.field(default=None, kw_only=True)
    endpoint: str | None = attrs.field(default=None, kw_only=True)
    file_size: Memory = attrs.field(default=Memory.mebibytes(16), kw_only=True, converter=_to_size)
    upload_seconds: int = attrs.field(default=600, kw_only=True)

    def __attrs_post_init__(self) -> None:
        where = f"ToS3 {self.bucket!r}"
        if not isinstance(self.bucket, str) or not _BUCKET.fullmatch(self.bucket) or ".." in self.bucket:
            fix = "Use 3 to 63 of a-z, 0-9, '.' and '-'."
            raise SettingError(where, "the bucket must have a bucket's name", got=self.bucket, fix=fix)
        if not isinstance(self.region, str) or not _REGION.fullmatch(self.region):
            raise SettingError(where, "the region must be one", got=self.region, fix='Write "eu-central-1".')
        if not isinstance(self.prefix, str) or (self.prefix and not _PREFIX.fullmatch(self.prefix)):
            fix = "Write \"logs/frontend\": letters, digits, !_.*'()- and '/' between them."
            raise SettingError(where, "the prefix must be a path", got=self.prefix, fix=fix)
        for name, key in (("access_key", self.access_key), ("secret_key", self.secret_key)):
            if key is not None and not isinstance(key, SecretKey):
                raise SettingError(where, f"{name} must be a SecretKey", fix=f'Write SecretKey("s3", "{name}").')
        if (self.access_key is None) != (self.secret_key is None):
            raise SettingError(where, "access_key and secret_key go together", fix="Give both or none.")
        if self.endpoint is not None and http_url(self.endpoint, where).path.strip("/"):
            raise SettingError(where, "the endpoint has no path", got=self.endpoint, fix="Give host and port alone.")
        if type(self.upload_seconds) is not int or self.upload_seconds < 1:
            what = "upload_seconds must be a whole number from 1"
            raise SettingError(where, what, got=self.upload_seconds, fix="Use 600.")

    def output(self, *, variables: str) -> Mapping[str, Any]:
        """Return the output as fluent-bit writes it."""
        prefix = f"/{self.prefix}" if self.prefix else ""
        return {
            "name": "s3",
            "match": "*",
            "bucket": self.bucket,
            "region": self.region,
            **({} if self.endpoint is None else {"endpoint": self.endpoint.rstrip("/")}),
            "s3_key_format": f"{prefix}/%Y/%m/%d/${{POD_NAME}}-%H%M%S-$UUID.json.gz",
            "compression": "gzip",
            "use_put_object": "on",
            "total_file_size": self.file_size.in_bytes,
            "upload_timeout": f"{self.upload_seconds}s",
            "store_dir": f"{STATE}/s3/{variables.lower()}",
            "store_dir_limit_size": _FILES_WAITING * self.file_size.in_bytes,
            "retry_limit": _TRIES,
            **DATE,
        }

    def env(self, *, variables: str) -> Mapping[str, EnvValue]:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the keys, under the names that Amazon's clients read."""
        if self.access_key is None or self.secret_key is None:
            return {}
        return {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key}
