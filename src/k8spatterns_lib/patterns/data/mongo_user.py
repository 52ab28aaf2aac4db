"""`MongoUser`: a user of a MongoDB set, where its password is, and what it may do where.

Users stand in the database `admin`, whatever databases their roles are for: one place to look,
and every connection string says `authSource=admin`.

Source: MongoDB manual, "Built-In Roles", "Users in Self-Managed Deployments".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import pairs, parts

Roles = tuple[tuple[str, tuple[str, ...]], ...]
Document = dict[str, str]
"""A role as MongoDB writes it: `role` and `db`."""

ADMIN: Final = "admin"
_WHERE: Final = "MongoUser"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
_DATABASE: Final = re.compile(r"[A-Za-z0-9_-]{1,63}")
_EVERYWHERE: Final = ("read", "readWrite", "dbAdmin", "dbOwner", "userAdmin", "enableSharding")
_ONLY_IN_ADMIN: Final = (
    "backup",
    "clusterAdmin",
    "clusterManager",
    "clusterMonitor",
    "dbAdminAnyDatabase",
    "directShardOperations",
    "hostManager",
    "readAnyDatabase",
    "readWriteAnyDatabase",
    "restore",
    "root",
    "userAdminAnyDatabase",
)
_OF_ANY_DATABASE: Final = frozenset({"dbAdminAnyDatabase", "readAnyDatabase", "readWriteAnyDatabase", "root"})
_AS_WRITTEN: Final = {each.lower(): each for each in (*_EVERYWHERE, *_ONLY_IN_ADMIN)}


def _to_roles(roles: Mapping[str, str | Sequence[str]] | Roles) -> Roles:
    return tuple(
        (database, (names,) if isinstance(names, str) else parts(names, str, _WHERE, f"the roles on {database!r}"))
        for database, names in pairs(roles, _WHERE, "roles")
    )


@refuses_unknown_settings
@attrs.frozen
class MongoUser:
    """A user of a `MongoStatefulSet`.

    Args:
        password: Where its password is. No control characters; and letters, digits, "-", ".",
            "_" and "~" alone, if a connection string is made of it.
        roles: A role or several by database, such as `{"shop": "readWrite", "admin": "clusterMonitor"}`.

    Raises:
        SettingError: The password is no `SecretKey`, there is no role, or a role can not be on its database.
    """

    password: SecretKey
    roles: Roles = attrs.field(kw_only=True, converter=_to_roles)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.password, SecretKey):
            raise SettingError(_WHERE, "the password must be a SecretKey", fix='Write SecretKey("secret", "key").')
        if not self.roles or not all(names for _, names in self.roles):
            raise SettingError(_WHERE, "a user needs a role", got=dict(self.roles), fix='Write {"shop": "readWrite"}.')
        for database, names in self.roles:
            database_name(database, _WHERE)
            for name in names:
                _check_role(name, database)

    @property
    def documents(self) -> list[Document]:
        """The roles as MongoDB writes them."""
        return [{"role": name, "db": database} for database, names in self.roles for name in names]

    @property
    def databases(self) -> tuple[str, ...]:
        """The databases that its roles name, `admin` left out."""
        return tuple(database for database, _ in self.roles if database != ADMIN)

    def may_use(self, database: str) -> bool:
        """Return whether a role reaches `database`."""
        names = {name for _, names in self.roles for name in names}
        return database in dict(self.roles) or bool(names & _OF_ANY_DATABASE)


def named_users(users: Mapping[str, SecretKey | MongoUser], *, where: str) -> Iterator[tuple[str, MongoUser]]:
    """Yield each user with its name; one that is a password alone has `readWrite` on the database of its name.

    Args:
        users: By name.
        where: The construct path that an error should name.

    Raises:
        SettingError: A name can be none, or what it stands for is neither a password nor a user.
    """
    for name, user in pairs(users, where, "users"):
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name == "__system":
            fix = "Use at most 63 letters, digits, '_', '.' and '-', a letter or digit first."
            raise SettingError(where, "a user's name must be a plain name", got=name, fix=fix)
        if isinstance(user, MongoUser):
            yield name, user
        elif isinstance(user, SecretKey):
            yield name, MongoUser(user, roles={database_name(name, where): "readWrite"})
        else:
            fix = 'Write SecretKey("secret", "key"), or MongoUser(SecretKey(...), roles={...}).'
            raise SettingError(where, f"the user {name!r} must be a SecretKey or a MongoUser", fix=fix)


def database_name(name: str, where: str) -> str:
    """Return `name` if it can be that of a database.

    Raises:
        SettingError: It can not.
    """
    if not isinstance(name, str) or not _DATABASE.fullmatch(name):
        fix = "Use at most 63 letters, digits, '_' and '-'."
        raise SettingError(where, "a database must have a plain name", got=name, fix=fix)
    return name


def _check_role(name: str, database: str) -> None:
    known = _AS_WRITTEN.get(name.lower())
    if not _NAME.fullmatch(name) or known not in {None, name}:
        fix = f"Write {known!r}." if known else 'Write "readWrite", or the name of a role of your own.'
        raise SettingError(_WHERE, "a role is unknown", got=name, fix=fix)
    if name in _ONLY_IN_ADMIN and database != ADMIN:
        fix = f'Write {{"admin": {name!r}}}.'
        raise SettingError(_WHERE, f"the role {name!r} is on the database 'admin' alone", got=database, fix=fix)
