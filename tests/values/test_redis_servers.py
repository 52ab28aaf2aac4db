import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import RedisServers, SecretKey, SettingError
from k8spatterns_lib.values.redis_servers import HasRedisServers

PASSWORD = SecretKey("redis-auth", "password")
hosts = st.lists(
    st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){0,3}", fullmatch=True), min_size=1, max_size=5, unique=True
)


@given(hosts, st.none() | st.just(PASSWORD), st.integers(1, 65535), st.booleans())
def test_equal_servers_are_equal_however_they_were_given(
    hosts: list[str],
    password: SecretKey | None,
    port: int,
    needs_replica: bool,  # noqa: FBT001 - drawn
) -> None:
    settings: dict[str, Any] = {"password": password, "port": port, "needs_replica": needs_replica}
    one, other = RedisServers(hosts, **settings), RedisServers(tuple(hosts), **settings)

    assert one == other
    assert hash(one) == hash(other)
    assert one.hosts == tuple(hosts)


def test_the_namespace_of_whoever_connects_can_be_left_open() -> None:
    assert RedisServers(["redis-0.nodes.$(NAMESPACE).svc.cluster.local"]).port == 6379


def test_what_stands_for_servers_is_known_by_its_reference() -> None:
    class Elsewhere:
        redis_servers = RedisServers(["a.example.com"])

    assert isinstance(Elsewhere(), HasRedisServers)
    assert not isinstance(RedisServers(["a.example.com"]), HasRedisServers)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hosts": []}, 'at least one host is needed, got (). Write ["redis-0.example.com"].'),
        ({"hosts": "redis"}, "hosts must be a list, got 'redis'."),
        ({"hosts": ["Redis"]}, "a host must be a DNS subdomain, got 'Redis'."),
        ({"hosts": ["redis:6379"]}, "a host must be a DNS subdomain, got 'redis:6379'."),
        ({"hosts": ["a", "a"]}, "two servers must not share a host, got 'a'. Name each once."),
        ({"password": "secret"}, 'the password must be a SecretKey. Write SecretKey("redis-auth", "password").'),
        ({"needs_replica": "no"}, "needs_replica must be True or False, got 'no'."),
        ({"tls": True}, "there is no setting 'tls', got True."),
    ],
)
def test_wrong_servers_are_refused(settings: dict[str, Any], message: str) -> None:
    values: dict[str, Any] = {"hosts": ["a.example.com"], **settings}

    with pytest.raises(SettingError, match=f"^{re.escape(f'RedisServers: {message}')}") as refused:
        RedisServers(**values)

    assert "secret" not in str(refused.value)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match=r"^Port 'redis': the number must be 1 to 65535, got 0"):
        RedisServers(["a"], port=0)
