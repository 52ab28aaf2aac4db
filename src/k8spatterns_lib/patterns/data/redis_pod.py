"""`RedisPod`: the pod of a Redis set, a server and the sentinel that watches it with the others.

Both start by a script that looks for the set first (`redis_scripts`). They share a claim: the
server keeps its data there, the sentinel its memory of who is the master.

Decided here: containers, probes and the order of stopping.
Decided elsewhere: what is in the configuration (`redis_config`), how many pods (`redis_sentinel`).

Source: the official image's documentation (user 999, `/data`).
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.data.redis_config import (
    PORT,
    SENTINEL_PORT,
    SHUTDOWN_SECONDS,
    check_extra,
    redis_conf,
    sentinel_conf,
    sentinel_settings,
)
from k8spatterns_lib.patterns.data.redis_names import RedisNames
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.environment import EnvValue, PodField, SecretKey
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.lifecycle import Hook, Lifecycle
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.volume import Volume

IMAGE: Final = Image.parse("docker.io/library/redis:7.4.2")
USER: Final = 999
"""The user and group of the official image."""
CLAIM: Final = "data"
_DATA: Final = "/data"
_SCRIPTS: Final = "/etc/redis"
_RUN: Final = "/run/redis"
_SCRIPT_NAMES: Final = ("redis_set.sh", "start_redis.sh", "start_sentinel.sh", "hand_over.sh", "ready.sh")
_SENTINEL_RESOURCES: Final = Resources(cpu="20m", memory="64Mi")
# A pod waits for the others, and then loads its data; that is no reason to start it again.
_STARTUP_SECONDS: Final = 3600
# A change of master that is under way must end before another can begin.
_HAND_OVER_SECONDS: Final = 20
_REST_SECONDS: Final = 10
_SET_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_VERSION: Final = re.compile(r"[0-9]+")
_OLDEST: Final = 7


@attrs.frozen(kw_only=True)
class RedisPod:
    """A Redis server and its sentinel.

    Args:
        where: The construct path that an error should name.
        names: What the set and its pods are called.
        quorum: How many sentinels must see the master as down.
        set_name: What the sentinels call the set.
        password: Of servers and sentinels.
        down_after_seconds: Until a silent master counts as down.
        failover_timeout_seconds: Until a failover that stands still is given up.
        extra: Further settings of Redis.
        image: A Redis 7.0 or newer.
        resources: Of the server.

    Raises:
        SettingError: A setting is wrong.
    """

    where: str
    names: RedisNames
    quorum: int
    set_name: str
    password: SecretKey
    down_after_seconds: int
    failover_timeout_seconds: int
    extra: Mapping[str, str]
    image: Image
    resources: Resources

    def __attrs_post_init__(self) -> None:
        where = self.where
        if not isinstance(self.password, SecretKey):
            fix = 'Write SecretKey("redis-auth", "password").'
            raise SettingError(where, "the password must be a SecretKey", fix=fix)
        if not isinstance(self.set_name, str) or not _SET_NAME.fullmatch(self.set_name):
            fix = "Use letters, digits, '.', '_' and '-'."
            raise SettingError(where, "set_name must be one word", got=self.set_name, fix=fix)
        at_least(1, self.down_after_seconds, where, "down_after_seconds")
        at_least(1, self.failover_timeout_seconds, where, "failover_timeout_seconds")
        check_extra(self.extra, where=where)
        if not isinstance(self.resources, Resources):
            fix = 'Write Resources(cpu="100m", memory="256Mi").'
            raise SettingError(where, "resources must be Resources", got=self.resources, fix=fix)
        version = _VERSION.match(self.image.tag or "")
        if version is not None and int(version[0]) < _OLDEST:
            fix = "Older ones do not find pods that came back with another address."
            raise SettingError(where, f"the image must be a Redis {_OLDEST}.0 or newer", got=str(self.image), fix=fix)

    @property
    def hand_over_seconds(self) -> int:
        """How long a master may take to hand over before it stops."""
        return _HAND_OVER_SECONDS + self.failover_timeout_seconds

    @property
    def grace_seconds(self) -> int:
        """How long a pod may take to stop."""
        return self.hand_over_seconds + SHUTDOWN_SECONDS + _REST_SECONDS

    @property
    def part(self) -> PodPart:
        """The two containers, and the ConfigMap that both mount."""
        return PodPart(containers=(self._redis(), self._sentinel()), config={self.names.config: self._files()})

    def _files(self) -> dict[str, str]:
        scripts = files("k8spatterns_lib.patterns.data") / "redis_scripts"
        return {
            "redis.conf": redis_conf(
                memory_limit=self.resources.memory_limit,
                down_after_seconds=self.down_after_seconds,
                extra=self.extra,
            ),
            "sentinel.conf": sentinel_conf(),
            "sentinel.settings": sentinel_settings(
                down_after_seconds=self.down_after_seconds,
                failover_timeout_seconds=self.failover_timeout_seconds,
            ),
            **{name: (scripts / name).read_text(encoding="utf-8") for name in _SCRIPT_NAMES},
        }

    def _redis(self) -> Container:
        return self._container("redis", PORT, self.resources).with_(
            env=self._env(HAND_OVER_SECONDS=str(self.hand_over_seconds)),
            writable=[_RUN],
            lifecycle=Lifecycle(pre_stop=Hook.exec("sh", f"{_SCRIPTS}/hand_over.sh")),
        )

    def _sentinel(self) -> Container:
        return self._container("sentinel", SENTINEL_PORT, _SENTINEL_RESOURCES).with_(
            env=self._env(QUORUM=str(self.quorum))
        )

    def _container(self, name: str, port: int, resources: Resources) -> Container:
        return Container(
            name,
            image=self.image,
            command=["sh", f"{_SCRIPTS}/start_{name}.sh"],
            ports={name: port},
            mounts={
                _DATA: Volume.claim(CLAIM),
                _SCRIPTS: Volume.config_map(self.names.config, name="config").read_only(),
            },
            startup=Probe.tcp(name, period_seconds=5, failure_threshold=_STARTUP_SECONDS // 5),
            readiness=Probe.exec(
                "sh", f"{_SCRIPTS}/ready.sh", name, period_seconds=5, timeout_seconds=5, failure_threshold=2
            ),
            liveness=Probe.tcp(name, failure_threshold=6),
            resources=resources,
        )

    def _env(self, **more: str) -> dict[str, EnvValue]:
        return {
            "POD_NAME": PodField("metadata.name"),
            "POD_NAMESPACE": PodField("metadata.namespace"),
            "CLUSTER_DOMAIN": self.names.cluster_domain,
            "NODES": self.names.nodes,
            "REPLICAS": str(self.names.replicas),
            "SET_NAME": self.set_name,
            "REDISCLI_AUTH": self.password,
            **more,
        }
