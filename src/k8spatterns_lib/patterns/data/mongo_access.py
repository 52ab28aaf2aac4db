"""Who reaches a MongoDB set, where, and how: its members' names, users and connection strings.

Source: MongoDB manual, "Connection Strings" (standard format); Kubernetes docs, "Define
dependent environment variables".
"""

import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.data.mongo_config import PORT
from k8spatterns_lib.patterns.data.mongo_user import MongoUser, database_name
from k8spatterns_lib.values.environment import EnvTemplate, SecretKey
from k8spatterns_lib.values.reference import ServiceRef

MOST: Final = 7
"""As many members can vote."""
_OPTION: Final = re.compile(r"[A-Za-z]+")
_OWN: Final = frozenset({"authsource", "replicaset", "authmechanism", "directconnection", "loadbalanced"})


@attrs.frozen(kw_only=True)
class MongoAccess:
    """What clients and members need to know of a set.

    Args:
        where: The construct path that an error should name.
        service: The headless Service; pods are called like it, with their ordinal.
        set_name: MongoDB's name for the set.
        members: How many there are.
        pods: How many run; more than the members while some are taken out.
        users: All users by name.
    """

    where: str
    service: ServiceRef
    set_name: str
    members: int
    pods: int
    users: Mapping[str, MongoUser]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The members by ordinal, with their port."""
        return self._all_hosts[: self.members]

    @property
    def passwords(self) -> dict[str, SecretKey]:
        """Where the users' passwords are."""
        return {name: user.password for name, user in self.users.items()}

    @property
    def plan(self) -> str:
        """What the members' helpers read: the set as it is wanted (see `mongo_scripts/decisions.js`)."""
        plan = {
            "set": self.set_name,
            "members": self.members,
            "pods": self.pods,
            "hosts": self._all_hosts,
            "users": {name: user.documents for name, user in self.users.items()},
        }
        return json.dumps(plan, indent=2) + "\n"

    @property
    def _all_hosts(self) -> tuple[str, ...]:
        """Those that can ever be: a member that leaves must still be known by its name."""
        return tuple(f"{self.service.name}-{ordinal}.{self.service.host}:{PORT}" for ordinal in range(MOST))

    def user(self, name: str) -> MongoUser:
        """Return the user `name`.

        Raises:
            SettingError: There is none.
        """
        if name not in self.users:
            raise SettingError(
                self.where, "there is no such user", got=name, fix=f"Its users: {', '.join(self.users)}."
            )
        return self.users[name]

    def uri(self, *, user: str, database: str | None, options: Mapping[str, str]) -> EnvTemplate:
        """Return the connection string; the cluster puts the password in, from a variable of its own.

        Args:
            user: Who logs in.
            database: The one that the client uses; None for the only one that the user has a role on.
            options: Further options of the string.

        Raises:
            SettingError: There is no such user, it may not use the database, or an option is wrong.
        """
        found = self.user(user)
        database = self._database(user, found, database)
        query = {"replicaSet": self.set_name, "authSource": "admin", **self._options(options)}
        variable = re.sub(r"[^A-Z0-9]", "_", f"{self.service.name}_{user}_PASSWORD".upper())
        # A name of a Service may start with a digit, that of a variable may not.
        variable = f"_{variable}" if variable[0].isdigit() else variable
        pairs = "&".join(f"{option}={value}" for option, value in query.items())
        text = f"mongodb://{user}:$({variable})@{','.join(self.hosts)}/{database}?{pairs}"
        return EnvTemplate(text, {variable: found.password})

    def _database(self, name: str, user: MongoUser, database: str | None) -> str:
        if database is None:
            if len(user.databases) != 1:
                what = f"the user {name!r} has no single database"
                raise SettingError(self.where, what, got=user.databases, fix="Say which one: database=…")
            return user.databases[0]
        if not user.may_use(database_name(database, self.where)):
            fix = f'Give it one: MongoUser(..., roles={{"{database}": "readWrite"}}).'
            raise SettingError(self.where, f"the user {name!r} has no role on the database", got=database, fix=fix)
        return database

    def _options(self, options: Mapping[str, str]) -> dict[str, str]:
        for option, value in options.items():
            if not isinstance(option, str) or not _OPTION.fullmatch(option) or option.lower() in _OWN:
                fix = 'Give options such as {"readPreference": "secondaryPreferred"}.'
                raise SettingError(self.where, "this is no option of the set's connection string", got=option, fix=fix)
            if not isinstance(value, str):
                fix = 'Write "true" or "5000".'
                raise SettingError(self.where, f"the option {option} must be text", got=value, fix=fix)
        return {option: quote(value, safe=",:") for option, value in options.items()}
