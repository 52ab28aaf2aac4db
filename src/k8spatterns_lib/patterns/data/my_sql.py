"""`MySql`: one MySQL server for a `ReliableSingleton`.

The server makes the database and its user on the first start. Root can only log in from
inside the container, with a password that the image makes up. It is ready when a real
query over TCP is answered, so not while the image still initialises (it listens on a
socket alone then), and has 120 s to write its pages back when it stops.

Source: MySQL 8.4 reference manual, "Server Shutdown"; the official image's documentation
(`MYSQL_*` variables, user 999, `/var/lib/mysql`).
"""

import re
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.behavioral.singleton_server import ServerAccess
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import Plain, SecretKey
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.volume import Volume

_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+(?:\.[0-9]+)?")
_USER: Final = 999
_QUERY: Final = (
    'MYSQL_PWD="$MYSQL_PASSWORD" exec mysql --protocol=tcp --host=127.0.0.1 --user="$MYSQL_USER" '
    '--execute="SELECT 1" "$MYSQL_DATABASE"'
)


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class MySql:
    """A MySQL server.

    Args:
        version: Such as "8.4"; the tag of the official image.
        database: Made on the first start; letters, digits and "_".
        password: The password of `user`, in a Secret.
        user: Made on the first start. Default: "app".
        image: The repository. Default: the official image.
        resources: Default: 250m CPU and 1Gi memory.

    Raises:
        SettingError: A name or the version is wrong.
    """

    version: str
    database: str
    password: SecretKey
    user: str = "app"
    image: str = "docker.io/library/mysql"
    resources: Resources = Resources(cpu="250m", memory="1Gi")

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.version, str) or not _VERSION.fullmatch(self.version):
            raise SettingError("MySql", "the version must be one of MySQL's", got=self.version, fix='Write "8.4".')
        for name, value in (("database", self.database), ("user", self.user)):
            if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value) or value == "root":
                fix = "Use at most 32 letters, digits and '_'; root is not for applications."
                raise SettingError("MySql", f"{name} must be a plain name", got=value, fix=fix)
        if not isinstance(self.password, SecretKey):
            fix = 'Write SecretKey("mysql-auth", "password").'
            raise SettingError("MySql", "the password must be a SecretKey", fix=fix)

    @property
    def access(self) -> ServerAccess:
        """How clients reach it."""
        return ServerAccess(port="mysql", number=3306, user=self.user, password=self.password)

    @property
    def security(self) -> Security:
        """The user and group of the official image."""
        return Security(user=_USER, group=_USER, fs_group=_USER)

    @property
    def grace_seconds(self) -> int:
        """Time to write pages back."""
        return 120

    def part(self, pattern: str, data: Volume) -> PodPart:
        """Return the server and its settings."""
        config = f"{pattern}-config"
        server = Container(
            "mysql",
            image=Image(self.image, self.version),
            ports={"mysql": 3306},
            env={
                "MYSQL_DATABASE": self.database,
                "MYSQL_USER": self.user,
                "MYSQL_PASSWORD": self.password,
                "MYSQL_RANDOM_ROOT_PASSWORD": Plain("yes", "a switch: the image makes the password up"),
                "MYSQL_ROOT_HOST": "localhost",
            },
            mounts={"/var/lib/mysql": data, "/etc/mysql/conf.d": Volume.config_map(config).read_only()},
            writable=["/var/run/mysqld", "/tmp"],  # noqa: S108 - in the container
            startup=Probe.exec("sh", "-c", _QUERY, period_seconds=5, timeout_seconds=5, failure_threshold=120),
            readiness=Probe.exec("sh", "-c", _QUERY, timeout_seconds=5),
            liveness=Probe.tcp("mysql", failure_threshold=6),
            resources=self.resources,
        )
        settings = "[mysqld]\nskip-name-resolve\nsync_binlog = 1\ninnodb_flush_log_at_trx_commit = 1\n"
        return PodPart(containers=(server,), config={config: {"server.cnf": settings}})
