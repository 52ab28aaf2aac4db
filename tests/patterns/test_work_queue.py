import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cdk8s
import pytest
from constructs import Construct
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    App,
    Chart,
    ConfigMap,
    Container,
    Environment,
    Fleet,
    GitSync,
    KuardQueue,
    PatternError,
    PodSettings,
    RedisQueue,
    Region,
    ReliableSingleton,
    Resources,
    Scaled,
    Scheduling,
    SecretKey,
    Security,
    UntilEmpty,
    Volume,
    WorkQueue,
)
from k8spatterns_lib.delivery.needs import needs_of
from k8spatterns_lib.delivery.object_graph import object_graph
from k8spatterns_lib.manifests.objects.object_order import in_apply_order
from k8spatterns_lib.patterns.behavioral import fill_kuard_queue, fill_redis_queue
from k8spatterns_lib.patterns.behavioral.redis_queue_server import RedisQueueServer
from k8spatterns_lib.testing import Capture, Match, Template, assert_valid
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.values.reference import ServiceRef

PASSWORD = SecretKey("thumbs-queue", "password")
ITEMS = ["one", "two", "three"]
HASH = "-[0-9a-f]{10}$"
MIB = 2**20


class Sentinel:
    """What a set of Redis with sentinels shows of itself; the smallest thing that `server=` takes."""

    service_ref = ServiceRef("redis", "data")
    password = SecretKey("redis-auth", "password")


def worker(**settings: Any) -> Container:
    values: dict[str, Any] = {"image": "example.com/work:1", "resources": Resources(cpu="1", memory="1Gi"), **settings}
    return Container("worker", **values)


def redis(**settings: Any) -> RedisQueue:
    values: dict[str, Any] = {"storage": "1Gi", "password": PASSWORD, **settings}
    return RedisQueue(**values)


def chart() -> Chart:
    return Chart(App(), "shop", namespace="shop")


def keys(queue: Any, items: Any = (), **settings: Any) -> Template:
    where = chart()
    WorkQueue(where, "keys", queue=queue, worker=settings.pop("worker", worker()), items=items, **settings)
    return Template.from_chart(where)


def hashed(name: str) -> dict[str, Any]:
    """What an object has whose name ends in the hash of its contents."""
    return {"metadata": {"name": Match.string_like_regexp(f"^{name}{HASH}")}}


def pods(**spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    return {"spec": {"template": {"spec": spec}}}


def runs(**container: Any) -> dict[str, Any]:
    """What a workload has whose pods have one container, which has this."""
    return pods(containers=[container])


def from_secret(name: str, key: str) -> dict[str, Any]:
    return {"secretKeyRef": {"name": name, "key": key}}


def test_a_queue_of_kuard_has_these_objects() -> None:
    names = [re.sub(HASH, "-<hash>", each) for each in keys(KuardQueue(), ITEMS).names]

    assert names == [
        "ConfigMap/keys-items-<hash>",
        "Job/keys-<hash>",
        "Job/keys-load-<hash>",
        "NetworkPolicy/keys",
        "NetworkPolicy/keys-load",
        "NetworkPolicy/keys-queue",
        "Service/keys-queue",
        "StatefulSet/keys-queue",
    ]


def test_a_queue_in_redis_with_scaled_workers_has_these_objects() -> None:
    names = [re.sub(HASH, "-<hash>", each) for each in keys(redis(), ITEMS, consumers=Scaled(maximum=5)).names]

    assert names == [
        "ConfigMap/keys-items-<hash>",
        "ConfigMap/keys-queue-config",
        "Job/keys-load-<hash>",
        "NetworkPolicy/keys",
        "NetworkPolicy/keys-load",
        "NetworkPolicy/keys-queue",
        "ScaledJob/keys",
        "Service/keys-queue",
        "StatefulSet/keys-queue",
        "TriggerAuthentication/keys",
    ]


def test_an_existing_redis_is_used_and_nothing_runs_beside_it() -> None:
    where = chart()

    queue = WorkQueue(where, "keys", queue=RedisQueue(server=Sentinel()), worker=worker())

    template = Template.from_chart(where)
    assert [re.sub(HASH, "", each) for each in template.names] == ["Job/keys", "NetworkPolicy/keys"]
    assert (queue.server, queue.service_ref) == (None, ServiceRef("redis", "data"))
    host = {"name": "QUEUE_HOST", "value": "redis.data.svc"}
    password = {"name": "QUEUE_PASSWORD", "valueFrom": Match.object_equals(from_secret("redis-auth", "password"))}
    template.has_resource_properties("Job", runs(env=Match.array_with([host, password])))


def test_a_reliable_singleton_is_an_existing_redis_too() -> None:
    where = chart()
    server = RedisQueueServer(
        image=Image("redis", "7.4.2"), password=PASSWORD, resources=Resources(cpu="1", memory="1Gi")
    )
    singleton = ReliableSingleton(where, "redis", run=server, storage="1Gi")

    queue = WorkQueue(where, "keys", queue=RedisQueue(server=singleton), worker=worker())

    assert queue.service_ref == ServiceRef("redis", "shop")
    assert queue.variables["QUEUE_PASSWORD"] == PASSWORD


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
@pytest.mark.parametrize(
    ("queue", "consumers"),
    [
        (KuardQueue(), UntilEmpty(parallelism=5, restart="Never", deadline_seconds=60, ttl_seconds=60)),
        (redis(storage_class="fast"), UntilEmpty(parallelism=5)),
        (redis(), Scaled(minimum=1, maximum=5, poll_seconds=5, deadline_seconds=9)),
    ],
)
def test_the_objects_fit_the_strict_schema(queue: Any, consumers: Any, version: Any) -> None:
    where = Chart(App(kubernetes=version), "shop", namespace="shop")
    site = GitSync("https://git.example.com/a.git")

    WorkQueue(where, "keys", queue=queue, worker=worker(), items=ITEMS, consumers=consumers, sidecars=[site])

    template, job = Template.from_chart(where), Capture()
    scaled = template.find_resources("ScaledJob", {"spec": {"jobTargetRef": job}})
    jobs = [{"apiVersion": "batch/v1", "kind": "Job", "metadata": {}, "spec": each} for each in job.values]
    assert_valid(template, kubernetes=version)
    assert_valid(Template(jobs), kubernetes=version)
    assert len(scaled) == isinstance(consumers, Scaled)


def sentinel_queue(place: Construct) -> None:
    WorkQueue(place, "a", queue=RedisQueue(server=Sentinel()), worker=worker(), items=ITEMS)


def kuard_queue(place: Construct) -> None:
    texts = ConfigMap(place, "texts", data={"a": "b"})
    mounted = worker(mounts={"/texts": Volume.config_map(texts)})
    queue = WorkQueue(place, "a", queue=KuardQueue(), worker=mounted, items=ITEMS)
    queue.patch("Job", "a", {"spec": {"completions": 3}})


def scaled_queue(place: Construct) -> None:
    WorkQueue(place, "a", queue=redis(), worker=worker(), items=ITEMS, consumers=Scaled(maximum=5))


@pytest.mark.parametrize("make", [sentinel_queue, kuard_queue, scaled_queue])
def test_both_apps_give_the_same_objects(make: Callable[[Construct], None]) -> None:
    own, plain = chart(), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")

    make(own)
    make(plain)

    assert Template.from_chart(own) == Template.from_chart(plain)


def test_the_workers_are_a_job_without_completions_that_waits_for_the_items() -> None:
    template = keys(KuardQueue(), ITEMS, consumers=UntilEmpty(parallelism=5, wait_seconds=7))

    wait = {"command": ["python", "/queue/fill_kuard_queue.py"], "args": ["wait", "/queue/items.json", "7"]}
    spec = {
        "parallelism": 5,
        "completions": Match.absent(),
        "template": {"spec": {"restartPolicy": "OnFailure", "initContainers": [wait]}},
    }
    template.has_resource_properties("Job", {**hashed("keys"), "spec": spec})


def test_sidecars_of_workers_are_native_and_start_after_the_wait() -> None:
    template = keys(KuardQueue(), ITEMS, sidecars=[worker(image="example.com/proxy:1").with_(name="proxy")])

    steps = [{"name": "wait-for-items", "restartPolicy": Match.absent()}, {"name": "proxy", "restartPolicy": "Always"}]
    template.has_resource_properties("Job", hashed("keys") | pods(initContainers=steps))


def test_pods_that_the_cluster_took_away_are_no_failures_where_that_can_be_said() -> None:
    never = keys(redis(), consumers=UntilEmpty(restart="Never"))
    again = keys(redis(), consumers=UntilEmpty())

    rule = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    never.all_resources("Job", {"spec": {"podFailurePolicy": {"rules": Match.array_equals([rule])}}})
    again.all_resources("Job", {"spec": {"podFailurePolicy": Match.absent()}})


def test_workers_of_kuard_get_these_variables_before_their_own() -> None:
    own = {"MEMQ": "$(QUEUE_URL)/queues/$(QUEUE_NAME)"}

    template = keys(KuardQueue(), worker=worker(env=own))

    env = [
        {"name": "QUEUE_URL", "value": "http://keys-queue.shop.svc:8080/memq/server"},
        {"name": "QUEUE_NAME", "value": "keys"},
        {"name": "MEMQ", "value": "$(QUEUE_URL)/queues/$(QUEUE_NAME)"},
    ]
    template.all_resources("Job", runs(env=Match.array_equals(env)))


def test_workers_of_redis_get_these_variables() -> None:
    template = keys(redis(lease_seconds=60))

    env = [
        {"name": "QUEUE_HOST", "value": "keys-queue.shop.svc"},
        {"name": "QUEUE_PORT", "value": "6379"},
        {"name": "QUEUE_PASSWORD", "valueFrom": from_secret("thumbs-queue", "password")},
        {"name": "QUEUE_URL", "value": "redis://keys-queue.shop.svc:6379/0"},
        {"name": "QUEUE_NAME", "value": "keys"},
        {"name": "QUEUE_GROUP", "value": "workers"},
        {"name": "QUEUE_CONSUMER", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        {"name": "QUEUE_LEASE_SECONDS", "value": "60"},
        {"name": "QUEUE_EXIT_WHEN", "value": "empty"},
    ]
    template.all_resources("Job", runs(env=Match.array_equals(env)))


def test_a_producer_finds_the_queue_by_the_same_variables() -> None:
    where = chart()
    queue = WorkQueue(where, "keys", queue=KuardQueue(), worker=worker(), items=ITEMS)

    producer = worker(env=queue.variables)

    assert dict(producer.env)["QUEUE_NAME"] == queue.queue_name
    assert queue.service_ref.host == "keys-queue.shop.svc"
    assert queue.server is not None
    assert queue.server.host == queue.service_ref.host


def test_a_scaled_job_is_as_keda_reads_it() -> None:
    template = keys(redis(), consumers=Scaled(minimum=1, maximum=50, items_per_worker=3, poll_seconds=5))

    idle = {"env": Match.array_with([{"name": "QUEUE_EXIT_WHEN", "value": "idle"}])}
    spec = {
        "jobTargetRef": Match.object_like(
            {"template": {"spec": {"restartPolicy": "OnFailure", "containers": [idle]}}},
        ),
        "minReplicaCount": 1,
        "maxReplicaCount": 50,
        "pollingInterval": 5,
        "successfulJobsHistoryLimit": 10,
        "failedJobsHistoryLimit": 10,
        "rollout": {"strategy": "gradual"},
        "triggers": [
            {
                "type": "redis-streams",
                "metadata": {"address": "keys-queue.shop.svc:6379", "stream": "keys", "streamLength": "3"},
                "authenticationRef": {"name": "keys"},
            }
        ],
    }
    password = {"parameter": "password", "name": "thumbs-queue", "key": "password"}
    template.has_resource("ScaledJob", "keys", {"apiVersion": "keda.sh/v1alpha1", "spec": Match.object_equals(spec)})
    template.has_resource(
        "TriggerAuthentication", "keys", {"spec": Match.object_equals({"secretTargetRef": [password]})}
    )


def test_scaled_workers_roll_with_their_configuration() -> None:
    where = chart()
    texts = ConfigMap(where, "texts", data={"a": "b"})

    mounted = worker(mounts={"/texts": Volume.config_map(texts)})
    WorkQueue(where, "keys", queue=redis(), worker=mounted, consumers=Scaled(maximum=5))

    annotations = {"k8spatterns.io/config-hash": Match.any_value()}
    Template.from_chart(where).has_resource(
        "ScaledJob", "keys", {"spec": {"jobTargetRef": {"template": {"metadata": {"annotations": annotations}}}}}
    )


def test_other_items_are_another_batch_in_a_queue_of_its_own() -> None:
    one, same, other = (keys(KuardQueue(), items) for items in (ITEMS, tuple(ITEMS), ["else"]))

    assert one == same
    for template, name in ((one, "keys-6cbcecd111"), (other, "keys-799fe53d2c")):
        queue = Match.array_with([{"name": "QUEUE_NAME", "value": name}])
        template.has_resource_properties("Job", hashed("keys") | runs(env=queue))
    assert [re.sub(HASH, "", each) for each in one.names if each not in other.names] == [
        "ConfigMap/keys-items",
        "Job/keys",
        "Job/keys-load",
    ]


def test_another_worker_is_another_job_and_the_batch_stays() -> None:
    one, other = keys(KuardQueue(), ITEMS), keys(KuardQueue(), ITEMS, worker=worker(image="example.com/work:2"))

    assert [re.sub(HASH, "", each) for each in one.names if each not in other.names] == ["Job/keys"]


def test_more_workers_at_once_are_the_same_job() -> None:
    more = UntilEmpty(parallelism=9, backoff_limit=2, ttl_seconds=60)

    assert keys(KuardQueue(), ITEMS).names == keys(KuardQueue(), ITEMS, consumers=more).names


def test_the_loader_gets_the_program_and_the_items() -> None:
    template = keys(redis(), ITEMS)

    name = Capture(Match.string_like_regexp(f"^keys-items{HASH}"))
    program = Path(fill_redis_queue.__file__).read_text()
    data = {"items.json": Match.serialized_json(ITEMS), "fill_redis_queue.py": program}
    template.has_resource_properties("ConfigMap", {"metadata": {"name": name}, "immutable": True, "data": data})
    container = {
        "command": ["python", "/queue/fill_redis_queue.py"],
        "args": ["fill", "/queue/items.json", "300"],
        "env": Match.array_with([{"name": "QUEUE_PASSWORD"}]),
    }
    volume = {"name": "queue-items", "configMap": {"name": name.as_string()}}
    template.has_resource_properties(
        "Job", hashed("keys-load") | pods(containers=[container], volumes=Match.array_equals([volume]))
    )


def test_without_items_nothing_is_loaded_and_nobody_waits() -> None:
    template = keys(KuardQueue())

    assert [re.sub(HASH, "", each) for each in template.names] == [
        "Job/keys",
        "NetworkPolicy/keys",
        "NetworkPolicy/keys-queue",
        "Service/keys-queue",
        "StatefulSet/keys-queue",
    ]
    template.all_resources("Job", pods(initContainers=Match.absent()))


def test_the_queue_of_kuard_runs_once_with_a_numeric_user_and_keeps_nothing() -> None:
    template = keys(KuardQueue())

    pod = {"securityContext": {"runAsUser": 65532}, "containers": [{"image": "gcr.io/kuar-demo/kuard-amd64:3"}]}
    spec = {"replicas": 1, "volumeClaimTemplates": Match.absent(), "template": {"spec": pod}}
    template.has_resource("StatefulSet", "keys-queue", {"spec": spec})


def test_the_queue_in_redis_keeps_every_write_and_drops_nothing() -> None:
    template = keys(redis(resources=Resources(cpu="1", memory="1Gi")))

    claim = {"spec": {"accessModes": ["ReadWriteOncePod"]}}
    pod = {"securityContext": {"runAsUser": 999}}
    config = Capture()
    template.has_resource(
        "StatefulSet", "keys-queue", {"spec": {"volumeClaimTemplates": [claim], "template": {"spec": pod}}}
    )
    template.has_resource("ConfigMap", "keys-queue-config", {"data": {"redis.conf": config}})
    lines = {"appendonly yes", "appendfsync always", "maxmemory-policy noeviction", f"maxmemory {768 * MIB}"}
    assert lines <= set(config.as_string().splitlines())


def test_the_password_stands_in_no_command_and_no_text() -> None:
    template = keys(redis(), ITEMS, consumers=Scaled(maximum=5))

    command, args, readiness = Capture(), Capture(), Capture()
    server = {
        "env": [{"name": "REDISCLI_AUTH", "value": Match.absent()}],
        "command": command,
        "args": args,
        "readinessProbe": readiness,
    }
    template.has_resource("StatefulSet", "keys-queue", runs(**server))
    assert "AUTH" not in f"{command.values}{args.values}{readiness.values}"
    assert "requirepass" not in str(list(template))


def test_the_loader_runs_where_the_workers_run_without_their_rights() -> None:
    pod = PodSettings(
        labels={"team": "a"},
        scheduling=Scheduling(node_selector={"disk": "ssd"}),
        pull_secrets=["registry"],
        service_account="worker",
        token=True,
        security=Security(user=1000),
    )

    template = keys(KuardQueue(), ITEMS, pod=pod)

    where = {
        "nodeSelector": Match.object_equals({"disk": "ssd"}),
        "imagePullSecrets": Match.array_equals([{"name": "registry"}]),
    }
    rights = {"serviceAccountName": "worker", "securityContext": {"runAsUser": 1000}}
    none = {
        "serviceAccountName": Match.absent(),
        "automountServiceAccountToken": False,
        "securityContext": {"runAsUser": 65532},
    }
    template.all_resources("Job", {"spec": {"template": {"metadata": {"labels": {"team": "a"}}, "spec": where}}})
    template.has_resource_properties("Job", hashed("keys") | pods(**rights))
    template.has_resource_properties("Job", hashed("keys-load") | pods(**none))


def test_the_servers_pod_is_set_at_the_queue() -> None:
    pod = PodSettings(scheduling=Scheduling(node_selector={"disk": "ssd"}))

    template = keys(KuardQueue(pod=pod))

    template.has_resource("StatefulSet", "keys-queue", pods(nodeSelector=Match.object_equals({"disk": "ssd"})))
    template.all_resources("Job", pods(nodeSelector=Match.absent()))


def test_policies_can_be_left_out_of_all_of_it() -> None:
    keys(KuardQueue(), ITEMS, network_policy=False).has_no_resource("NetworkPolicy")


def test_another_image_can_load() -> None:
    template = keys(KuardQueue(), ITEMS, loader_image="example.com/python:3.13.1")

    image = {"image": "example.com/python:3.13.1"}
    template.has_resource_properties("Job", hashed("keys-load") | pods(containers=[image]))
    template.has_resource_properties("Job", hashed("keys") | pods(initContainers=[image]))


def test_a_patch_finds_a_job_by_its_name_without_the_hash() -> None:
    where = chart()
    queue = WorkQueue(where, "keys", queue=KuardQueue(), worker=worker(), items=ITEMS)

    queue.patch("Job", "keys-load", {"spec": {"backoffLimit": 1}})

    Template.from_chart(where).has_resource_properties("Job", hashed("keys-load") | {"spec": {"backoffLimit": 1}})


def test_kedas_objects_are_applied_after_what_they_need_and_its_definitions_are_named() -> None:
    fleet = Fleet(environments=[Environment("release", regions=[Region("asia", traffic_percent=100)])])
    fleet.service("keys", Keys)

    needs = needs_of(fleet, "release/asia")
    graph = object_graph(fleet, "keys", "release/asia")

    kinds = ["ScaledJob", "TriggerAuthentication", "Deployment", "Unknown"]
    assert [kinds[each] for each in in_apply_order(kinds)] == [
        "Deployment",
        "TriggerAuthentication",
        "ScaledJob",
        "Unknown",
    ]
    assert needs == [
        "CustomResourceDefinition for ScaledJob of keda.sh (used by keys)",
        "CustomResourceDefinition for TriggerAuthentication of keda.sh (used by keys)",
        "Namespace shop (used by keys)",
        "Secret shop/thumbs-queue (used by keys)",
    ]
    assert ("ScaledJob/keys", "TriggerAuthentication/keys") in graph.edges


class Keys(Chart):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id, namespace="shop")
        WorkQueue(self, "keys", queue=redis(), worker=worker(), consumers=Scaled(maximum=5))


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=5))
def test_whatever_the_items_are_they_reach_the_loader(items: list[str]) -> None:
    template = keys(KuardQueue(), items)

    if items:
        text = Capture(Match.serialized_json(items))
        template.has_resource_properties("ConfigMap", hashed("keys-items") | {"data": {"items.json": text}})
        assert text.as_string().isascii()
    else:
        template.has_no_resource("ConfigMap", hashed("keys-items"))


def test_items_up_to_a_mebibyte_fit_and_no_more() -> None:
    program = len(Path(fill_kuard_queue.__file__).read_bytes())
    room = MIB - program - len('[\n""\n]\n')

    keys(KuardQueue(), ["x" * room])

    with pytest.raises(PatternError, match=f"^shop/keys: items must fit into a ConfigMap of 1 MiB, got '{MIB + 1} "):
        keys(KuardQueue(), ["x" * (room + 1)])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: keys("redis"), "shop/keys: queue must be a queue, got 'redis'. Give KuardQueue(...) or"),
        (lambda: keys(KuardQueue(), worker="x"), "shop/keys: worker must be a Container, got 'x'."),
        (lambda: keys(KuardQueue(), "abc"), "shop/keys: items must be a list, got 'abc'."),
        (lambda: keys(KuardQueue(), [1]), "shop/keys: items must hold str alone, got 1."),
        (lambda: keys(KuardQueue(), [""]), "shop/keys: an item must be a text, got ''."),
        (lambda: keys(KuardQueue(), ["\ud800"]), "shop/keys: an item must be a text, got '\\ud800'."),
        (lambda: keys(KuardQueue(), consumers=5), "shop/keys: consumers must be UntilEmpty or Scaled, got 5."),
        (
            lambda: keys(KuardQueue(), consumers=Scaled(maximum=5)),
            "shop/keys: KEDA has no scaler for a KuardQueue. Use RedisQueue(...), or consumers=UntilEmpty(",
        ),
        (
            lambda: keys(KuardQueue(), worker=worker(env={"QUEUE_URL": "x"})),
            "shop/keys: the variable QUEUE_URL is the queue's. Leave it out",
        ),
        (lambda: keys(KuardQueue(), spred=True), "shop/keys: there is no setting 'spred', got True."),
        (lambda: keys(KuardQueue(), loader_image="python"), "Image 'python': image must have a tag other than latest"),
        (lambda: KuardQueue(image="kuard:latest"), "Image 'kuard': image must have a tag other than latest"),
        (lambda: KuardQueue(resources="big"), "KuardQueue: resources must be Resources, got 'big'."),  # type: ignore[arg-type]
        (lambda: KuardQueue(storage="1Gi"), "KuardQueue: there is no setting 'storage', got '1Gi'."),  # type: ignore[call-arg]
        (RedisQueue, "RedisQueue: a server of its own needs storage. Give both, or server="),
        (lambda: RedisQueue(storage="1Gi"), "RedisQueue: a server of its own needs password."),
        (lambda: redis(password="secret"), "RedisQueue: the password must be a SecretKey. Write"),
        (lambda: redis(storage="big"), "RedisQueue: memory must be an amount in bytes, got 'big'."),
        (lambda: redis(version="6.2.1"), "RedisQueue: the version must be one of Redis, from 7, got '6.2.1'."),
        (lambda: redis(version="7"), "RedisQueue: the version must be one of Redis, from 7, got '7'."),
        (lambda: redis(lease_seconds=0), "RedisQueue: lease_seconds must be a whole number from 1, got 0."),
        (lambda: redis(pod="x"), "RedisQueue: pod must be PodSettings, got 'x'."),
        (lambda: RedisQueue(server="redis"), "RedisQueue: the server must be a Redis, got 'redis'."),  # type: ignore[arg-type]
        (
            lambda: RedisQueue(server=Sentinel(), storage="1Gi"),
            "RedisQueue: storage is a setting of a server of its own. Leave it out, or leave server out.",
        ),
        (lambda: UntilEmpty(parallelism=0), "UntilEmpty: parallelism must be a whole number from 1, got 0."),
        (lambda: UntilEmpty(wait_seconds=0), "UntilEmpty: wait_seconds must be a whole number from 1, got 0."),
        (lambda: UntilEmpty(restart="Always"), "Job: restart is unknown, got 'Always'."),  # type: ignore[arg-type]
        (lambda: UntilEmpty(completions=5), "UntilEmpty: there is no setting 'completions', got 5."),  # type: ignore[call-arg]
        (Scaled, "Scaled: the setting 'maximum' is missing."),
        (lambda: Scaled(minimum=5, maximum=4), "Scaled: maximum must not be below minimum, got 4."),
        (lambda: Scaled(maximum=0), "Scaled: maximum must not be below minimum, got 0."),
        (lambda: Scaled(maximum=1, poll_seconds=0), "Scaled: poll_seconds must be a whole number from 1, got 0."),
        (lambda: Scaled(maximum=1, backoff_limit=-1), "Job: backoff_limit must be a whole number from 0, got -1."),
    ],
)
def test_a_wrong_queue_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}") as refused:
        make()

    assert "secret'" not in str(refused.value)


def test_a_name_that_leaves_no_room_for_the_hash_is_refused() -> None:
    with pytest.raises(PatternError, match="the name of a StatefulSet has at most 52 characters"):
        WorkQueue(chart(), "k" * 47, queue=KuardQueue(), worker=worker(), items=ITEMS)
    with pytest.raises(PatternError, match="the name of a Job has at most 63 characters"):
        WorkQueue(chart(), "k" * 48, queue=RedisQueue(server=Sentinel()), worker=worker(), items=ITEMS)
