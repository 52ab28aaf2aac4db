import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import cdk8s
import pytest
from hypothesis import given
from hypothesis import strategies as st

import k8spatterns_lib
from k8spatterns_lib import (
    App,
    Chart,
    Container,
    EnvTemplate,
    MongoBackup,
    MongoStatefulSet,
    MongoUser,
    PatternError,
    PodSettings,
    Resources,
    Schedule,
    SecretKey,
    Security,
)
from k8spatterns_lib.patterns.data.mongo_config import cache_gibibytes
from k8spatterns_lib.testing import Capture, Match, Template, assert_restricted, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.values.quantity import Memory

KEY = SecretKey("mongo-shop", "password")
DAILY = Schedule("30 3 * * *")


def chart(namespace: str | None = "shop") -> Chart:
    return Chart(App(), "shop", namespace=namespace)


def made(where: Chart, **settings: Any) -> MongoStatefulSet:
    given: dict[str, Any] = {"storage": "10Gi", "users": {"shop": KEY}, **settings}
    return MongoStatefulSet(where, "mongo", **given)


def template(**settings: Any) -> Template:
    where = chart()
    made(where, **settings)
    return Template.from_chart(where)


def pods(**spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    return {"spec": {"template": {"spec": spec}}}


def plan(pattern: Any) -> dict[str, Any]:
    """What the ConfigMap has whose plan of the members is this."""
    return {"data": {"members.json": Match.serialized_json(pattern)}}


def mongod_conf(pattern: Any) -> dict[str, Any]:
    """What the ConfigMap has whose configuration of mongod is this."""
    return {"data": {"mongod.conf": Match.serialized_yaml(pattern)}}


def test_a_set_has_these_objects_and_they_fit_the_schema() -> None:
    found = template(backup=DAILY)

    assert found.names == [
        "ConfigMap/mongo-config",
        "ConfigMap/mongo-members",
        "CronJob/mongo-backup",
        "NetworkPolicy/mongo",
        "NetworkPolicy/mongo-backup",
        "PersistentVolumeClaim/mongo-backup",
        "PodDisruptionBudget/mongo",
        "Service/mongo",
        "StatefulSet/mongo",
    ]
    assert_restricted(found)
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        assert_valid(found, kubernetes=version)


def test_both_apps_give_the_same_objects_under_ids_that_stay() -> None:
    own, plain = Chart(App(), "shop", namespace="shop"), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")

    for where in (own, plain):
        MongoStatefulSet(where, "mongo", storage="10Gi", users={"shop": KEY}, backup=DAILY)

    assert sorted(each.node.id for each in plain.node.find_child("mongo").node.children) == [
        "ConfigMap-mongo-config",
        "ConfigMap-mongo-members",
        "NetworkPolicy",
        "NetworkPolicy-mongo-backup",
        "PersistentVolumeClaim",
        "PodDisruptionBudget",
        "Resource",
        "Resource-mongo-backup",
        "Service",
    ]
    assert Template.from_chart(own) == Template.from_chart(plain)


def test_members_find_each_other_before_they_are_ready() -> None:
    ports = [{"name": "mongo", "port": 27017, "targetPort": "mongo"}]
    spec = {"clusterIP": "None", "publishNotReadyAddresses": True, "ports": Match.array_equals(ports)}

    template().has_resource("Service", "mongo", {"spec": spec})


def test_all_pods_start_at_once_each_with_a_claim_of_its_own() -> None:
    found = template(members=5, storage="20Gi", storage_class="fast")

    asked = {"storageClassName": "fast", "resources": {"requests": {"storage": "20Gi"}}}
    spec = {
        "replicas": 5,
        "podManagementPolicy": "Parallel",
        "serviceName": "mongo",
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": asked}],
    }
    found.has_resource("StatefulSet", "mongo", {"spec": spec})


def test_readiness_is_hellos_and_liveness_is_tcp_and_none_starts_mongosh() -> None:
    found = template()

    tcp = {"tcpSocket": Match.object_equals({"port": "mongo"})}
    mongod = {
        "readinessProbe": {"exec": {"command": ["sh", "/config/fresh.sh", "/run/mongo/ready"]}},
        "livenessProbe": tcp,
        "startupProbe": tcp,
    }
    text = Capture()
    found.has_resource("StatefulSet", "mongo", pods(containers=[mongod]))
    found.has_resource("ConfigMap", "mongo-config", {"data": {"fresh.sh": text}})
    assert "mongosh" not in text.as_string()


def test_the_helper_is_a_native_sidecar_so_that_it_is_there_before_mongod_and_after_it() -> None:
    helper = {"name": "configure", "restartPolicy": "Always", "startupProbe": Match.absent()}

    template().has_resource("StatefulSet", "mongo", pods(initContainers=[helper]))


def test_the_pods_run_as_the_images_user_and_have_time_to_hand_over() -> None:
    own, told = template(), template(pod=PodSettings(security=Security(user=5), grace_seconds=7))

    own.has_resource(
        "StatefulSet",
        "mongo",
        pods(securityContext={"runAsUser": 999, "fsGroup": 999}, terminationGracePeriodSeconds=90),
    )
    told.has_resource("StatefulSet", "mongo", pods(securityContext={"runAsUser": 5}, terminationGracePeriodSeconds=7))


def test_passwords_and_the_key_are_files_of_secrets_and_nothing_else() -> None:
    found = template(backup=DAILY)

    sources = [
        {"secret": {"name": f"mongo-{user}", "items": [{"key": "password", "path": user}]}}
        for user in ("backup", "root", "shop")
    ]
    users = {"name": "users", "projected": {"sources": Match.array_equals(sources)}}
    items = [{"key": "keyfile", "path": "keyfile"}]
    key = {"secretName": "mongo-keyfile", "items": items, "defaultMode": 0o440}
    for volume in (users, {"name": "keyfile", "secret": Match.object_equals(key)}):
        found.has_resource("StatefulSet", "mongo", pods(volumes=Match.array_with([volume])))
    assert "secretKeyRef" not in str(list(found))


def test_the_scripts_stand_in_the_configuration_as_they_are_tested() -> None:
    scripts = files(k8spatterns_lib) / "patterns" / "data" / "mongo_scripts"
    texts = {each.name: each.read_text() for each in scripts.iterdir()}
    written = {"mongod.conf": Match.any_value(), "mongosh.conf": Match.any_value()}

    template().has_resource("ConfigMap", "mongo-config", {"data": Match.object_equals({**texts, **written})})


def test_mongod_is_told_what_the_pattern_promises() -> None:
    found = template(set_name="rs0", resources=Resources(cpu="1", memory="4Gi"))

    conf = {
        "net": {"bindIpAll": True, "port": 27017},
        "replication": {"replSetName": "rs0"},
        "security": {"authorization": "enabled", "keyFile": "/run/mongo/keyfile"},
        "setParameter": {"enableLocalhostAuthBypass": False},
        "storage": {"dbPath": "/data/db", "wiredTiger": {"engineConfig": {"cacheSizeGB": 1.5}}},
    }
    found.has_resource("ConfigMap", "mongo-config", mongod_conf(Match.object_equals(conf)))


def test_further_options_are_added() -> None:
    options = {
        "operationProfiling.slowOpThresholdMs": 200,
        "setParameter.transactionLifetimeLimitSeconds": 30,
        "storage.wiredTiger.engineConfig.cacheSizeGB": 0.5,
        "systemLog.component.replication.verbosity": 1,
        "net.compression.compressors": "zstd",
        "net.ipv6": True,
        "storage.wiredTiger.collectionConfig.blockCompressor": "zstd",
    }

    found = template(config=options)

    engine = {"collectionConfig": {"blockCompressor": "zstd"}, "engineConfig": {"cacheSizeGB": 0.5}}
    net = {"bindIpAll": True, "compression": {"compressors": "zstd"}, "ipv6": True, "port": 27017}
    conf = {
        "operationProfiling": Match.object_equals({"slowOpThresholdMs": 200}),
        "setParameter": {"transactionLifetimeLimitSeconds": 30},
        "storage": {"wiredTiger": Match.object_equals(engine)},
        "net": Match.object_equals(net),
    }
    found.has_resource("ConfigMap", "mongo-config", mongod_conf(conf))


def test_the_plan_says_what_the_members_are_to_become() -> None:
    where = chart()
    reports = MongoUser(
        SecretKey("reports", "password"), roles={"shop": ["read", "dbAdmin"], "admin": "clusterMonitor"}
    )

    mongo = made(where, members=3, retiring=2, users={"shop": KEY, "reports": reports})

    hosts = [f"mongo-{ordinal}.mongo.shop.svc:27017" for ordinal in range(7)]
    found = Template.from_chart(where)
    found.has_resource("StatefulSet", "mongo", {"spec": {"replicas": 5}})
    found.has_resource("ConfigMap", "mongo-members", plan({"set": "mongo", "members": 3, "pods": 5, "hosts": hosts}))
    assert mongo.hosts == tuple(hosts[:3])
    roles = {
        "root": [{"role": "root", "db": "admin"}],
        "shop": [{"role": "readWrite", "db": "shop"}],
        "reports": [
            {"role": "read", "db": "shop"},
            {"role": "dbAdmin", "db": "shop"},
            {"role": "clusterMonitor", "db": "admin"},
        ],
    }
    found.has_resource("ConfigMap", "mongo-members", plan({"users": Match.object_equals(roles)}))


def test_another_count_of_members_restarts_none_of_them_and_another_option_all() -> None:
    three, five, slow = template(members=3), template(members=5), template(config={"operationProfiling.mode": "slowOp"})

    assert {each.effect for each in five.changes_from(three)} == {"in place"}
    assert {each.effect for each in slow.changes_from(three)} == {"in place", "rolls pods"}


@pytest.mark.parametrize(("members", "budget"), [(1, False), (3, True), (5, True), (7, True)])
def test_a_disruption_budget_comes_along_where_there_is_more_than_one_member(members: int, *, budget: bool) -> None:
    template(members=members).resource_count_is("PodDisruptionBudget", int(budget))


def test_the_policy_admits_the_sets_port_alone_and_nothing_for_backups() -> None:
    found = template(backup=DAILY)

    rule = {"ports": [{"port": 27017, "protocol": "TCP"}]}
    found.has_resource("NetworkPolicy", "mongo", {"spec": {"ingress": Match.array_equals([rule])}})
    found.has_resource("NetworkPolicy", "mongo-backup", {"spec": {"ingress": []}})


def test_the_connection_string_names_all_members_and_takes_the_password_from_its_secret() -> None:
    mongo = made(chart())

    found = mongo.uri(user="shop", database="shop")

    hosts = ",".join(f"mongo-{ordinal}.mongo.shop.svc:27017" for ordinal in range(3))
    text = f"mongodb://shop:$(MONGO_SHOP_PASSWORD)@{hosts}/shop?replicaSet=mongo&authSource=admin"
    assert found == EnvTemplate(text, {"MONGO_SHOP_PASSWORD": KEY})
    assert mongo.uri(user="shop") == found


def test_a_connection_string_takes_further_options_and_short_names_without_a_namespace() -> None:
    users = {"r-1": MongoUser(KEY, roles={"admin": "readAnyDatabase"})}
    mongo = MongoStatefulSet(chart(None), "0mongo", members=1, storage="1Gi", set_name="rs0", users=users)

    found = mongo.uri(user="r-1", database="shop", options={"readPreference": "secondary", "appName": "a b"})

    assert found.text == (
        "mongodb://r-1:$(_0MONGO_R_1_PASSWORD)@0mongo-0.0mongo:27017/shop"
        "?replicaSet=rs0&authSource=admin&readPreference=secondary&appName=a%20b"
    )


def test_clients_can_ask_for_users_passwords_set_and_service() -> None:
    mongo = made(chart(), root=SecretKey("admins", "mongo"))

    assert (mongo.users, mongo.set_name, mongo.service_ref.host) == (("shop",), "mongo", "mongo.shop.svc")
    assert (mongo.password("shop"), mongo.password("root")) == (KEY, SecretKey("admins", "mongo"))


def test_a_backup_is_a_cron_job_with_the_tools_of_the_members_image_and_a_claim() -> None:
    backup = MongoBackup(DAILY, keep=14, storage="30Gi", storage_class="slow", password=SecretKey("dump", "pw"))

    found = template(backup=backup, image="registry.example.com/mongo:8.0.21")

    hosts = "mongo/" + ",".join(f"mongo-{ordinal}.mongo.shop.svc:27017" for ordinal in range(3))
    env = [{"name": "HOSTS", "value": hosts}, {"name": "KEEP", "value": "14"}, {"name": "NAME", "value": "mongo"}]
    dump = {"image": "registry.example.com/mongo:8.0.21", "env": Match.array_with(env)}
    job = {"schedule": "30 3 * * *", "concurrencyPolicy": "Forbid", "jobTemplate": pods(containers=[dump])}
    claim = {"storageClassName": "slow", "resources": {"requests": {"storage": "30Gi"}}}
    roles = Match.array_equals([{"role": "backup", "db": "admin"}])
    found.has_resource("CronJob", "mongo-backup", {"spec": job})
    found.has_resource("PersistentVolumeClaim", "mongo-backup", {"spec": claim})
    found.has_resource("ConfigMap", "mongo-members", plan({"users": {"backup": roles}}))


def test_sidecars_run_beside_mongod() -> None:
    exporter = Container("metrics", image="example.com/e:1", resources=Resources(cpu="1m", memory="1Mi"))

    found = template(sidecars=[exporter])

    steps = [{"name": "configure"}, {"name": "metrics"}]
    found.has_resource("StatefulSet", "mongo", pods(initContainers=steps))


@given(
    members=st.sampled_from([1, 3, 5, 7]),
    memory=st.integers(1, 256),
    users=st.sets(st.from_regex(r"[a-z]{1,8}", fullmatch=True)),
)
def test_whatever_is_asked_for_every_member_is_in_every_string_and_every_user_has_a_file(
    members: int, memory: int, users: set[str]
) -> None:
    where = chart()
    named: Mapping[str, SecretKey] = {each: SecretKey(f"s-{each}", "p") for each in users - {"root"}}

    mongo = made(where, members=members, users=named, resources=Resources(cpu="1", memory=f"{memory}Gi"))

    assert all(mongo.uri(user=user).text.count(":27017") == members for user in named)
    sources, planned, cache = Capture(), Capture(), Capture()
    volume = {"name": "users", "projected": {"sources": sources}}
    conf = {"storage": {"wiredTiger": {"engineConfig": {"cacheSizeGB": cache}}}}
    found = Template.from_chart(where)
    found.has_resource("StatefulSet", "mongo", pods(volumes=Match.array_with([volume])))
    found.has_resource("ConfigMap", "mongo-members", plan({"users": planned}))
    found.has_resource("ConfigMap", "mongo-config", mongod_conf(conf))
    mounted = {each["secret"]["items"][0]["path"] for each in sources.as_list()}
    assert mounted == {*named, "root"} == set(planned.as_dict())
    assert 0.25 <= cache.as_number() < memory


def test_the_cache_is_half_of_what_is_above_a_gibibyte() -> None:
    assert [cache_gibibytes(Memory.parse(each)) for each in ("512Mi", "1Gi", "2Gi", "8Gi")] == [0.25, 0.25, 0.5, 3.5]


def user(**settings: Any) -> MongoUser:
    values: dict[str, Any] = {"password": KEY, "roles": {"shop": "read"}, **settings}
    return MongoUser(**values)


@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z0-9_-]{1,63}", fullmatch=True),
        st.lists(st.sampled_from(["read", "readWrite", "dbAdmin"]), min_size=1, max_size=3),
        min_size=1,
    )
)
def test_a_users_roles_are_the_same_however_they_were_written(roles: dict[str, list[str]]) -> None:
    short = {database: names[0] if len(names) == 1 else tuple(names) for database, names in roles.items()}

    one, other = user(roles=roles), user(roles=short)

    assert one == other
    assert hash(one) == hash(other)
    assert [(each["db"], each["role"]) for each in one.documents] == [
        (database, name) for database, names in roles.items() for name in names
    ]
    assert all(one.may_use(database) for database in roles)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda c: made(c, members=4),
            "shop/mongo: members must be 1, 3, 5 or 7, got 4. Use 3 or 5; 4 survive no more failures than 3 do.",
        ),
        (
            lambda c: made(c, members=2),
            "shop/mongo: members must be 1, 3, 5 or 7, got 2. Use 1 or 3; 2 survive no more failures than 1 do.",
        ),
        (
            lambda c: made(c, members=9),
            "shop/mongo: members must be 1, 3, 5 or 7, got 9. Use 3; a set has at most 7 members that vote.",
        ),
        (lambda c: made(c, members=True), "shop/mongo: members must be 1, 3, 5 or 7, got True."),
        (lambda c: made(c, members="3"), "shop/mongo: members must be 1, 3, 5 or 7, got '3'."),
        (lambda c: made(c, members=5, retiring=3), "shop/mongo: retiring must be 0 to 2 beside 5 members, got 3."),
        (lambda c: made(c, retiring=-1), "shop/mongo: retiring must be 0 to 4 beside 3 members, got -1."),
        (lambda c: made(c, storage="much"), "shop/mongo: memory must be an amount in bytes, got 'much'."),
        (lambda c: made(c, set_name="a/b"), "shop/mongo: set_name must be a plain name, got 'a/b'."),
        (lambda c: made(c, root="hunter2"), "shop/mongo: root must be a SecretKey. Write SecretKey"),
        (lambda c: made(c, keyfile="hunter2"), "shop/mongo: keyfile must be a SecretKey. Write SecretKey"),
        (lambda c: made(c, resources="1Gi"), "shop/mongo: resources must be Resources, got '1Gi'."),
        (lambda c: made(c, backup="daily"), "shop/mongo: backup must be a MongoBackup or a Schedule, got 'daily'."),
        (lambda c: made(c, sidecars=["x"]), "shop/mongo: a sidecar must be a container, got 'x'."),
        (lambda c: made(c, member=3), "shop/mongo: there is no setting 'member', got 3."),
        (lambda c: made(c, users=["shop"]), "shop/mongo: users must be a mapping, got ['shop']."),
        (lambda c: made(c, users={"a:b": KEY}), "shop/mongo: a user's name must be a plain name, got 'a:b'."),
        (lambda c: made(c, users={"__system": KEY}), "shop/mongo: a user's name must be a plain name, got '__system'."),
        (lambda c: made(c, users={"root": KEY}), "shop/mongo: the user is the set's own, got 'root'. Give root="),
        (
            lambda c: made(c, users={"backup": KEY}, backup=DAILY),
            "shop/mongo: the user is the set's own, got 'backup'. Use another name.",
        ),
        (
            lambda c: made(c, users={"shop": "hunter2"}),
            "shop/mongo: the user 'shop' must be a SecretKey or a MongoUser. Write SecretKey",
        ),
        (lambda c: made(c, users={"a.b": KEY}), "shop/mongo: a database must have a plain name, got 'a.b'."),
        (lambda c: made(c, config="net.ipv6: true"), "shop/mongo: config must be a mapping, got 'net.ipv6: true'."),
        (lambda c: made(c, config={5: 1}), "shop/mongo: options of mongod have names, got 5."),
        (
            lambda c: made(c, config={"net.port": 1}),
            "shop/mongo: the option net.port is the pattern's own, got 1. Leave it out: the Service and the members' names have it.",
        ),
        (
            lambda c: made(c, config={"net.tls.mode": "requireTLS"}),
            "shop/mongo: the option net.tls.mode is the pattern's own, got 'requireTLS'. Leave it out: TLS is not there yet.",
        ),
        (
            lambda c: made(c, config={"operationProfiling.slowOpTreshold": 1}),
            "shop/mongo: mongod has no such option, got 'operationProfiling.slowOpTreshold'. Did you mean 'operationProfiling.slowOpThresholdMs'?",
        ),
        (lambda c: made(c, config={"xyz": 1}), "shop/mongo: mongod has no such option, got 'xyz'. Write it as"),
        (
            lambda c: made(c, config={"operationProfiling.mode": "some"}),
            "shop/mongo: the option operationProfiling.mode must be one of off, slowOp, all, got 'some'.",
        ),
        (
            lambda c: made(c, config={"storage.journal.commitIntervalMs": 501}),
            "shop/mongo: the option storage.journal.commitIntervalMs must be a whole number from 1 to 500, got 501.",
        ),
        (
            lambda c: made(c, config={"storage.syncPeriodSecs": "60"}),
            "shop/mongo: the option storage.syncPeriodSecs must be a number from 1, got '60'.",
        ),
        (lambda c: made(c, config={"net.ipv6": 1}), "shop/mongo: the option net.ipv6 must be True or False, got 1."),
        (
            lambda c: made(c, config={"net.compression.compressors": True}),
            "shop/mongo: the option net.compression.compressors must be text, got True.",
        ),
        (
            lambda c: made(c, config={"operationProfiling.filter": "a\nb"}),
            "shop/mongo: the option operationProfiling.filter must be plain, got 'a\\nb'.",
        ),
        (lambda c: made(c).uri(user="web"), "shop/mongo: there is no such user, got 'web'. Its users: root, shop."),
        (
            lambda c: made(c).uri(user="shop", database="other"),
            "shop/mongo: the user 'shop' has no role on the database, got 'other'. Give it one: MongoUser(..., roles={\"other\"",
        ),
        (lambda c: made(c).uri(user="root"), "shop/mongo: the user 'root' has no single database, got ()."),
        (
            lambda c: made(c).uri(user="root", database="a b"),
            "shop/mongo: a database must have a plain name, got 'a b'.",
        ),
        (
            lambda c: made(c).uri(user="shop", options={"authSource": "shop"}),
            "shop/mongo: this is no option of the set's connection string, got 'authSource'.",
        ),
        (
            lambda c: made(c).uri(user="shop", options={"maxPoolSize": 5}),  # type: ignore[dict-item]
            "shop/mongo: the option maxPoolSize must be text, got 5.",
        ),
        (lambda _: user(password="hunter2"), "MongoUser: the password must be a SecretKey. Write"),
        (lambda _: user(roles={}), "MongoUser: a user needs a role, got {}."),
        (lambda _: user(roles={"shop": []}), "MongoUser: a user needs a role, got {'shop': ()}."),
        (lambda _: user(roles="read"), "MongoUser: roles must be a mapping, got 'read'."),
        (lambda _: user(roles={"shop": [1]}), "MongoUser: the roles on 'shop' must hold str alone, got 1."),
        (
            lambda _: user(roles={"shop": "readwrite"}),
            "MongoUser: a role is unknown, got 'readwrite'. Write 'readWrite'.",
        ),
        (lambda _: user(roles={"shop": "a b"}), "MongoUser: a role is unknown, got 'a b'. Write \"readWrite\", or"),
        (
            lambda _: user(roles={"shop": "backup"}),
            "MongoUser: the role 'backup' is on the database 'admin' alone, got 'shop'. Write {\"admin\": 'backup'}.",
        ),
        (lambda _: MongoBackup("daily"), "Schedule: the expression can not be read, got 'daily'."),
        (lambda _: MongoBackup(DAILY, keep=0), "MongoBackup: keep must be a whole number from 1, got 0."),
        (lambda _: MongoBackup(DAILY, password="hunter2"), "MongoBackup: the password must be a SecretKey. Write"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_set_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}") as refused:
        make(chart())

    assert "hunter2" not in str(refused.value)
