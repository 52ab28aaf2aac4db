"""The volumes of a pod: what its containers mount, each once, and the scratch space behind `writable=`.

Decided here: the order of the volumes, and who gets which name.
Decided elsewhere: what a volume says (`volume_spec`), the names' form (`writable_paths`).
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pods.volume_spec import volume_spec
from k8spatterns_lib.manifests.pods.writable_paths import writable_volumes
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.volume import Volume

_NONE: Final[frozenset[str]] = frozenset()


def pod_volumes(
    containers: Sequence[Container],
    extra: Iterable[Volume] = (),
    *,
    where: str,
) -> tuple[list[dict[str, Any]], frozenset[str]]:
    """Return the `volumes` of a pod, and the containers whose scratch volumes carry their name.

    Args:
        containers: All of the pod; those named first get the short names.
        extra: Volumes that no container mounts by value.
        where: The construct path that an error should name.

    Raises:
        SettingError: Two different volumes have one name.
    """
    named: dict[str, Volume] = {}
    written = [container for container in containers if container.writable]
    for volume in extra:
        _add(named, volume, where)
    for container in containers:
        for _, mount in container.mounts:
            _add(named, mount.volume, where)
    specs = [volume_spec(volume) for volume in named.values()]
    if not written:
        return specs, _NONE
    scratch, apart = _scratch(written, set(named), where)
    return specs + scratch, apart


def _add(named: dict[str, Volume], volume: Volume, where: str) -> None:
    known = named.setdefault(volume.name, volume)
    if known is not volume and known != volume:
        fix = "Give one of them another name, or make them equal to share one."
        raise SettingError(where, "two different volumes must not share a name", got=volume.name, fix=fix)


def _scratch(
    containers: Iterable[Container], taken: set[str], where: str
) -> tuple[list[dict[str, Any]], frozenset[str]]:
    specs: list[dict[str, Any]] = []
    apart: set[str] = set()
    for container in containers:
        pairs = writable_volumes(container, apart=False)
        if any(name in taken for _, name in pairs):
            pairs = writable_volumes(container, apart=True)
            apart.add(container.name)
        for path, name in pairs:
            if name in taken:
                fix = f"Rename that volume: the writable path {path} of {container.name!r} needs the name."
                raise SettingError(where, "two different volumes must not share a name", got=name, fix=fix)
            taken.add(name)
            specs.append({"name": name, "emptyDir": {}})
    return specs, frozenset(apart)
