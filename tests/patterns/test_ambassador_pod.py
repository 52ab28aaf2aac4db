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
from k8spatterns_lib.manifests.schema import schema_findings
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


def objects(of: Chart) -> dict[tuple[str, str], Any]:
    return {(each["kind"], each["metadata"]["name"]): each for each in of.to_json()}


def made(**settings: Any) -> dict[tuple[str, str], Any]:
    where = chart()
    values: dict[str, Any] = {"main": container(), "ambassador": RedisReadWriteSplit(ELSEWHERE), **settings}
    AmbassadorPod(where, "guestbook", **values)
    return objects(where)


def pod_of(found: dict[tuple[str, str], Any]) -> Any:
    return found["Deployment", "guestbook"]["spec"]["template"]["spec"]


def haproxy_cfg(found: dict[tuple[str, str], Any]) -> str:
    return str(found["ConfigMap", "guestbook-redis-proxy"]["data"]["haproxy.cfg"])


def test_an_ambassador_pod_has_these_objects() -> None:
    assert sorted(made()) == [
        ("ConfigMap", "guestbook-redis-proxy"),
        ("Deployment", "guestbook"),
        ("NetworkPolicy", "guestbook"),
    ]


def test_the_application_is_unchanged_and_starts_after_its_ambassador() -> None:
    alone = chart()
    AmbassadorPod(alone, "guestbook", main=container(), ambassador=container("proxy", ports={}))

    pod = pod_of(made())

    assert pod["containers"] == pod_of(objects(alone))["containers"]
    (ambassador,) = pod["initContainers"]
    assert (ambassador["name"], ambassador["restartPolicy"]) == ("redis-proxy", "Always")
    assert ambassador["startupProbe"]["httpGet"] == {"path": "/writable", "port": "redis-health"}


def test_an_outage_of_redis_makes_no_pod_unready() -> None:
    (ambassador,) = pod_of(made())["initContainers"]

    assert "readinessProbe" not in ambassador
    assert ambassador["livenessProbe"]["httpGet"]["path"] == "/alive"


def test_the_application_alone_reaches_its_ambassador() -> None:
    """What listens on localhost is no port of the pod; the policy admits the probes' port beside the application's."""
    found = made(ambassador=RedisReadWriteSplit(ELSEWHERE, write_port=7001, read_port=7002, health_port=7003))

    text = haproxy_cfg(found)
    assert re.findall(r"bind (\S+)", text) == ["127.0.0.1:7001", "127.0.0.1:7002", ":7003"]
    admitted = found["NetworkPolicy", "guestbook"]["spec"]["ingress"][0]["ports"]
    assert [each["port"] for each in admitted] == [8000, 7003]


def test_the_ambassador_logs_in_by_a_reference_as_the_user_of_its_image() -> None:
    (ambassador,) = pod_of(made())["initContainers"]

    assert ambassador["env"] == [
        {"name": "REDISCLI_AUTH", "valueFrom": {"secretKeyRef": {"name": "redis-auth", "key": "password"}}}
    ]
    assert ambassador["command"] == ["haproxy", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]
    assert (ambassador["securityContext"]["runAsUser"], ambassador["securityContext"]["runAsGroup"]) == (99, 99)


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

    found = objects(where)
    assert '"redis-0.redis-nodes.${POD_NAMESPACE}.svc.cluster.local:6379"' in haproxy_cfg(found)
    assert {"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}} in pod_of(found)[
        "initContainers"
    ][0]["env"]


def test_the_application_says_the_same_wherever_redis_runs() -> None:
    other = RedisServers(["redis.staging.example.com"], password=PASSWORD)

    one, two = made(), made(ambassador=RedisReadWriteSplit(other))

    assert pod_of(one)["containers"] == pod_of(two)["containers"]
    assert haproxy_cfg(one) != haproxy_cfg(two)
    hashes = [
        each["Deployment", "guestbook"]["spec"]["template"]["metadata"]["annotations"]["k8spatterns.io/config-hash"]
        for each in (one, two)
    ]
    assert hashes[0] != hashes[1]


@pytest.mark.parametrize(
    "workload", [Deployment(replicas=3), StatefulSet(replicas=2), Job()], ids=lambda each: type(each).__name__
)
def test_an_ambassador_runs_on_every_workload(workload: Any) -> None:
    found = made(workload=workload)

    kind = type(workload).__name__
    (name,) = [each for each in found if each[0] == kind]
    assert [each["name"] for each in found[name]["spec"]["template"]["spec"]["initContainers"]] == ["redis-proxy"]


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

        assert [finding for each in where.to_json() for finding in schema_findings(each, version)] == []


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
