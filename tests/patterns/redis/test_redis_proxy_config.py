"""The configuration of the proxies: text out of pure functions. HAProxy itself reads it elsewhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import RedisServers, SecretKey
from k8spatterns_lib.patterns.data.redis_proxy_config import redis_proxy_config

PASSWORD = SecretKey("redis-auth", "password")
HOSTS = [f"redis-{pod}.redis-nodes.$(NAMESPACE).svc.cluster.local" for pod in range(3)]

labels = st.from_regex(r"[a-z]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True)
hosts = st.lists(st.lists(labels, min_size=1, max_size=4).map(".".join), min_size=1, max_size=5, unique=True)


def config(servers: RedisServers, address: str = "127.0.0.1") -> str:
    return redis_proxy_config(
        servers, address=address, write_port=7001, read_port=7002, health_port=7003, check_seconds=2, connections=50
    )


def sections(text: str) -> dict[str, list[str]]:
    """Return the lines of each section by its head."""
    found: dict[str, list[str]] = {}
    for block in text.split("\n\n"):
        head, *lines = block.strip().splitlines()
        found[head] = [line.strip() for line in lines]
    return found


def test_writes_go_to_the_one_master_and_to_none_where_two_answer() -> None:
    found = sections(config(RedisServers(HOSTS, password=PASSWORD)))

    assert found["frontend write"] == ["bind 127.0.0.1:7001", "use_backend master if { nbsrv(master) eq 1 }"]


def test_reads_go_to_replicas_and_to_a_lone_master_where_there_is_none() -> None:
    found = sections(config(RedisServers(HOSTS, password=PASSWORD)))

    assert found["frontend read"] == [
        "bind 127.0.0.1:7002",
        "use_backend replicas if { nbsrv(replicas) gt 0 }",
        "use_backend lone if { nbsrv(lone) eq 1 }",
    ]


def test_probes_are_answered_on_every_address_and_data_where_it_is_told() -> None:
    found = sections(config(RedisServers(HOSTS), address=""))

    assert found["frontend write"][0] == "bind :7001"
    assert found["frontend health"] == [
        "mode http",
        "timeout client 5s",
        "bind :7003",
        "http-request return status 200 if { path /alive }",
        "http-request return status 200 if { path /writable } { nbsrv(master) eq 1 }",
        "http-request return status 200 if { path /readable } { nbsrv(replicas) gt 0 }",
        "http-request return status 200 if { path /readable } { nbsrv(lone) eq 1 }",
        "http-request return status 503",
    ]


def test_a_server_logs_in_by_the_environment_and_says_what_it_is() -> None:
    """In Redis' own encoding, with the length, so that any password is one word."""
    found = sections(config(RedisServers(HOSTS, password=PASSWORD)))

    assert found["backend master"] == [
        "option tcp-check",
        "tcp-check connect",
        r'tcp-check send-lf "*2\r\n\$4\r\nAUTH\r\n\$%[env(REDISCLI_AUTH),length]\r\n%[env(REDISCLI_AUTH)]\r\n"',
        "tcp-check expect string +OK",
        r'tcp-check send "INFO replication\r\n"',
        r"tcp-check expect min-recv 80 rstring "
        r'"\nrole:master\r\nconnected_slaves:[0-9]+\r\nmin_slaves_good_slaves:[1-9]"',
        r'tcp-check send "QUIT\r\n"',
        "tcp-check expect string +OK",
        *(
            f'server redis-{pod} "redis-{pod}.redis-nodes.${{POD_NAMESPACE}}.svc.cluster.local:6379" check'
            for pod in range(3)
        ),
    ]


ANSWER = "$400\r\n# Replication\r\n"
MASTER = f"{ANSWER}role:master\r\nconnected_slaves:1\r\nmin_slaves_good_slaves:1\r\nslave0:ip=redis-1,port=6379\r\n"
CUT_OFF = MASTER.replace("slaves:1", "slaves:0")
WITHOUT = f"{ANSWER}role:master\r\nconnected_slaves:0\r\nmaster_failover_state:no-failover\r\nmaster_replid:01\r\n"
REPLICA = f"{ANSWER}role:slave\r\nmaster_host:redis-0\r\nmaster_port:6379\r\nmaster_link_status:up\r\nmaster_last_io:0"
BEHIND = REPLICA.replace("status:up", "status:down")


@pytest.mark.parametrize(
    ("answer", "needs_replica", "taken_as"),
    [
        (MASTER, True, {"master", "lone"}),
        (CUT_OFF, True, {"lone"}),
        (WITHOUT, False, {"master", "lone"}),
        (WITHOUT, True, {"lone"}),
        (REPLICA, True, {"replicas"}),
        (BEHIND, True, set()),
    ],
    ids=["a master", "a master that was cut off", "a master alone", "one that must not be", "a replica", "behind"],
)
def test_a_server_is_taken_for_what_it_says(answer: str, needs_replica: bool, taken_as: set[str]) -> None:  # noqa: FBT001
    """The expressions of the configuration, on answers as Redis 7.0 gives them."""
    found = sections(config(RedisServers(HOSTS, needs_replica=needs_replica)))

    taken = set()
    for name in ("master", "replicas", "lone"):
        (check,) = [each for each in found[f"backend {name}"] if "rstring" in each]
        expression = check.partition('rstring "')[2].removesuffix('"').encode().decode("unicode_escape")
        if re.search(expression, answer):
            taken.add(name)
    assert taken == taken_as


def test_servers_without_a_password_are_asked_without_one() -> None:
    assert "AUTH" not in config(RedisServers(HOSTS))


def test_servers_of_equal_short_names_are_told_apart() -> None:
    text = config(RedisServers(["redis.a.example.com", "redis.b.example.com"]))

    assert 'server server-0 "redis.a.example.com:6379" check' in text
    assert 'server server-1 "redis.b.example.com:6379" check' in text


@given(hosts, st.integers(1, 65535))
def test_each_server_is_asked_what_it_is_once_for_each_role(hosts: list[str], port: int) -> None:
    found = sections(config(RedisServers(hosts, port=port)))

    for backend in ("master", "replicas", "lone"):
        servers = [each for each in found[f"backend {backend}"] if each.startswith("server ")]
        assert [each.split('"')[1] for each in servers] == [f"{host}:{port}" for host in hosts]
        assert len({each.split()[1] for each in servers}) == len(hosts)
