"""What the API server and the kubelet demand of a volume's source, checked when it is written.

Source: Kubernetes API reference, Volume v1 core; Kubernetes docs, "Projected Volumes".
"""

from typing import Final, get_args

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.environment import ContainerResource, PodField
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.names import absolute_path, config_key, dns_subdomain
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.setting_checks import one_of, switches
from k8spatterns_lib.values.volume_sources import (
    ClaimSource,
    ConfigMapSource,
    Downward,
    DownwardItem,
    EmptyDir,
    HostPath,
    HostPathType,
    ImageSource,
    Item,
    Medium,
    Nfs,
    Projected,
    PullPolicy,
    SecretSource,
    TokenSource,
)

_HIGHEST_MODE: Final = 0o777
_SHORTEST_TOKEN_SECONDS: Final = 600
_MEDIA: Final = get_args(Medium)
_HOST_PATH_TYPES: Final = get_args(HostPathType)
_PULL_POLICIES: Final = (None, *get_args(PullPolicy))


def relative_path(path: str, where: str) -> str:
    """Return a path inside a volume.

    Raises:
        SettingError: It is absolute, empty, or leads out of the volume.
    """
    if not isinstance(path, str) or not path or path.startswith(("/", "..")) or ".." in path.split("/"):
        fix = "Leave out the first '/' and '..'."
        raise SettingError(where, "a path in a volume must be relative", got=path, fix=fix)
    return path


def check_source(source: object, where: str) -> None:
    """Refuse what is no source, and a source that no cluster would take.

    Raises:
        SettingError: A name, a path, an amount or a mode is wrong.
    """
    if isinstance(source, EmptyDir):
        _empty_dir(source, where)
    elif isinstance(source, (ConfigMapSource, SecretSource)):
        _keys(source, where)
    elif isinstance(source, ClaimSource):
        dns_subdomain(source.claim_name, where, "claim")
        switches(source, ("read_only",), where)
    elif isinstance(source, Projected):
        _projected(source, where)
    elif isinstance(source, Downward):
        _downward(source, where)
    elif isinstance(source, HostPath):
        _host_path(source, where)
    else:
        _image_or_nfs(source, where)


def _empty_dir(source: EmptyDir, where: str) -> None:
    if source.medium:
        one_of(_MEDIA, source.medium, where, "medium")
    if source.size_limit is not None and not isinstance(source.size_limit, Memory):
        fix = 'Write Volume.empty_dir(name, size_limit="16Mi").'
        raise SettingError(where, "size_limit must be an amount", got=source.size_limit, fix=fix)


def _host_path(source: HostPath, where: str) -> None:
    absolute_path(source.path, where)
    one_of(_HOST_PATH_TYPES, source.type, where, "type")
    _reason(source.reason, where, "a host path needs a reason", "Say why the pod needs the node's files.")


def _reason(reason: object, where: str, what: str, fix: str) -> None:
    if not isinstance(reason, str) or not reason.strip():
        raise SettingError(where, what, got=reason, fix=fix)


def _image_or_nfs(source: object, where: str) -> None:
    if isinstance(source, ImageSource):
        if not isinstance(source.image, Image):
            raise SettingError(where, "an Image is needed", got=source.image, fix="Write Volume.image(name, image).")
        one_of(_PULL_POLICIES, source.pull_policy, where, "pull_policy")
    elif isinstance(source, Nfs):
        absolute_path(source.path, where)
        if not isinstance(source.server, str) or not source.server or any(each in source.server for each in "/ "):
            fix = "Give a host name or an address alone."
            raise SettingError(where, "the server must be a host", got=source.server, fix=fix)
        _reason(source.reason, where, "an NFS volume needs a reason", "Say why, or mount a claim on such a volume.")
        switches(source, ("read_only",), where)
    else:
        raise SettingError(where, "this is no source of a volume", got=source, fix="Use Volume.empty_dir and its like.")


def _keys(source: ConfigMapSource | SecretSource, where: str) -> None:
    dns_subdomain(source.name, where, "the source's name")
    if source.items:
        for item in source.items:
            _item(item, where)
    if source.mode is not None:
        _mode(source.mode, where)
    if source.optional is not False:
        switches(source, ("optional",), where)
    if isinstance(source, ConfigMapSource) and source.live is not False:
        switches(source, ("live",), where)


def _item(item: object, where: str) -> None:
    if not isinstance(item, Item):
        raise SettingError(where, "items must be keys and paths", got=item, fix='Write {"key": "path"}.')
    config_key(item.key, where)
    relative_path(item.path, where)
    if item.mode is not None:
        _mode(item.mode, where)


def _projected(source: Projected, where: str) -> None:
    if not source.sources:
        raise SettingError(where, "at least one source is needed", got=(), fix="Give ConfigMaps, Secrets or tokens.")
    for each in source.sources:
        if isinstance(each, TokenSource):
            _token(each, where)
        elif isinstance(each, (ConfigMapSource, SecretSource)):
            _keys(each, where)
        elif isinstance(each, Downward):
            _downward(each, where)
        else:
            fix = "Give ConfigMaps, Secrets, pod fields or tokens."
            raise SettingError(where, "this can not be projected", got=each, fix=fix)
    _mode(source.mode, where)


def _token(source: TokenSource, where: str) -> None:
    relative_path(source.path, where)
    seconds = source.expiration_seconds
    if type(seconds) is not int or seconds < _SHORTEST_TOKEN_SECONDS:
        what = f"expiration_seconds must be a whole number from {_SHORTEST_TOKEN_SECONDS}"
        raise SettingError(where, what, got=seconds, fix="Give seconds, such as 3600.")


def _downward(source: Downward, where: str) -> None:
    if not source.items:
        raise SettingError(where, "at least one field is needed", got=source.items, fix="Name one.")
    for item in source.items:
        if not isinstance(item, DownwardItem) or not isinstance(item.field, (PodField, ContainerResource)):
            fix = 'Write {"name": PodField("metadata.name")}.'
            raise SettingError(where, "a file of the pod's own needs a field", got=item, fix=fix)
        relative_path(item.path, where)
        _mode(item.mode, where)


def _mode(mode: int | None, where: str) -> None:
    if mode is not None and (type(mode) is not int or not 0 <= mode <= _HIGHEST_MODE):
        raise SettingError(where, "a mode must be 0o000 to 0o777", got=mode, fix="Write it in octal: 0o444.")
