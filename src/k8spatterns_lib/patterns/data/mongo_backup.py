"""`MongoBackup`: a dump of a MongoDB set on a schedule, into a claim.

One archive a run, of all databases as they were at one moment (`--oplog`), read from a
secondary where there is one. It has its name only once it is whole, and old archives go
only after that. To restore one, in a pod that has the claim, the tools and root's password:

    mongorestore --host=<set>/<hosts> --username=root --authenticationDatabase=admin \
      --drop --oplogReplay --gzip --archive=/backups/<name>.archive.gz

The claim is in the same cluster: copy archives elsewhere if they must outlive it.

Source: MongoDB Database Tools manual, "mongodump" (`--oplog`, `--config`), "mongorestore";
MongoDB manual, "Built-In Roles" (`backup`).
"""

from collections.abc import Sequence
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.data.mongo_config import RUN
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.deployment import at_least
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.job import CronJob, Job
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.schedule import Schedule
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.volume import Volume

USER: Final = "backup"
_DIRECTORY: Final = "/backups"
_LOGIN: Final = "/login"
_SIX_HOURS: Final = 6 * 60 * 60


def _to_schedule(schedule: str | Schedule) -> Schedule:
    return schedule if isinstance(schedule, Schedule) else Schedule(schedule)


def _to_memory(size: str | Memory | None) -> Memory | None:
    return None if size is None else Memory.parse(size, where="MongoBackup")


@refuses_unknown_settings
@attrs.frozen
class MongoBackup:
    """Dumps of a `MongoStatefulSet`.

    Args:
        schedule: Cron fields, or a `Schedule` with its time zone.
        keep: How many archives stay. Default: 7.
        storage: The size of their claim. Default: that of a member's.
        storage_class: Default: the cluster's default.
        password: Of the user "backup", which the set makes. Default: the key "password" of the
            Secret `<name>-backup`.
        resources: Default: 100m CPU and 512Mi memory.

    Raises:
        SettingError: The schedule can not be read, or a part is wrong.
    """

    schedule: Schedule = attrs.field(converter=_to_schedule)
    keep: int = attrs.field(default=7, kw_only=True)
    storage: Memory | None = attrs.field(default=None, kw_only=True, converter=_to_memory)
    storage_class: str | None = attrs.field(default=None, kw_only=True)
    password: SecretKey | None = attrs.field(default=None, kw_only=True)
    resources: Resources = attrs.field(default=Resources(cpu="100m", memory="512Mi"), kw_only=True)

    def __attrs_post_init__(self) -> None:
        at_least(1, self.keep, "MongoBackup", "keep")
        if self.password is not None and not isinstance(self.password, SecretKey):
            fix = 'Write SecretKey("secret", "key").'
            raise SettingError("MongoBackup", "the password must be a SecretKey", fix=fix)

    @property
    def workload(self) -> CronJob:
        """What runs the dumps: never two at once, none for longer than six hours."""
        return CronJob(schedule=self.schedule, job=Job(backoff_limit=2, deadline_seconds=_SIX_HOURS))

    def part(
        self, name: str, *, image: Image, password: SecretKey, set_name: str, hosts: Sequence[str], scripts: Volume
    ) -> PodPart:
        """Return the container.

        Args:
            name: The set's pattern; archives are called like it, the claim is `<name>-backup`.
            image: That of the members, which has the tools.
            password: Of the user "backup".
            set_name: The name of the replica set.
            hosts: All members, with their port.
            scripts: The volume with `backup.sh`.
        """
        secret = Volume.secret(password.secret, name="password", items={password.key: "password"}, mode=0o440)
        container = Container(
            "mongodump",
            image=image,
            command=["sh", "/config/backup.sh"],
            env={
                "BACKUPS": _DIRECTORY,
                "BACKUP_USER": USER,
                "HOSTS": f"{set_name}/{','.join(hosts)}",
                "KEEP": str(self.keep),
                "NAME": name,
                "PASSWORD_FILE": f"{_LOGIN}/password",
                "RUN": RUN,
            },
            mounts={
                _DIRECTORY: Volume.claim(f"{name}-backup", name="backups"),
                "/config": scripts.read_only(),
                RUN: Volume.empty_dir("run", medium="Memory", size_limit="1Mi"),
                _LOGIN: secret.read_only(),
            },
            writable=["/tmp"],  # noqa: S108 - in the container
            resources=self.resources,
        )
        return PodPart(containers=(container,))
