"""Which ConfigMaps and Secrets a pod reads, so that it rolls when one of the chart's own changes.

Decided here: what counts as reading. A volume that a container reads anew by itself does not, as
long as it is mounted whole: the kubelet changes its files in the running pod. Variables and single
mounted files never change there, so they count always.
Decided elsewhere: the hash in the pod template (`chart_manifest`), who reads anew (`patterns`).
Source: Kubernetes docs, "ConfigMaps" (mounted ConfigMaps are updated automatically; `subPath`).
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache

from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import ConfigMapKey, EnvTemplate, SecretKey
from k8spatterns_lib.values.volume import ConfigMapSource, Projected, SecretSource, Volume

_NONE: frozenset[tuple[str, str]] = frozenset()
_NO_VOLUMES: frozenset[Volume] = frozenset()


def uses_of(
    containers: Iterable[Container],
    volumes: Iterable[Volume] = (),
    reloaded: AbstractSet[tuple[str, Volume]] = frozenset(),
) -> frozenset[tuple[str, str]]:
    """Return kind and name of all that the containers and volumes of a pod read.

    Args:
        containers: All containers of the pod, those that run first too.
        volumes: Volumes that no container mounts by value.
        reloaded: Container names and volumes that the container reads anew by itself.
    """
    by_itself: dict[str, frozenset[Volume]] = {}
    for name, volume in reloaded:
        by_itself[name] = by_itself.get(name, _NO_VOLUMES) | {volume}
    uses = _NONE.union(*(_of_container(each, by_itself.get(each.name, _NO_VOLUMES)) for each in containers))
    found = {use for volume in volumes for use in _of_volume(volume)}
    return uses | found if found else uses


@lru_cache(maxsize=256)
def _of_container(container: Container, reloaded: frozenset[Volume]) -> frozenset[tuple[str, str]]:
    found = set(_of_env(value for _, value in container.env))
    for source in container.env_from:
        if source.config_map is not None:
            found.add(("ConfigMap", source.config_map))
        if source.secret is not None:
            found.add(("Secret", source.secret))
    for _, mount in container.mounts:
        if mount.sub_path is not None or mount.volume not in reloaded:
            found.update(_of_volume(mount.volume))
    return frozenset(found)


def _of_env(values: Iterable[object]) -> Iterator[tuple[str, str]]:
    for value in values:
        if isinstance(value, SecretKey):
            yield "Secret", value.secret
        elif isinstance(value, ConfigMapKey):
            yield "ConfigMap", value.config_map
        elif isinstance(value, EnvTemplate):
            yield from _of_env(part for _, part in value.parts)


def _of_volume(volume: Volume) -> Iterator[tuple[str, str]]:
    source = volume.source
    for each in source.sources if isinstance(source, Projected) else (source,):
        if isinstance(each, ConfigMapSource) and not each.live:
            yield "ConfigMap", each.name
        elif isinstance(each, SecretSource):
            yield "Secret", each.name
