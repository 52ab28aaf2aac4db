import json
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
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.patterns.behavioral import fill_kuard_queue, fill_redis_queue
from k8spatterns_lib.patterns.behavioral.redis_queue_server import RedisQueueServer
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.values.reference import ServiceRef

PASSWORD = SecretKey("thumbs-queue", "password")
ITEMS = ["one", "two", "three"]
HASH = re.compile(r"-[0-9a-f]{10}$")
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


def objects(of: Chart) -> dict[tuple[str, str], Any]:
    """Return the objects by kind and name, the hashes of contents left out."""
    return {(each["kind"], HASH.sub("", each["metadata"]["name"])): each for each in of.to_json()}


def keys(queue: Any, items: Any = (), **settings: Any) -> dict[tuple[str, str], Any]:
    where = chart()
    WorkQueue(where, "keys", queue=queue, worker=settings.pop("worker", worker()), items=items, **settings)
    return objects(where)


def pod_of(workload: Any) -> Any:
    spec = workload["spec"]
    return spec.get("jobTargetRef", spec)["template"]["spec"]


def variables(container: Any) -> dict[str, Any]:
    return {each["name"]: each.get("value", each.get("valueFrom")) for each in container["env"]}


def test_a_queue_of_kuard_has_these_objects() -> None:
    where = chart()

    WorkQueue(where, "keys", queue=KuardQueue(), worker=worker(), items=ITEMS)

    found = ((each["kind"], HASH.sub("-<hash>", each["metadata"]["name"])) for each in where.to_json())
    assert sorted(found) == [
        ("ConfigMap", "keys-items-<hash>"),
        ("Job", "keys-<hash>"),
        ("Job", "keys-load-<hash>"),
        ("NetworkPolicy", "keys"),
        ("NetworkPolicy", "keys-load"),
        ("NetworkPolicy", "keys-queue"),
        ("Service", "keys-queue"),
        ("StatefulSet", "keys-queue"),
    ]


def test_a_queue_in_redis_with_scaled_workers_has_these_objects() -> None:
    assert set(keys(redis(), ITEMS, consumers=Scaled(maximum=5))) == {
        ("ConfigMap", "keys-items"),
        ("ConfigMap", "keys-queue-config"),
        ("Job", "keys-load"),
        ("NetworkPolicy", "keys"),
        ("NetworkPolicy", "keys-load"),
        ("NetworkPolicy", "keys-queue"),
        ("ScaledJob", "keys"),
        ("Service", "keys-queue"),
        ("StatefulSet", "keys-queue"),
        ("TriggerAuthentication", "keys"),
    }


def test_an_existing_redis_is_used_and_nothing_runs_beside_it() -> None:
    where = chart()
    queue = WorkQueue(where, "keys", queue=RedisQueue(server=Sentinel()), worker=worker())

    found = objects(where)

    assert set(found) == {("Job", "keys"), ("NetworkPolicy", "keys")}
    assert (queue.server, queue.service_ref) == (None, ServiceRef("redis", "data"))
    env = variables(pod_of(found["Job", "keys"])["containers"][0])
    assert env["QUEUE_HOST"] == "redis.data.svc"
    assert env["QUEUE_PASSWORD"] == {"secretKeyRef": {"name": "redis-auth", "key": "password"}}


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

    found = where.to_json()
    jobs = [
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {}, "spec": each["spec"]["jobTargetRef"]}
        for each in found
        if each["kind"] == "ScaledJob"
    ]
    assert [finding for each in found + jobs for finding in schema_findings(each, version)] == []
    assert len(jobs) == isinstance(consumers, Scaled)


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

    def by_name(each: Any) -> str:
        return f"{each['kind']} {each['metadata']['name']}"

    assert sorted(own.to_json(), key=by_name) == sorted(cdk8s.Testing.synth(plain), key=by_name)


def test_the_workers_are_a_job_without_completions_that_waits_for_the_items() -> None:
    job = keys(KuardQueue(), ITEMS, consumers=UntilEmpty(parallelism=5, wait_seconds=7))["Job", "keys"]

    assert job["spec"]["parallelism"] == 5
    assert "completions" not in job["spec"]
    pod = pod_of(job)
    assert pod["restartPolicy"] == "OnFailure"
    (first,) = pod["initContainers"]
    assert first["command"] == ["python", "/queue/fill_kuard_queue.py"]
    assert first["args"] == ["wait", "/queue/items.json", "7"]


def test_sidecars_of_workers_are_native_and_start_after_the_wait() -> None:
    job = keys(KuardQueue(), ITEMS, sidecars=[worker(image="example.com/proxy:1").with_(name="proxy")])["Job", "keys"]

    assert [(each["name"], each.get("restartPolicy")) for each in pod_of(job)["initContainers"]] == [
        ("wait-for-items", None),
        ("proxy", "Always"),
    ]


def test_pods_that_the_cluster_took_away_are_no_failures_where_that_can_be_said() -> None:
    never = keys(redis(), consumers=UntilEmpty(restart="Never"))["Job", "keys"]["spec"]
    again = keys(redis(), consumers=UntilEmpty())["Job", "keys"]["spec"]

    assert never["podFailurePolicy"]["rules"] == [
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    ]
    assert "podFailurePolicy" not in again


def test_workers_of_kuard_get_these_variables_before_their_own() -> None:
    own = {"MEMQ": "$(QUEUE_URL)/queues/$(QUEUE_NAME)"}

    (container,) = pod_of(keys(KuardQueue(), worker=worker(env=own))["Job", "keys"])["containers"]

    assert container["env"] == [
        {"name": "QUEUE_URL", "value": "http://keys-queue.shop.svc:8080/memq/server"},
        {"name": "QUEUE_NAME", "value": "keys"},
        {"name": "MEMQ", "value": "$(QUEUE_URL)/queues/$(QUEUE_NAME)"},
    ]


def test_workers_of_redis_get_these_variables() -> None:
    (container,) = pod_of(keys(redis(lease_seconds=60))["Job", "keys"])["containers"]

    assert container["env"] == [
        {"name": "QUEUE_HOST", "value": "keys-queue.shop.svc"},
        {"name": "QUEUE_PORT", "value": "6379"},
        {"name": "QUEUE_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "thumbs-queue", "key": "password"}}},
        {"name": "QUEUE_URL", "value": "redis://keys-queue.shop.svc:6379/0"},
        {"name": "QUEUE_NAME", "value": "keys"},
        {"name": "QUEUE_GROUP", "value": "workers"},
        {"name": "QUEUE_CONSUMER", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        {"name": "QUEUE_LEASE_SECONDS", "value": "60"},
        {"name": "QUEUE_EXIT_WHEN", "value": "empty"},
    ]


def test_a_producer_finds_the_queue_by_the_same_variables() -> None:
    where = chart()
    queue = WorkQueue(where, "keys", queue=KuardQueue(), worker=worker(), items=ITEMS)

    producer = worker(env=queue.variables)

    assert dict(producer.env)["QUEUE_NAME"] == queue.queue_name
    assert queue.service_ref.host == "keys-queue.shop.svc"
    assert queue.server is not None
    assert queue.server.host == queue.service_ref.host


def test_a_scaled_job_is_as_keda_reads_it() -> None:
    found = keys(redis(), consumers=Scaled(minimum=1, maximum=50, items_per_worker=3, poll_seconds=5))

    spec = found["ScaledJob", "keys"]["spec"]
    template = spec.pop("jobTargetRef")["template"]
    assert found["ScaledJob", "keys"]["apiVersion"] == "keda.sh/v1alpha1"
    assert spec == {
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
    assert found["TriggerAuthentication", "keys"]["spec"] == {
        "secretTargetRef": [{"parameter": "password", "name": "thumbs-queue", "key": "password"}]
    }
    assert template["spec"]["restartPolicy"] == "OnFailure"
    assert variables(template["spec"]["containers"][0])["QUEUE_EXIT_WHEN"] == "idle"


def test_scaled_workers_roll_with_their_configuration() -> None:
    where = chart()
    texts = ConfigMap(where, "texts", data={"a": "b"})

    mounted = worker(mounts={"/texts": Volume.config_map(texts)})
    WorkQueue(where, "keys", queue=redis(), worker=mounted, consumers=Scaled(maximum=5))

    template = objects(where)["ScaledJob", "keys"]["spec"]["jobTargetRef"]["template"]
    assert "k8spatterns.io/config-hash" in template["metadata"]["annotations"]


def names(items: Any, **settings: Any) -> dict[tuple[str, str], str]:
    return {key: each["metadata"]["name"] for key, each in keys(KuardQueue(), items, **settings).items()}


def test_other_items_are_another_batch_in_a_queue_of_its_own() -> None:
    one, same, other = (keys(KuardQueue(), items) for items in (ITEMS, tuple(ITEMS), ["else"]))

    for kind, name in (("ConfigMap", "keys-items"), ("Job", "keys-load"), ("Job", "keys")):
        assert one[kind, name] == same[kind, name]
        assert one[kind, name]["metadata"]["name"] != other[kind, name]["metadata"]["name"]
    queues = [variables(pod_of(each["Job", "keys"])["containers"][0])["QUEUE_NAME"] for each in (one, other)]
    assert queues == ["keys-6cbcecd111", "keys-799fe53d2c"]


def test_another_worker_is_another_job_and_the_batch_stays() -> None:
    one, other = names(ITEMS), names(ITEMS, worker=worker(image="example.com/work:2"))

    changed = {key for key in one if one[key] != other[key]}

    assert changed == {("Job", "keys")}


def test_more_workers_at_once_are_the_same_job() -> None:
    assert names(ITEMS) == names(ITEMS, consumers=UntilEmpty(parallelism=9, backoff_limit=2, ttl_seconds=60))


def test_the_loader_gets_the_program_and_the_items() -> None:
    found = keys(redis(), ITEMS)

    data = found["ConfigMap", "keys-items"]
    assert data["immutable"] is True
    assert json.loads(data["data"]["items.json"]) == ITEMS
    assert data["data"]["fill_redis_queue.py"] == Path(fill_redis_queue.__file__).read_text()
    pod = pod_of(found["Job", "keys-load"])
    (container,) = pod["containers"]
    assert container["command"] == ["python", "/queue/fill_redis_queue.py"]
    assert container["args"] == ["fill", "/queue/items.json", "300"]
    assert pod["volumes"] == [{"name": "queue-items", "configMap": {"name": data["metadata"]["name"]}}]
    assert "QUEUE_PASSWORD" in variables(container)


def test_without_items_nothing_is_loaded_and_nobody_waits() -> None:
    found = keys(KuardQueue())

    assert set(found) == {
        ("Job", "keys"),
        ("NetworkPolicy", "keys"),
        ("NetworkPolicy", "keys-queue"),
        ("Service", "keys-queue"),
        ("StatefulSet", "keys-queue"),
    }
    assert "initContainers" not in pod_of(found["Job", "keys"])


def test_the_queue_of_kuard_runs_once_with_a_numeric_user_and_keeps_nothing() -> None:
    server = keys(KuardQueue())["StatefulSet", "keys-queue"]["spec"]

    assert server["replicas"] == 1
    assert "volumeClaimTemplates" not in server
    pod = server["template"]["spec"]
    assert pod["securityContext"]["runAsUser"] == 65532
    assert pod["containers"][0]["image"] == "gcr.io/kuar-demo/kuard-amd64:3"


def test_the_queue_in_redis_keeps_every_write_and_drops_nothing() -> None:
    found = keys(redis(resources=Resources(cpu="1", memory="1Gi")))

    server = found["StatefulSet", "keys-queue"]["spec"]
    assert server["volumeClaimTemplates"][0]["spec"]["accessModes"] == ["ReadWriteOncePod"]
    assert server["template"]["spec"]["securityContext"]["runAsUser"] == 999
    config = found["ConfigMap", "keys-queue-config"]["data"]["redis.conf"].splitlines()
    assert {"appendonly yes", "appendfsync always", "maxmemory-policy noeviction"} <= set(config)
    assert f"maxmemory {768 * MIB}" in config


def test_the_password_stands_in_no_command_and_no_text() -> None:
    found = keys(redis(), ITEMS, consumers=Scaled(maximum=5))

    text = json.dumps(list(found.values()))
    server = pod_of(found["StatefulSet", "keys-queue"])["containers"][0]
    assert "requirepass" not in text
    assert [each["name"] for each in server["env"]] == ["REDISCLI_AUTH"]
    assert "AUTH" not in json.dumps([server["command"], server["args"], server["readinessProbe"]])


def test_the_loader_runs_where_the_workers_run_without_their_rights() -> None:
    pod = PodSettings(
        labels={"team": "a"},
        scheduling=Scheduling(node_selector={"disk": "ssd"}),
        pull_secrets=["registry"],
        service_account="worker",
        token=True,
        security=Security(user=1000),
    )

    found = keys(KuardQueue(), ITEMS, pod=pod)

    load, work = found["Job", "keys-load"], pod_of(found["Job", "keys"])
    assert load["spec"]["template"]["metadata"]["labels"]["team"] == "a"
    load = pod_of(load)
    assert load["nodeSelector"] == work["nodeSelector"] == {"disk": "ssd"}
    assert load["imagePullSecrets"] == [{"name": "registry"}]
    assert (work["serviceAccountName"], work["securityContext"]["runAsUser"]) == ("worker", 1000)
    assert "serviceAccountName" not in load
    assert (load["automountServiceAccountToken"], load["securityContext"]["runAsUser"]) == (False, 65532)


def test_the_servers_pod_is_set_at_the_queue() -> None:
    pod = PodSettings(scheduling=Scheduling(node_selector={"disk": "ssd"}))

    found = keys(KuardQueue(pod=pod))

    assert pod_of(found["StatefulSet", "keys-queue"])["nodeSelector"] == {"disk": "ssd"}
    assert "nodeSelector" not in pod_of(found["Job", "keys"])


def test_policies_can_be_left_out_of_all_of_it() -> None:
    assert [kind for kind, _ in keys(KuardQueue(), ITEMS, network_policy=False) if kind == "NetworkPolicy"] == []


def test_another_image_can_load() -> None:
    found = keys(KuardQueue(), ITEMS, loader_image="example.com/python:3.13.1")

    assert pod_of(found["Job", "keys-load"])["containers"][0]["image"] == "example.com/python:3.13.1"
    assert pod_of(found["Job", "keys"])["initContainers"][0]["image"] == "example.com/python:3.13.1"


def test_a_patch_finds_a_job_by_its_name_without_the_hash() -> None:
    where = chart()
    queue = WorkQueue(where, "keys", queue=KuardQueue(), worker=worker(), items=ITEMS)

    queue.patch("Job", "keys-load", {"spec": {"backoffLimit": 1}})

    assert objects(where)["Job", "keys-load"]["spec"]["backoffLimit"] == 1


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
    found = keys(KuardQueue(), items)

    if items:
        assert json.loads(found["ConfigMap", "keys-items"]["data"]["items.json"]) == items
        assert found["ConfigMap", "keys-items"]["data"]["items.json"].isascii()
    else:
        assert ("ConfigMap", "keys-items") not in found


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
