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
from k8spatterns_lib.patterns.data.redis_quorum import quorum_for
from k8spatterns_lib.patterns.data.redis_tunables import TUNABLES
from k8spatterns_lib.testing import Capture, Match, Template, assert_restricted, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.values.reference import ServiceRef

PASSWORD = SecretKey("redis-auth", "password")


def chart(namespace: str | None = "shop", version: object = "1.37") -> Chart:
    return Chart(App(kubernetes=str(version)), "shop", namespace=namespace)


def redis(of: Chart, **settings: Any) -> RedisSentinel:
    values: dict[str, Any] = {"storage": "1Gi", "password": PASSWORD, **settings}
    return RedisSentinel(of, "redis", **values)


def made(**settings: Any) -> Template:
    where = chart()
    redis(where, **settings)
    return Template.from_chart(where)


def pods(**spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    return {"spec": {"template": {"spec": spec}}}


def variables(**values: str) -> Any:
    """Variables that a container has in this order, with others between them."""
    return Match.array_with([{"name": name, "value": value} for name, value in values.items()])


def says(file: str, *lines: str) -> dict[str, Any]:
    """What a ConfigMap has whose file has these lines, one after the other."""
    text = re.escape("".join(f"{each}\n" for each in lines))
    return {"data": {file: Match.string_like_regexp(rf"(?m)^\s*{text}")}}


def test_a_redis_set_has_these_objects() -> None:
    template = made()

    assert template.names == [
        "ConfigMap/redis-config",
        "ConfigMap/redis-proxy",
        "Deployment/redis-proxy",
        "NetworkPolicy/redis",
        "NetworkPolicy/redis-proxy",
        "PodDisruptionBudget/redis",
        "PodDisruptionBudget/redis-proxy",
        "Service/redis",
        "Service/redis-nodes",
        "Service/redis-read",
        "StatefulSet/redis",
    ]
    assert_restricted(template)


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
    template = made(storage="7Gi", storage_class="fast", image="example.com/valkey:8.0.1")

    mount = Match.object_equals({"name": "data", "mountPath": "/data"})
    both = [
        {"name": name, "image": "example.com/valkey:8.0.1", "volumeMounts": Match.array_with([mount])}
        for name in ("redis", "sentinel")
    ]
    claim = {"spec": {"storageClassName": "fast", "resources": {"requests": {"storage": "7Gi"}}}}
    template.has_resource("StatefulSet", "redis", pods(containers=both))
    template.has_resource("StatefulSet", "redis", {"spec": {"volumeClaimTemplates": [claim]}})


def test_pods_start_together_under_names_that_are_known_before_they_are_ready() -> None:
    template = made()

    nodes = {"clusterIP": "None", "publishNotReadyAddresses": True, "ports": [{"port": 6379}, {"port": 26379}]}
    template.has_resource(
        "StatefulSet",
        "redis",
        {"spec": {"podManagementPolicy": "Parallel", "serviceName": "redis-nodes", "replicas": 3}},
    )
    template.has_resource("Service", "redis-nodes", {"spec": nodes})


def test_clients_reach_the_proxies_which_reach_the_pods() -> None:
    template = made()

    for name, port in (("redis", "write"), ("redis-read", "read")):
        spec = {
            "selector": Match.object_equals({"app.kubernetes.io/name": "redis-proxy"}),
            "ports": Match.array_equals([{"name": port, "port": 6379, "targetPort": port}]),
        }
        template.has_resource("Service", name, {"spec": spec})
    template.has_resource("Deployment", "redis-proxy", {"spec": {"replicas": 2}})
    server = 'server redis-2 "redis-2.redis-nodes.shop.svc.cluster.local:6379" check'
    template.has_resource("ConfigMap", "redis-proxy", says("haproxy.cfg", server))


@pytest.mark.parametrize("replicas", [3, 5, 7])
def test_the_majority_is_kept_and_is_the_quorum(replicas: int) -> None:
    template = made(replicas=replicas)

    server = {"name": "redis", "env": variables(REPLICAS=str(replicas))}
    sentinel = {"name": "sentinel", "env": variables(QUORUM=str(replicas // 2 + 1))}
    template.has_resource("StatefulSet", "redis", pods(containers=[server, sentinel]))
    template.has_resource("PodDisruptionBudget", "redis", {"spec": {"maxUnavailable": 1}})
    config = Capture()
    template.has_resource("ConfigMap", "redis-proxy", {"data": {"haproxy.cfg": config}})
    assert config.as_string().count(" check\n") == 3 * replicas


def test_a_master_that_may_have_been_replaced_takes_no_writes() -> None:
    template, at_once = made(down_after_seconds=8, failover_timeout_seconds=30), made(down_after_seconds=1)

    data = {
        "redis.conf": Match.string_like_regexp("min-replicas-to-write 1\nmin-replicas-max-lag 8\n"),
        "sentinel.settings": "down-after-milliseconds 8000\nfailover-timeout 30000\nparallel-syncs 1\n",
    }
    template.has_resource("ConfigMap", "redis-config", {"data": data})
    at_once.has_resource("ConfigMap", "redis-config", says("redis.conf", "min-replicas-max-lag 2"))


def test_names_are_resolved_before_a_master_is_named() -> None:
    template = made()

    names = says("sentinel.conf", "sentinel resolve-hostnames yes", "sentinel announce-hostnames yes")
    masters = Match.string_like_regexp("monitor")
    template.has_resource("ConfigMap", "redis-config", names)
    template.has_no_resource("ConfigMap", {"data": {"sentinel.conf": masters}})


def test_a_pod_has_longer_to_stop_than_a_hand_over_may_take() -> None:
    template = made(failover_timeout_seconds=30)

    server = {
        "name": "redis",
        "lifecycle": {"preStop": {"exec": {"command": ["sh", "/etc/redis/hand_over.sh"]}}},
        "env": variables(HAND_OVER_SECONDS="50"),
    }
    template.has_resource(
        "StatefulSet", "redis", pods(containers=Match.array_with([server]), terminationGracePeriodSeconds=70)
    )


def test_data_is_bounded_below_the_memory_limit_unless_told_otherwise() -> None:
    of_400 = made(resources=Resources(cpu="1", memory="400Mi"))
    told = made(config={"maxmemory": "100mb", "maxmemory-policy": "allkeys-lru"})

    of_400.has_resource("ConfigMap", "redis-config", says("redis.conf", f"maxmemory {300 * 2**20}"))
    config = Capture()
    told.has_resource("ConfigMap", "redis-config", {"data": {"redis.conf": config}})
    lines = config.as_string().splitlines()
    assert [each for each in lines if each.startswith("maxmemory")] == [
        "maxmemory 100mb",
        "maxmemory-policy allkeys-lru",
    ]


def test_changed_configuration_and_scripts_roll_the_pods() -> None:
    changes = made(config={"hz": "20"}).changes_from(made())

    assert [(each.kind, each.name, each.effect) for each in changes] == [
        ("ConfigMap", "shop/redis-config", "in place"),
        ("StatefulSet", "shop/redis", "rolls pods"),
    ]


def test_the_password_is_a_reference_everywhere_and_no_argument() -> None:
    template = made()

    reference = Match.object_equals({"secretKeyRef": {"name": "redis-auth", "key": "password"}})
    password = Match.object_equals({"name": "REDISCLI_AUTH", "valueFrom": reference})
    container = {"env": Match.array_with([password]), "args": Match.absent()}
    template.has_resource("StatefulSet", "redis", pods(containers=[container, container]))
    template.has_resource("Deployment", "redis-proxy", pods(containers=[container]))


def test_each_runs_as_the_user_of_its_image_unless_told_otherwise() -> None:
    own = made()
    told = made(pod=PodSettings(security=Security(user=5), grace_seconds=100, labels={"tier": "data"}))

    own.has_resource("StatefulSet", "redis", pods(securityContext={"runAsUser": 999, "fsGroup": 999}))
    own.has_resource("Deployment", "redis-proxy", pods(securityContext={"runAsUser": 99}))
    told.has_resource("StatefulSet", "redis", pods(securityContext={"runAsUser": 5}, terminationGracePeriodSeconds=100))
    told.has_resource("Deployment", "redis-proxy", pods(securityContext={"runAsUser": 5}))
    labels = {"metadata": {"labels": {"tier": "data"}}}
    told.has_resource("Deployment", "redis-proxy", {"spec": {"template": labels}})


def test_a_silent_name_server_does_not_hold_a_sentinel() -> None:
    own, told = made(), made(pod=PodSettings(dns_options={"ndots": "2"}))

    quick = Match.array_equals([{"name": "timeout", "value": "1"}, {"name": "attempts", "value": "1"}])
    ndots = Match.array_equals([{"name": "ndots", "value": "2"}])
    own.has_resource("StatefulSet", "redis", pods(dnsConfig={"options": quick}))
    told.has_resource("StatefulSet", "redis", pods(dnsConfig={"options": ndots}))


def test_sidecars_run_beside_the_servers_and_init_steps_before_them_alone() -> None:
    exporter = Container("exporter", image="example.com/exporter:1", resources=Resources(cpu="10m", memory="16Mi"))

    template = made(sidecars=[exporter], init=[WaitForService("vault", 8200)])

    steps = [{"name": "wait-for-vault"}, {"name": "exporter"}]
    template.has_resource("StatefulSet", "redis", pods(initContainers=steps))
    template.has_resource("Deployment", "redis-proxy", pods(initContainers=Match.absent()))


def test_the_exporter_of_the_library_runs_beside_each_server() -> None:
    template = made(sidecars=[PrometheusExporter.redis(password=PASSWORD)])

    exporter = {"env": variables(REDIS_ADDR="redis://localhost:6379")}
    annotations = {"prometheus.io/port": "9121"}
    template.has_resource("StatefulSet", "redis", pods(initContainers=[exporter]))
    template.has_resource("StatefulSet", "redis", {"spec": {"template": {"metadata": {"annotations": annotations}}}})


def test_servers_sentinels_and_proxies_reach_each_other_whoever_else_may() -> None:
    where = chart()

    redis(where).network.allow_from(Peer.pods("guestbook"))

    template = Template.from_chart(where)
    members = [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": each}}} for each in ("redis", "redis-proxy")]
    client = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "guestbook"}}}
    for name, ports in (("redis", [6379, 26379]), ("redis-proxy", [6379, 6380, 8404])):
        rule = {"from": Match.array_equals([*members, client]), "ports": [{"port": each} for each in ports]}
        template.has_resource("NetworkPolicy", name, {"spec": {"ingress": [rule]}})


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

        assert_valid(Template.from_chart(where), kubernetes=version)


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
