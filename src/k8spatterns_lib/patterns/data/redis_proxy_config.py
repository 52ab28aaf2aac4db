"""The configuration of an HAProxy in front of Redis: writes to the master, reads to replicas.

Each server is asked what it is; no client has to. A master counts once it says `role:master`
and, where the servers demand a replica for writes, has one: one that was cut off and does
not know yet that it was replaced is left alone. Where two masters answer all the same, writes
go to none, for one of them will lose what it takes. Reads go to replicas that are in sync, and
to a lone master where there is none.

Names are looked up again and again, as pods come back with other addresses. The password
comes from the environment and goes out in Redis' own encoding, whatever letters it has.

Source: HAProxy 2.6 configuration manual, "tcp-check", "resolvers", "nbsrv"; Redis docs, "INFO".
"""

from typing import Final

from k8spatterns_lib.values.redis_servers import NAMESPACE, RedisServers

ALIVE: Final = "/alive"
"""It runs."""
READABLE: Final = "/readable"
"""It has a server to read from."""
WRITABLE: Final = "/writable"
"""It has the one master."""

_AUTH: Final = r"""
  tcp-check send-lf "*2\r\n\$4\r\nAUTH\r\n\$%[env(REDISCLI_AUTH),length]\r\n%[env(REDISCLI_AUTH)]\r\n"
  tcp-check expect string +OK
""".lstrip("\n")
_CHECK: Final = r"""  option tcp-check
  tcp-check connect
{auth}  tcp-check send "INFO replication\r\n"
  tcp-check expect min-recv {least} rstring "{answer}"
  tcp-check send "QUIT\r\n"
  tcp-check expect string +OK
"""
# From the start of the answer to the end of what is looked for; with less, HAProxy waits for more.
_MASTER: Final = (34, r"\nrole:master\r\n")
_MASTER_WITH_REPLICA: Final = (
    80,
    r"\nrole:master\r\nconnected_slaves:[0-9]+\r\nmin_slaves_good_slaves:[1-9]",
)
_REPLICA: Final = (350, r"\nrole:slave\r\nmaster_host:[^\r]*\r\nmaster_port:[0-9]+\r\nmaster_link_status:up\r\n")


def redis_proxy_config(
    servers: RedisServers,
    *,
    address: str,
    write_port: int,
    read_port: int,
    health_port: int,
    check_seconds: int,
    connections: int,
) -> str:
    """Return `haproxy.cfg`.

    Args:
        servers: The servers behind it.
        address: Where the two data ports listen: "127.0.0.1", or "" for everywhere.
        write_port: Leads to the master.
        read_port: Leads to a replica.
        health_port: Answers probes over HTTP, on every address.
        check_seconds: From one question to a server to the next.
        connections: How many it serves at once.
    """
    master = _MASTER_WITH_REPLICA if servers.needs_replica else _MASTER
    return "\n".join(
        (
            _global(check_seconds, connections),
            _frontends(f"{address}:{write_port}", f"{address}:{read_port}"),
            _health(health_port),
            _backend("master", servers, *master),
            _backend("replicas", servers, *_REPLICA, balance="leastconn"),
            _backend("lone", servers, *_MASTER),
        )
    )


def _global(check_seconds: int, connections: int) -> str:
    return f"""global
  log stdout format raw local0 notice
  maxconn {connections}
  hard-stop-after 10s

defaults
  mode tcp
  log global
  timeout connect 2s
  timeout check 1s
  # Blocking commands and subscriptions wait for long; keep-alive finds the peers that are gone.
  timeout client 1d
  timeout server 1d
  option clitcpka
  option srvtcpka
  default-server inter {check_seconds}s fastinter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
  default-server init-addr none resolvers cluster

resolvers cluster
  parse-resolv-conf
  accepted_payload_size 8192
  hold valid 5s
"""


def _frontends(write: str, read: str) -> str:
    return f"""frontend write
  bind {write}
  use_backend master if {{ nbsrv(master) eq 1 }}

frontend read
  bind {read}
  use_backend replicas if {{ nbsrv(replicas) gt 0 }}
  use_backend lone if {{ nbsrv(lone) eq 1 }}
"""


def _health(port: int) -> str:
    return f"""frontend health
  mode http
  timeout client 5s
  bind :{port}
  http-request return status 200 if {{ path {ALIVE} }}
  http-request return status 200 if {{ path {WRITABLE} }} {{ nbsrv(master) eq 1 }}
  http-request return status 200 if {{ path {READABLE} }} {{ nbsrv(replicas) gt 0 }}
  http-request return status 200 if {{ path {READABLE} }} {{ nbsrv(lone) eq 1 }}
  http-request return status 503
"""


def _backend(name: str, servers: RedisServers, least: int, answer: str, *, balance: str = "") -> str:
    auth = "" if servers.password is None else _AUTH
    check = _CHECK.format(auth=auth, least=least, answer=answer)
    how = f"  balance {balance}\n" if balance else ""
    lines = "".join(
        f'  server {label} "{host.replace(NAMESPACE, "${POD_NAMESPACE}")}:{servers.port}" check\n'
        for label, host in zip(_labels(servers.hosts), servers.hosts, strict=True)
    )
    return f"backend {name}\n{how}{check}{lines}"


def _labels(hosts: tuple[str, ...]) -> list[str]:
    """Return a short name for each server, for the log."""
    labels = [host.partition(".")[0] for host in hosts]
    return labels if len(set(labels)) == len(labels) else [f"server-{index}" for index, _ in enumerate(hosts)]
