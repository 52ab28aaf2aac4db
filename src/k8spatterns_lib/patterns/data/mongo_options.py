"""The options of mongod that can be set, and what each may be.

Left out is what the pattern decides, and what only another edition or a sharded cluster has.

Source: MongoDB 8.0 manual, "Self-Managed Configuration File Options".
"""

import difflib
import re
from collections.abc import Mapping
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError

OptionValue = bool | int | float | str

_COMPRESSORS: Final = ("none", "snappy", "zlib", "zstd")
_COMPONENTS: Final = (
    "accessControl", "command", "control", "ftdc", "geo", "index", "network", "query", "query.rejected",
    "replication", "replication.election", "replication.heartbeats", "replication.initialSync",
    "replication.rollback", "sharding", "storage", "storage.journal", "storage.recovery", "storage.wt",
    "transaction", "write",
)  # fmt: skip
_PARAMETER: Final = re.compile(r"setParameter\.[A-Za-z][A-Za-z0-9]*")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")


@attrs.frozen
class _Range:
    """A number from `low` to `high`; whole unless `fraction` is set."""

    low: float
    high: float = 2**31 - 1
    fraction: bool = False

    def __str__(self) -> str:
        number = "a number" if self.fraction else "a whole number"
        return f"{number} from {self.low}" + ("" if self.high == 2**31 - 1 else f" to {self.high}")

    def has(self, value: OptionValue) -> bool:
        kinds = (int, float) if self.fraction else (int,)
        return type(value) in kinds and self.low <= float(value) <= self.high


_VERBOSITY: Final = _Range(0, 5)
_ENGINE: Final = "storage.wiredTiger.engineConfig"
OPTIONS: Final[Mapping[str, type[bool] | type[str] | _Range | tuple[str, ...]]] = {
    "net.compression.compressors": str,
    "net.ipv6": bool,
    "net.maxIncomingConnections": _Range(5),
    "net.unixDomainSocket.enabled": bool,
    "net.wireObjectCheck": bool,
    "operationProfiling.filter": str,
    "operationProfiling.mode": ("off", "slowOp", "all"),
    "operationProfiling.slowOpSampleRate": _Range(0, 1, fraction=True),
    "operationProfiling.slowOpThresholdMs": _Range(0),
    "replication.oplogSizeMB": _Range(990),
    "security.javascriptEnabled": bool,
    "storage.directoryPerDB": bool,
    "storage.journal.commitIntervalMs": _Range(1, 500),
    "storage.oplogMinRetentionHours": _Range(0, fraction=True),
    "storage.syncPeriodSecs": _Range(1, fraction=True),
    "storage.wiredTiger.collectionConfig.blockCompressor": _COMPRESSORS,
    f"{_ENGINE}.cacheSizeGB": _Range(0.25, 10000, fraction=True),
    f"{_ENGINE}.directoryForIndexes": bool,
    f"{_ENGINE}.journalCompressor": _COMPRESSORS,
    f"{_ENGINE}.zstdCompressionLevel": _Range(1, 22),
    "storage.wiredTiger.indexConfig.prefixCompression": bool,
    "systemLog.quiet": bool,
    "systemLog.timeStampFormat": ("iso8601-utc", "iso8601-local"),
    "systemLog.traceAllExceptions": bool,
    "systemLog.verbosity": _VERBOSITY,
    **{f"systemLog.component.{each}.verbosity": _VERBOSITY for each in _COMPONENTS},
}
OWNED: Final[Mapping[str, str]] = {
    "net.bindIp": "clients are in other pods",
    "net.bindIpAll": "clients are in other pods",
    "net.port": "the Service and the members' names have it",
    "net.tls": "TLS is not there yet",
    "processManagement": "the container is the process",
    "replication.replSetName": "it is the setting set_name",
    "security.authorization": "users are checked always",
    "security.clusterAuthMode": "the members have a key file",
    "security.keyFile": "it is the setting keyfile",
    "setParameter.enableLocalhostAuthBypass": "the members log in by the key file from the start",
    "sharding": "this is a set of its own",
    "storage.dbPath": "it is where the claim is mounted",
    "storage.engine": "there is but one",
    "systemLog.destination": "logs go to the container's output",
    "systemLog.path": "logs go to the container's output",
}
"""What the pattern decides itself, and why."""


def check_option(name: str, value: object, *, where: str) -> OptionValue:
    """Return the value of an option of mongod.

    Args:
        name: With dots, such as "operationProfiling.slowOpThresholdMs".
        value: What it should be.
        where: The construct path that an error should name.

    Raises:
        SettingError: mongod has no such option, the pattern decides it, or the value is wrong.
    """
    if not isinstance(name, str):
        raise SettingError(where, "options of mongod have names", got=name, fix='Write {"net.ipv6": True}.')
    for owned, why in OWNED.items():
        if name == owned or name.startswith(f"{owned}."):
            raise SettingError(where, f"the option {name} is the pattern's own", got=value, fix=f"Leave it out: {why}.")
    if type(value) not in {bool, int, float, str} or _CONTROL.search(str(value)):
        fix = "Give True, False, a number or a text of one line."
        raise SettingError(where, f"the option {name} must be plain", got=value, fix=fix)
    plain: OptionValue = value  # type: ignore[assignment] # its type was compared above
    wanted = OPTIONS.get(name)
    if wanted is None:
        if _PARAMETER.fullmatch(name):
            return plain
        close = difflib.get_close_matches(name, OPTIONS, n=1)
        fix = f"Did you mean {close[0]!r}?" if close else 'Write it as in the manual, with dots: "net.ipv6".'
        raise SettingError(where, "mongod has no such option", got=name, fix=fix)
    if not _fits(plain, wanted):
        raise SettingError(where, f"the option {name} must be {_wanted(wanted)}", got=value, fix="Correct it.")
    return plain


def _fits(value: OptionValue, wanted: type[bool] | type[str] | _Range | tuple[str, ...]) -> bool:
    if isinstance(wanted, _Range):
        return wanted.has(value)
    return value in wanted if isinstance(wanted, tuple) else type(value) is wanted


def _wanted(wanted: type[bool] | type[str] | _Range | tuple[str, ...]) -> str:
    if isinstance(wanted, tuple):
        return f"one of {', '.join(wanted)}"
    if isinstance(wanted, _Range):
        return str(wanted)
    return "True or False" if wanted is bool else "text"
