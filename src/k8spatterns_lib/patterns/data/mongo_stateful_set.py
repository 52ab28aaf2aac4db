"""`MongoStatefulSet`: a MongoDB replica set that starts itself and stays as it is wanted.

Problem: a replica set outlives its members only if each keeps its name and its data, if it is
initiated exactly once, and if members join and leave one at a time with a majority in hand.
Solution: a StatefulSet gives names and claims; a helper beside each mongod does the rest, and
only the primary's helper acts.

- *Initiation.* Ordinal 0 initiates, if it has never been in a set and every other pod answers
  and says the same. A pod that is silent, or refuses the question, may be the rest of a live
  set: ordinal 0 waits. So all pods must have been up once, and all start at once.
- *More members.* Raise `members`. No pod restarts: the count is in a ConfigMap that the helpers
  follow. The primary adds those who answer, one after the other.
- *Fewer members.* In two steps: move the number from `members` to `retiring` (5 becomes
  `members=3, retiring=2`), so that the pods run on while the primary takes them out, highest
  first. A retiring pod is ready once it is out: with the rollout complete, drop `retiring`.
  A smaller `members` alone ends the pods at once, and leaves taking them out for later: that
  goes well for 5 to 3 and 7 to 5 if all others are up, and loses the majority from 3 to 1.
- *Passwords.* A changed Secret reaches the set within about two minutes, without a restart.
  Connections stay; new ones need the new password, so restart the clients then. For no gap at
  all, have two users and change the one that nobody uses. Users that are dropped from `users`
  stay in the database.
- *Names.* Members are `<name>-0.<name>.<namespace>.svc:27017`, in the set's configuration as in
  the connection string. Set name and key file can not be changed in place.

Decided here: the objects, the users of the set, the names. Decided elsewhere: what a member does
next (`mongo_scripts/decisions.js`), its pod (`mongo_member`), options (`mongo_options`), dumps
(`mongo_backup`).

Source: Kubernetes Patterns, 2nd ed., ch. 12 "Stateful Service"; MongoDB manual, "Replica Set
Deployment Architectures", "Self-Managed Internal/Membership Authentication", `replSetReconfig`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Unpack

import attrs
from constructs import Construct

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.objects.labels import selector
from k8spatterns_lib.manifests.pods.claim_spec import claim_spec
from k8spatterns_lib.patterns.data.mongo_access import MOST, MongoAccess
from k8spatterns_lib.patterns.data.mongo_backup import USER as BACKUP_USER
from k8spatterns_lib.patterns.data.mongo_backup import MongoBackup
from k8spatterns_lib.patterns.data.mongo_config import PORT, mongod_conf
from k8spatterns_lib.patterns.data.mongo_member import USER, MongoMember
from k8spatterns_lib.patterns.data.mongo_options import OptionValue, check_option
from k8spatterns_lib.patterns.data.mongo_user import ADMIN, MongoUser, named_users
from k8spatterns_lib.patterns.pod_part import Preset, sidecar_part
from k8spatterns_lib.patterns.service_object import ServicePort, service_object
from k8spatterns_lib.patterns.workload_pattern import WorkloadPattern
from k8spatterns_lib.patterns.workload_settings import WorkloadSettings
from k8spatterns_lib.values.claim import Claim
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import EnvTemplate, SecretKey
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.schedule import Schedule
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.workloads import StatefulSet

IMAGE: Final = Image.parse("docker.io/library/mongo:8.0.20")
ROOT: Final = "root"
_MEMBERS: Final = (1, 3, 5, 7)
_GRACE_SECONDS: Final = 90
_SET_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


class MongoStatefulSet(WorkloadPattern):
    """A MongoDB replica set.

    Args:
        scope: A chart, or a construct in one.
        id: The name of the StatefulSet and of its headless Service; pods are `<id>-0` and so on.
        storage: The size of each member's claim, such as "10Gi".
        members: 1, 3, 5 or 7; 3 survive one failure, 5 two. Default: 3.
        retiring: How many pods beyond the members still run while they are taken out. Default: 0.
        users: Passwords, or `MongoUser`, by name. A password alone means `readWrite` on the
            database that is called like the user. Default: none.
        root: The password of the user "root". Default: the key "password" of the Secret `<id>-root`.
        keyfile: What members show each other: 6 to 1024 characters of base64 (`openssl rand
            -base64 756`). Default: the key "keyfile" of the Secret `<id>-keyfile`.
        set_name: MongoDB's name for the set. Default: the id.
        config: Further options of mongod by dotted name, such as
            `{"operationProfiling.slowOpThresholdMs": 200}`.
        backup: A `MongoBackup`, or just a `Schedule`. Default: none.
        storage_class: Default: the cluster's default.
        image: With mongod, mongosh, the database tools and the user 999. Default: the official one.
        resources: Of mongod. Default: 250m CPU and 1Gi memory.
        sidecars: Containers or presets that run beside mongod, such as an exporter of metrics.

    Raises:
        SettingError: A setting is wrong, or two of them do not fit each other.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        storage: str | Memory,
        members: int = 3,
        retiring: int = 0,
        users: Mapping[str, SecretKey | MongoUser] | None = None,
        root: SecretKey | None = None,
        keyfile: SecretKey | None = None,
        set_name: str | None = None,
        config: Mapping[str, OptionValue] | None = None,
        backup: MongoBackup | Schedule | None = None,
        storage_class: str | None = None,
        image: str | Image = IMAGE,
        resources: Resources = Resources(cpu="250m", memory="1Gi"),
        sidecars: Sequence[Container | Preset] = (),
        **settings: Unpack[WorkloadSettings],
    ) -> None:
        super().__init__(scope, id)
        self._check(members, retiring, set_name, config, resources)
        backup = self._to_backup(backup)
        self._given = dict(named_users(users or {}, where=self.where))
        root = self._key("root", root, SecretKey(f"{self.name}-root", "password"))
        self._access = MongoAccess(
            where=self.where,
            service=self.service_ref,
            set_name=self.name if set_name is None else set_name,
            members=members,
            pods=members + retiring,
            users=self._all_users(root, backup),
        )
        options = {name: check_option(name, value, where=self.where) for name, value in (config or {}).items()}
        member = MongoMember(
            name=self.name,
            domain=self.service_ref.host,
            image=to_image(image),
            keyfile=self._key("keyfile", keyfile, SecretKey(f"{self.name}-keyfile", "keyfile")),
            passwords=self._access.passwords,
            mongod_conf=mongod_conf(self.set_name, options, memory=resources.memory_limit),
            resources=resources,
        )
        claim = Claim(size=Memory.parse(storage, where=self.where), storage_class=storage_class)
        settings["pod"] = _as_mongo(settings.get("pod", PodSettings()))
        self._add_members(member, claim, sidecars, settings)
        if backup is not None:
            self._add_backup(backup, member, claim, settings)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The members by ordinal, each a DNS name that stays and the port."""
        return self._access.hosts

    @property
    def service_ref(self) -> ServiceRef:
        """The headless Service: its name leads to all pods."""
        return ServiceRef(self.name, self.manifest.namespace)

    @property
    def set_name(self) -> str:
        """MongoDB's name for the set."""
        return self._access.set_name

    @property
    def users(self) -> tuple[str, ...]:
        """The users that were asked for; "root" comes on top."""
        return tuple(self._given)

    def password(self, user: str) -> SecretKey:
        """Return where the password of `user` is, be it root's.

        Raises:
            SettingError: There is no such user.
        """
        return self._access.user(user).password

    def uri(self, *, user: str, database: str | None = None, options: Mapping[str, str] | None = None) -> EnvTemplate:
        """Return the connection string for an environment variable.

        Nothing can escape the password in it: it must have letters, digits, "-", ".", "_" and "~" alone.

        Args:
            user: Who logs in.
            database: The one that the client uses. Default: the only one that the user has a role on.
            options: Further options, such as `{"readPreference": "secondaryPreferred"}`.

        Raises:
            SettingError: There is no such user, it has no role on the database, or an option is wrong.
        """
        return self._access.uri(user=user, database=database, options=options or {})

    def _all_users(self, root: SecretKey, backup: MongoBackup | None) -> dict[str, MongoUser]:
        own = {ROOT: MongoUser(root, roles={ADMIN: "root"})}
        if backup is not None:
            password = backup.password or SecretKey(f"{self.name}-backup", "password")
            own[BACKUP_USER] = MongoUser(password, roles={ADMIN: "backup"})
        for name in own.keys() & self._given.keys():
            fix = "Give root=… for its password." if name == ROOT else "Use another name."
            raise SettingError(self.where, "the user is the set's own", got=name, fix=fix)
        return {**own, **self._given}

    def _add_members(
        self, member: MongoMember, claim: Claim, sidecars: Sequence[Container | Preset], settings: WorkloadSettings
    ) -> None:
        name = f"{self.name}-members"
        plan = {"metadata": {"name": name}, "data": {"members.json": self._access.plan}}
        self.add_object(f"ConfigMap-{name}", {"apiVersion": "v1", "kind": "ConfigMap", **plan})
        part = member.part
        (mongod,) = part.containers
        beside = [sidecar_part(each, pattern=self.name, main=mongod, where=self.where) for each in sidecars]
        # All at once: ordinal 0 asks every other pod before it initiates, and after an outage
        # no member must wait for another one that itself needs a majority.
        workload = StatefulSet(replicas=self._access.pods, ordered=False, claims=(claim,))
        self._run(workload, [part, *beside], settings)
        ports = [ServicePort(number=PORT, to=mongod.port("mongo"))]
        service = service_object(self.name, ports, select=selector(self.name), headless=True, publish_not_ready=True)
        self.add_object("Service", service)

    def _add_backup(
        self, backup: MongoBackup, member: MongoMember, members_claim: Claim, settings: WorkloadSettings
    ) -> None:
        name = f"{self.name}-backup"
        claim = Claim(size=backup.storage or members_claim.size, storage_class=backup.storage_class)
        spec = claim_spec(claim, version=self.kubernetes, where=self.where)
        data: dict[str, Any] = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}}
        self.add_object("PersistentVolumeClaim", {**data, "spec": spec})
        part = backup.part(
            self.name,
            image=member.image,
            password=self.password(BACKUP_USER),
            set_name=self.set_name,
            hosts=self.hosts,
            scripts=member.scripts,
        )
        self._run(backup.workload, [part], settings, name=name)

    def _to_backup(self, backup: object) -> MongoBackup | None:
        if backup is None or isinstance(backup, MongoBackup):
            return backup
        if isinstance(backup, Schedule):
            return MongoBackup(backup)
        fix = 'Give MongoBackup("30 3 * * *"), or a Schedule.'
        raise SettingError(self.where, "backup must be a MongoBackup or a Schedule", got=backup, fix=fix)

    def _check(self, members: object, retiring: object, set_name: object, config: object, resources: object) -> None:
        self._check_counts(members, retiring)
        if set_name is not None and (not isinstance(set_name, str) or not _SET_NAME.fullmatch(set_name)):
            fix = "Use at most 63 letters, digits, '_' and '-'."
            raise SettingError(self.where, "set_name must be a plain name", got=set_name, fix=fix)
        if config is not None and not isinstance(config, Mapping):
            raise SettingError(self.where, "config must be a mapping", got=config, fix='Write {"net.ipv6": True}.')
        if not isinstance(resources, Resources):
            fix = 'Write Resources(cpu="250m", memory="1Gi").'
            raise SettingError(self.where, "resources must be Resources", got=resources, fix=fix)

    def _check_counts(self, members: object, retiring: object) -> None:
        if type(members) is not int or members not in _MEMBERS:
            fix = f"Use 3; a set has at most {MOST} members that vote."
            if type(members) is int and members in range(2, MOST):
                less = members - 1
                fix = f"Use {less} or {members + 1}; {members} survive no more failures than {less} do."
            raise SettingError(self.where, "members must be 1, 3, 5 or 7", got=members, fix=fix)
        if type(retiring) is not int or not 0 <= retiring <= MOST - members:
            what = f"retiring must be 0 to {MOST - members} beside {members} members"
            fix = "Give the number of pods that are being taken out, or leave it out."
            raise SettingError(self.where, what, got=retiring, fix=fix)

    def _key(self, setting: str, given: object, default: SecretKey) -> SecretKey:
        if given is None:
            return default
        if not isinstance(given, SecretKey):
            raise SettingError(self.where, f"{setting} must be a SecretKey", fix='Write SecretKey("secret", "key").')
        return given


def _as_mongo(pod: PodSettings) -> PodSettings:
    """Return the settings with the image's user, and time to hand over and to write pages back."""
    return attrs.evolve(
        pod,
        security=pod.security or Security(user=USER, group=USER, fs_group=USER),
        grace_seconds=pod.grace_seconds or _GRACE_SECONDS,
    )
