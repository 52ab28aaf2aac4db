"""`RedisSentinel`: its names, what its manifests promise, and what it refuses."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    PatternError,
    Peer,
    PodSettings,
    PrometheusExporter,
    RedisQueue,
    RedisSentinel,
    RedisServers,
    Resources,
    SecretKey,
    Security,
    WaitForService,
)
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.patterns.data.redis_quorum import quorum_for
from k8spatterns_lib.patterns.data.redis_tunables import TUNABLES
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.values.reference import ServiceRef

PASSWORD = SecretKey("redis-auth", "password")


def chart(namespace: str | None = "shop", version: object = "1.37") -> Chart:
    return Chart(App(kubernetes=str(version)), "shop", namespace=namespace)


def redis(of: Chart, **settings: Any) -> RedisSentinel:
    values: dict[str, Any] = {"storage": "1Gi", "password": PASSWORD, **settings}
    return RedisSentinel(of, "redis", **values)


def objects(of: Chart) -> dict[tuple[str, str], Any]:
    return {(each["kind"], each["metadata"]["name"]): each for each in of.to_json()}


def made(**settings: Any) -> dict[tuple[str, str], Any]:
    where = chart()
    redis(where, **settings)
    return objects(where)


def pod_of(found: dict[tuple[str, str], Any]) -> Any:
    return found["StatefulSet", "redis"]["spec"]["template"]["spec"]


def containers(found: dict[tuple[str, str], Any]) -> dict[str, Any]:
    return {each["name"]: each for each in pod_of(found)["containers"]}


def env(container: Any) -> dict[str, Any]:
    return {each["name"]: each.get("value", each.get("valueFrom")) for each in container["env"]}


def test_a_redis_set_has_these_objects() -> None:
    assert sorted(made()) == [
        ("ConfigMap", "redis-config"),
        ("ConfigMap", "redis-proxy"),
        ("Deployment", "redis-proxy"),
        ("NetworkPolicy", "redis"),
        ("NetworkPolicy", "redis-proxy"),
        ("PodDisruptionBudget", "redis"),
        ("PodDisruptionBudget", "redis-proxy"),
        ("Service", "redis"),
        ("Service", "redis-nodes"),
        ("Service", "redis-read"),
        ("StatefulSet", "redis"),
    ]


def test_its_constructs_have_these_ids() -> None:
    where = chart()
    set_of = redis(where)
    for each in set_of.objects:
        _ = each.api_object

    assert sorted(each.node.id for each in set_of.node.children) == [
        "ConfigMap-redis-config",
        "ConfigMap-redis-proxy",
        "NetworkPolicy",
        "NetworkPolicy-redis-proxy",
        "PodDisruptionBudget",
        "PodDisruptionBudget-redis-proxy",
        "Resource",
        "Resource-redis-proxy",
        "Service",
        "Service-redis-nodes",
        "Service-redis-read",
    ]


def test_each_pod_has_a_server_and_a_sentinel_of_the_same_image_on_one_claim() -> None:
    found = made(storage="7Gi", storage_class="fast", image="example.com/valkey:8.0.1")

    both = containers(found)
    assert list(both) == ["redis", "sentinel"]
    assert {each["image"] for each in both.values()} == {"example.com/valkey:8.0.1"}
    assert [each["volumeMounts"][0] for each in both.values()] == [{"name": "data", "mountPath": "/data"}] * 2
    (claim,) = found["StatefulSet", "redis"]["spec"]["volumeClaimTemplates"]
    assert claim["spec"]["storageClassName"] == "fast"
    assert claim["spec"]["resources"]["requests"]["storage"] == "7Gi"


def test_pods_start_together_under_names_that_are_known_before_they_are_ready() -> None:
    found = made()

    spec = found["StatefulSet", "redis"]["spec"]
    assert (spec["podManagementPolicy"], spec["serviceName"], spec["replicas"]) == ("Parallel", "redis-nodes", 3)
    nodes = found["Service", "redis-nodes"]["spec"]
    assert (nodes["clusterIP"], nodes["publishNotReadyAddresses"]) == ("None", True)
    assert [each["port"] for each in nodes["ports"]] == [6379, 26379]


def test_clients_reach_the_proxies_which_reach_the_pods() -> None:
    found = made()

    for name, port in (("redis", "write"), ("redis-read", "read")):
        spec = found["Service", name]["spec"]
        assert spec["selector"] == {"app.kubernetes.io/name": "redis-proxy"}
        assert spec["ports"] == [{"name": port, "port": 6379, "targetPort": port}]
    assert found["Deployment", "redis-proxy"]["spec"]["replicas"] == 2
    text = found["ConfigMap", "redis-proxy"]["data"]["haproxy.cfg"]
    assert 'server redis-2 "redis-2.redis-nodes.shop.svc.cluster.local:6379" check' in text


@pytest.mark.parametrize("replicas", [3, 5, 7])
def test_the_majority_is_kept_and_is_the_quorum(replicas: int) -> None:
    found = made(replicas=replicas)

    assert env(containers(found)["sentinel"])["QUORUM"] == str(replicas // 2 + 1)
    assert env(containers(found)["redis"])["REPLICAS"] == str(replicas)
    assert found["PodDisruptionBudget", "redis"]["spec"]["maxUnavailable"] == 1
    assert found["ConfigMap", "redis-proxy"]["data"]["haproxy.cfg"].count(" check\n") == 3 * replicas


def test_a_master_that_may_have_been_replaced_takes_no_writes() -> None:
    texts = made(down_after_seconds=8, failover_timeout_seconds=30)["ConfigMap", "redis-config"]["data"]

    assert "min-replicas-to-write 1\nmin-replicas-max-lag 8\n" in texts["redis.conf"]
    assert texts["sentinel.settings"] == ("down-after-milliseconds 8000\nfailover-timeout 30000\nparallel-syncs 1\n")
    assert "min-replicas-max-lag 2\n" in made(down_after_seconds=1)["ConfigMap", "redis-config"]["data"]["redis.conf"]


def test_names_are_resolved_before_a_master_is_named() -> None:
    text = made()["ConfigMap", "redis-config"]["data"]["sentinel.conf"]

    assert "sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\n" in text
    assert "monitor" not in text


def test_a_pod_has_longer_to_stop_than_a_hand_over_may_take() -> None:
    found = made(failover_timeout_seconds=30)

    redis_server = containers(found)["redis"]
    assert redis_server["lifecycle"]["preStop"]["exec"]["command"] == ["sh", "/etc/redis/hand_over.sh"]
    assert env(redis_server)["HAND_OVER_SECONDS"] == "50"
    assert pod_of(found)["terminationGracePeriodSeconds"] == 70


def test_data_is_bounded_below_the_memory_limit_unless_told_otherwise() -> None:
    of_400 = made(resources=Resources(cpu="1", memory="400Mi"))["ConfigMap", "redis-config"]["data"]["redis.conf"]
    told = made(config={"maxmemory": "100mb", "maxmemory-policy": "allkeys-lru"})

    assert f"maxmemory {300 * 2**20}\n" in of_400
    text = told["ConfigMap", "redis-config"]["data"]["redis.conf"]
    assert [each for each in text.splitlines() if each.startswith("maxmemory")] == [
        "maxmemory 100mb",
        "maxmemory-policy allkeys-lru",
    ]


def test_changed_configuration_and_scripts_roll_the_pods() -> None:
    one, other = made(), made(config={"hz": "20"})

    hashes = [each["StatefulSet", "redis"]["spec"]["template"]["metadata"]["annotations"] for each in (one, other)]
    assert hashes[0] != hashes[1]
    assert one["Deployment", "redis-proxy"] == other["Deployment", "redis-proxy"]


def test_the_password_is_a_reference_everywhere_and_no_argument() -> None:
    found = made()

    reference = {"secretKeyRef": {"name": "redis-auth", "key": "password"}}
    proxies = found["Deployment", "redis-proxy"]["spec"]["template"]["spec"]["containers"]
    for container in (*containers(found).values(), *proxies):
        assert env(container)["REDISCLI_AUTH"] == reference
        assert "args" not in container


def test_each_runs_as_the_user_of_its_image_unless_told_otherwise() -> None:
    own = made()
    told = made(pod=PodSettings(security=Security(user=5), grace_seconds=100, labels={"tier": "data"}))

    for found, users in ((own, (999, 99)), (told, (5, 5))):
        proxy = found["Deployment", "redis-proxy"]["spec"]["template"]
        context = pod_of(found)["securityContext"]
        assert (context["runAsUser"], proxy["spec"]["securityContext"]["runAsUser"]) == users
    assert pod_of(own)["securityContext"]["fsGroup"] == 999
    assert pod_of(told)["terminationGracePeriodSeconds"] == 100
    assert proxy["metadata"]["labels"]["tier"] == "data"


def test_a_silent_name_server_does_not_hold_a_sentinel() -> None:
    told = made(pod=PodSettings(dns_options={"ndots": "2"}))

    assert pod_of(made())["dnsConfig"]["options"] == [
        {"name": "timeout", "value": "1"},
        {"name": "attempts", "value": "1"},
    ]
    assert pod_of(told)["dnsConfig"]["options"] == [{"name": "ndots", "value": "2"}]


def test_sidecars_run_beside_the_servers_and_init_steps_before_them_alone() -> None:
    exporter = Container("exporter", image="example.com/exporter:1", resources=Resources(cpu="10m", memory="16Mi"))

    found = made(sidecars=[exporter], init=[WaitForService("vault", 8200)])

    assert [each["name"] for each in pod_of(found)["initContainers"]] == ["wait-for-vault", "exporter"]
    assert "initContainers" not in found["Deployment", "redis-proxy"]["spec"]["template"]["spec"]


def test_the_exporter_of_the_library_runs_beside_each_server() -> None:
    found = made(sidecars=[PrometheusExporter.redis(password=PASSWORD)])

    (exporter,) = pod_of(found)["initContainers"]
    assert env(exporter)["REDIS_ADDR"] == "redis://localhost:6379"
    annotations = found["StatefulSet", "redis"]["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == "9121"


def test_servers_sentinels_and_proxies_reach_each_other_whoever_else_may() -> None:
    where = chart()

    redis(where).network.allow_from(Peer.pods("guestbook"))

    found = objects(where)
    members = [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": each}}} for each in ("redis", "redis-proxy")]
    client = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "guestbook"}}}
    for name, ports in (("redis", [6379, 26379]), ("redis-proxy", [6379, 6380, 8404])):
        (rule,) = found["NetworkPolicy", name]["spec"]["ingress"]
        assert rule["from"] == [*members, client]
        assert [each["port"] for each in rule["ports"]] == ports


def test_clients_get_hosts_ports_and_the_password() -> None:
    set_of = redis(chart())

    assert (set_of.host, set_of.read_host) == ("redis.shop.svc", "redis-read.shop.svc")
    assert set_of.service_ref == ServiceRef("redis", "shop")
    assert set_of.read_service_ref == ServiceRef("redis-read", "shop")
    assert set_of.password == PASSWORD
    assert set_of.set_name == "mymaster"
    assert set_of.sentinel == ",".join(f"redis-{pod}.redis-nodes.shop.svc:26379" for pod in range(3))
    assert set_of.redis_servers == RedisServers(
        [f"redis-{pod}.redis-nodes.shop.svc.cluster.local" for pod in range(3)], password=PASSWORD
    )


def test_without_a_namespace_names_are_those_of_whoever_asks() -> None:
    set_of = redis(chart(namespace=None), cluster_domain="example.internal")

    assert set_of.host == "redis"
    assert set_of.sentinel.startswith("redis-0.redis-nodes:26379,")
    assert set_of.redis_servers.hosts[0] == "redis-0.redis-nodes.$(NAMESPACE).svc.example.internal"


def test_a_work_queue_takes_it_as_its_server() -> None:
    assert RedisQueue(server=redis(chart())).server is not None


@given(st.integers(1, 60).map(lambda half: 2 * half + 1))
def test_a_quorum_is_a_majority_and_two_of_them_meet(sentinels: int) -> None:
    quorum = quorum_for(sentinels, where="redis")

    assert quorum <= sentinels < 2 * quorum


@given(
    st.sampled_from([3, 5]),
    st.integers(1, 600),
    st.integers(1, 600),
    st.dictionaries(st.sampled_from(sorted(TUNABLES)), st.sampled_from(["1", "yes", "64mb"]), max_size=3),
)
def test_whatever_is_accepted_fits_the_strict_schema(
    replicas: int, down: int, timeout: int, config: dict[str, str]
) -> None:
    settings = {"down_after_seconds": down, "failover_timeout_seconds": timeout, "config": config}
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        where = chart(version=version)
        redis(where, replicas=replicas, **settings)

        assert [finding for each in where.to_json() for finding in schema_findings(each, version)] == []


LEAVE = "The pattern decides it, or Redis does not have it."
MESSAGES: list[tuple[dict[str, Any], str]] = [
    (
        {"replicas": 4},
        "sentinels must be odd and at least 3, got 4. Use 3 or 5; 4 survive no more failures than 3 do.",
    ),
    ({"replicas": 1}, "sentinels must be odd and at least 3, got 1. Use 3: with fewer, no majority is left when one"),
    ({"replicas": "3"}, "sentinels must be odd and at least 3, got '3'. Use 3: with fewer,"),
    ({"replicas": True}, "sentinels must be odd and at least 3, got True. Use 3: with fewer,"),
    ({"password": "secret"}, 'the password must be a SecretKey. Write SecretKey("redis-auth", "password").'),
    ({"set_name": "my master"}, "set_name must be one word, got 'my master'. Use letters, digits, '.', '_' and '-'."),
    ({"down_after_seconds": 0}, "down_after_seconds must be a whole number from 1, got 0."),
    ({"failover_timeout_seconds": 1.5}, "failover_timeout_seconds must be a whole number from 1, got 1.5."),
    ({"config": ["hz 10"]}, 'config must be a mapping, got [\'hz 10\']. Write {"maxmemory-policy": "allkeys-lru"}.'),
    ({"config": {"appendonly": "no"}}, f"config takes settings that tune Redis, got 'appendonly'. {LEAVE}"),
    (
        {"config": {"maxmemory-polcy": "x"}},
        "config takes settings that tune Redis, got 'maxmemory-polcy'. Did you mean 'maxmemory-policy'?",
    ),
    ({"config": {"hz": "1\nport 1"}}, "config hz must be one line of text, got '1\\nport 1'. Write it as text."),
    ({"config": {"hz": 10}}, "config hz must be one line of text, got 10. Write it as text."),
    ({"cluster_domain": "Cluster.Local"}, "cluster_domain must be a DNS subdomain, got 'Cluster.Local'."),
    ({"image": "docker.io/library/redis:6.2.14"}, "the image must be a Redis 7.0 or newer, got"),
    ({"resources": "1Gi"}, "resources must be Resources, got '1Gi'."),
    (
        {"pod": PodSettings(grace_seconds=30)},
        "grace_seconds is too short to hand over, got 30. Leave it out, or give 50 or more.",
    ),
    ({"storage": "ten"}, "memory must be an amount in bytes, got 'ten'."),
    ({"spred": True}, "there is no setting 'spred', got True."),
    ({"sidecars": ["x"]}, "a sidecar must be a container, got 'x'."),
]


@pytest.mark.parametrize(("settings", "message"), MESSAGES)
def test_a_wrong_redis_set_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(f'shop/redis: {message}')}") as refused:
        redis(chart(), **settings)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda c: RedisSentinel(c, "redis", password=PASSWORD), "RedisSentinel 'redis': the setting 'storage' is"),  # type: ignore[call-arg]
        (lambda c: redis(c).expose(port=80, to="http"), "shop/redis: no port named 'http'. Ports of its containers:"),
    ],
)
def test_a_wrong_use_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make(chart())
