"""`AmbassadorPod` and `RedisReadWriteSplit`: names, promises and refusals."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    AmbassadorPod,
    App,
    Chart,
    Container,
    PatternError,
    Probe,
    RedisReadWriteSplit,
    RedisSentinel,
    RedisServers,
    Resources,
    SecretKey,
)
from k8spatterns_lib.testing import Capture, Match, Template, assert_restricted, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.workloads import Deployment, Job, StatefulSet

PASSWORD = SecretKey("redis-auth", "password")
ELSEWHERE = RedisServers(["redis-a.example.com", "redis-b.example.com"], password=PASSWORD)


def container(name: str = "app", **settings: Any) -> Container:
    values: dict[str, Any] = {
        "image": "registry.example.com/guestbook:2.4.1",
        "ports": {"http": 8000},
        "resources": Resources(cpu="100m", memory="128Mi"),
        **settings,
    }
    return Container(name, **values)


def chart(version: object = "1.37") -> Chart:
    return Chart(App(kubernetes=str(version)), "shop", namespace="shop")


def made(**settings: Any) -> Template:
    where = chart()
    values: dict[str, Any] = {"main": container(), "ambassador": RedisReadWriteSplit(ELSEWHERE), **settings}
    AmbassadorPod(where, "guestbook", **values)
    return Template.from_chart(where)


def pods(**spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    return {"spec": {"template": {"spec": spec}}}


def test_an_ambassador_pod_has_these_objects() -> None:
    assert made().names == ["ConfigMap/guestbook-redis-proxy", "Deployment/guestbook", "NetworkPolicy/guestbook"]


def test_the_application_is_unchanged_and_starts_after_its_ambassador() -> None:
    template, alone = made(), made(ambassador=container("proxy", ports={}))

    application = Capture()
    alone.has_resource("Deployment", "guestbook", pods(containers=application))
    ambassador = {
        "name": "redis-proxy",
        "restartPolicy": "Always",
        "startupProbe": {"httpGet": Match.object_equals({"path": "/writable", "port": "redis-health"})},
    }
    containers = Match.array_equals(application.as_list())
    template.has_resource("Deployment", "guestbook", pods(containers=containers, initContainers=[ambassador]))


def test_an_outage_of_redis_makes_no_pod_unready() -> None:
    ambassador = {"readinessProbe": Match.absent(), "livenessProbe": {"httpGet": {"path": "/alive"}}}

    made().has_resource("Deployment", "guestbook", pods(initContainers=[ambassador]))


def test_the_application_alone_reaches_its_ambassador() -> None:
    """What listens on localhost is no port of the pod; the policy admits the probes' port beside the application's."""
    template = made(ambassador=RedisReadWriteSplit(ELSEWHERE, write_port=7001, read_port=7002, health_port=7003))

    config = Capture()
    template.has_resource("ConfigMap", "guestbook-redis-proxy", {"data": {"haproxy.cfg": config}})
    assert re.findall(r"bind (\S+)", config.as_string()) == ["127.0.0.1:7001", "127.0.0.1:7002", ":7003"]
    rule = {"ports": [{"port": 8000}, {"port": 7003}]}
    template.has_resource("NetworkPolicy", "guestbook", {"spec": {"ingress": [rule]}})


def test_the_ambassador_logs_in_by_a_reference_as_the_user_of_its_image() -> None:
    template = made()

    password = {"name": "REDISCLI_AUTH", "valueFrom": {"secretKeyRef": {"name": "redis-auth", "key": "password"}}}
    ambassador = {
        "env": Match.array_equals([password]),
        "command": ["haproxy", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
        "securityContext": {"runAsUser": 99, "runAsGroup": 99},
    }
    template.has_resource("Deployment", "guestbook", pods(initContainers=[ambassador]))
    assert_restricted(template)


def test_a_redis_set_is_kept_by_its_names() -> None:
    where = chart()
    redis = RedisSentinel(where, "redis", storage="1Gi", password=PASSWORD)

    split = RedisReadWriteSplit(redis)

    assert split.redis == redis.redis_servers
    assert split == RedisReadWriteSplit(redis.redis_servers)


def test_a_set_without_a_namespace_is_looked_for_where_the_pod_is() -> None:
    where = Chart(App(), "shop")
    redis = RedisSentinel(where, "redis", storage="1Gi", password=PASSWORD)

    AmbassadorPod(where, "guestbook", main=container(), ambassador=RedisReadWriteSplit(redis))

    template = Template.from_chart(where)
    host = re.escape('"redis-0.redis-nodes.${POD_NAMESPACE}.svc.cluster.local:6379"')
    data = {"haproxy.cfg": Match.string_like_regexp(host)}
    template.has_resource("ConfigMap", "guestbook-redis-proxy", {"data": data})
    namespace = {"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}
    ambassador = {"env": Match.array_with([Match.object_equals(namespace)])}
    template.has_resource("Deployment", "guestbook", pods(initContainers=[ambassador]))


def test_the_application_says_the_same_wherever_redis_runs() -> None:
    other = RedisServers(["redis.staging.example.com"], password=PASSWORD)

    one, two = made(), made(ambassador=RedisReadWriteSplit(other))

    assert [(each.kind, each.field, each.effect) for each in two.changes_from(one)] == [
        ("ConfigMap", 'data["haproxy.cfg"]', "in place"),
        ("Deployment", 'spec.template.metadata.annotations["k8spatterns.io/config-hash"]', "rolls pods"),
    ]


@pytest.mark.parametrize(
    "workload", [Deployment(replicas=3), StatefulSet(replicas=2), Job()], ids=lambda each: type(each).__name__
)
def test_an_ambassador_runs_on_every_workload(workload: Any) -> None:
    template = made(workload=workload)

    kind = type(workload).__name__
    template.resource_count_is(kind, 1)
    template.has_resource_properties(kind, pods(initContainers=[{"name": "redis-proxy"}]))


@given(
    st.lists(st.integers(1, 65535).filter(lambda port: port != 8000), min_size=3, max_size=3, unique=True),
    st.integers(1, 60),
)
def test_whatever_is_accepted_fits_the_strict_schema(ports: list[int], seconds: int) -> None:
    write, read, health = ports
    split = RedisReadWriteSplit(
        ELSEWHERE, write_port=write, read_port=read, health_port=health, check_seconds=seconds, name="proxy"
    )
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        where = chart(version)
        AmbassadorPod(where, "guestbook", main=container(), ambassador=split)

        assert_valid(Template.from_chart(where), kubernetes=version)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: made(main="app"), "shop/guestbook: main must be a Container, got 'app'."),
        (
            lambda: made(ambassador="redis"),
            "shop/guestbook: an ambassador must be a container or a preset, got 'redis'. Give a Container, or a preset",
        ),
        (
            lambda: made(main=container(ports={"redis": 6379})),
            "RedisReadWriteSplit: the application listens on this port itself, got 6379. Containers of a pod share "
            "localhost: move 'redis' of 'app', or the ambassador.",
        ),
        (lambda: made(main=container(readiness=Probe.tcp("https"))), "Container 'app': no port named 'https'."),
        (
            lambda: RedisReadWriteSplit("redis"),  # type: ignore[arg-type]
            "RedisReadWriteSplit: it needs Redis servers, got 'redis'. Give a RedisSentinel, or RedisServers([...],",
        ),
        (
            lambda: RedisReadWriteSplit(ELSEWHERE, write_port=6380),
            "RedisReadWriteSplit: two ports must not share a number, got [6380, 6380, 8404].",
        ),
        (lambda: RedisReadWriteSplit(ELSEWHERE, read_port=0), "Port 'redis-health': the number must be 1 to 65535,"),
        (
            lambda: RedisReadWriteSplit(ELSEWHERE, check_seconds=0),
            "RedisReadWriteSplit: check_seconds must be a whole number from 1, got 0.",
        ),
        (lambda: RedisReadWriteSplit(ELSEWHERE, name="Redis"), "RedisReadWriteSplit: name must be a DNS label,"),
        (
            lambda: RedisReadWriteSplit(ELSEWHERE, port=1),  # type: ignore[call-arg]
            "RedisReadWriteSplit: there is no setting 'port', got 1. Did you mean",
        ),
    ],
)
def test_a_wrong_ambassador_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make()
