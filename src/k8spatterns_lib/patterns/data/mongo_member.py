"""The pod of one member of a MongoDB set: mongod, and the helper that keeps the set as it is wanted.

The helper is a native sidecar of the same image that runs mongosh for as long as the pod
lives: a fresh mongosh for each probe would cost a second of CPU every time. It asks mongod
`db.hello()` every five seconds and writes down until when that answer counts; mongod's
readiness probe only looks at that. Whether mongod is alive is asked by TCP alone.

Passwords come as files, so that the helper sees a change, and never as arguments.

Source: bitnami/charts issue 10264 (what mongosh costs as a probe); Kubernetes docs, "Sidecar
Containers"; MongoDB manual, "Deploy Self-Managed Replica Set With Keyfile Authentication".
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import attrs

from k8spatterns_lib.patterns.data.mongo_config import DATA, PORT, RUN
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import EnvValue, PodField, SecretKey
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.volume import Item, Mount, SecretSource, Volume

USER: Final = 999
"""The user and group of the official image."""
_CONFIG: Final = "/config"
_KEY: Final = "/keyfile"
_PLAN: Final = "/plan"
_USERS: Final = "/users"
_SCRIPTS: Final = ("backup.sh", "configure.js", "configure.sh", "decisions.js", "fresh.sh", "member.js", "start.sh")
_QUIET: Final = "mongosh:\n  forceDisableTelemetry: true\n"


@attrs.frozen(kw_only=True)
class MongoMember:
    """What the pods of all members have in common.

    Args:
        name: The pattern's name.
        domain: What follows a pod's name in its DNS name.
        image: With mongod, mongosh and the database tools.
        keyfile: What the members show each other.
        passwords: Of all users, by name.
        mongod_conf: The configuration file of mongod.
        resources: Of mongod.
    """

    name: str
    domain: str
    image: Image
    keyfile: SecretKey
    passwords: Mapping[str, SecretKey]
    mongod_conf: str
    resources: Resources

    @property
    def scripts(self) -> Volume:
        """The volume of what runs in the containers; a change of it rolls the pods."""
        return Volume.config_map(f"{self.name}-config")

    @property
    def part(self) -> PodPart:
        """The containers and their configuration."""
        texts = {each: _script(each) for each in _SCRIPTS}
        config = {"mongod.conf": self.mongod_conf, "mongosh.conf": _QUIET, **texts}
        return PodPart(
            containers=(self._mongod(),),
            init=(self._helper(),),
            config={f"{self.name}-config": dict(sorted(config.items()))},
        )

    def _mongod(self) -> Container:
        return Container(
            "mongod",
            image=self.image,
            command=["sh", f"{_CONFIG}/start.sh"],
            ports={"mongo": PORT},
            env=self._env(),
            mounts={DATA: Volume.claim("data"), **self._mounts()},
            writable=["/tmp"],  # noqa: S108 - in the container
            # Replaying a long journal, or waiting for a name, can take long.
            startup=Probe.tcp("mongo", period_seconds=5, failure_threshold=720),
            readiness=Probe.exec("sh", f"{_CONFIG}/fresh.sh", f"{RUN}/ready"),
            liveness=Probe.tcp("mongo", timeout_seconds=5, failure_threshold=6),
            resources=self.resources,
        )

    def _helper(self) -> Container:
        return Container(
            "configure",
            image=self.image,
            command=["sh", f"{_CONFIG}/configure.sh"],
            env={**self._env(), "PLAN": _PLAN, "USERS": _USERS},
            mounts={
                **self._mounts(),
                # The count of members changes without a restart of any of them.
                _PLAN: Volume.config_map(f"{self.name}-members", live=True).read_only(),
                _USERS: self._users().read_only(),
            },
            writable=["/tmp"],  # noqa: S108 - in the container
            liveness=Probe.exec(
                "sh", f"{_CONFIG}/fresh.sh", f"{RUN}/heartbeat", initial_delay_seconds=120, period_seconds=30
            ),
            resources=Resources(cpu="50m", memory="256Mi"),
            restart_policy="Always",
        )

    def _env(self) -> dict[str, EnvValue]:
        return {
            "CONFIG": _CONFIG,
            # mongosh writes there; the image's own HOME is the data directory.
            "HOME": "/tmp",  # noqa: S108 - in the container
            "KEYFILE": f"{_KEY}/keyfile",
            "POD_IP": PodField("status.podIP"),
            "POD_NAME": PodField("metadata.name"),
            "MEMBER_HOST": f"$(POD_NAME).{self.domain}",
            "RUN": RUN,
        }

    def _mounts(self) -> dict[str, Volume | Mount]:
        keyfile = Volume.secret(self.keyfile.secret, name="keyfile", items={self.keyfile.key: "keyfile"}, mode=0o440)
        return {
            _CONFIG: self.scripts.read_only(),
            "/etc/mongosh.conf": self.scripts.mount(sub_path="mongosh.conf", read_only=True),
            _KEY: keyfile.read_only(),
            RUN: Volume.empty_dir("run", medium="Memory", size_limit="1Mi"),
        }

    def _users(self) -> Volume:
        sources = [
            SecretSource(secret.secret, (Item(secret.key, user),), optional=secret.optional)
            for user, secret in sorted(self.passwords.items())
        ]
        return Volume.projected("users", *sources, mode=0o440)


def _script(name: str) -> str:
    folder = files("k8spatterns_lib.patterns.data") / "mongo_scripts"
    return (folder / name).read_text(encoding="utf-8")
