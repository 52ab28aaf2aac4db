"""Which ConfigMaps and Secrets a pod reads, so that it rolls when one of the chart's own changes.

Decided here: what counts as reading. Decided elsewhere: the hash in the pod template (`chart_manifest`).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import ConfigMapKey, EnvTemplate, SecretKey
from k8spatterns_lib.values.volume import ConfigMapSource, Projected, SecretSource, Volume

_NONE: frozenset[tuple[str, str]] = frozenset()


def uses_of(containers: Iterable[Container], volumes: Iterable[Volume] = ()) -> frozenset[tuple[str, str]]:
    """Return kind and name of all that the containers and volumes of a pod read.

    Args:
        containers: All containers of the pod, those that run first too.
        volumes: Volumes that no container mounts by value.
    """
    uses = _NONE.union(*map(_of_container, containers))
    found = {use for volume in volumes for use in _of_volume(volume)}
    return uses | found if found else uses


@lru_cache(maxsize=256)
def _of_container(container: Container) -> frozenset[tuple[str, str]]:
    found = set(_of_env(value for _, value in container.env))
    for source in container.env_from:
        if source.config_map is not None:
            found.add(("ConfigMap", source.config_map))
        if source.secret is not None:
            found.add(("Secret", source.secret))
    for _, mount in container.mounts:
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
