"""Stands in for `redis-cli` and the network behind it: what the servers and sentinels of a set answer.

The set is a JSON file, so that each call of the scripts finds what the last one left. It shows
what scripts make of answers; what real servers answer is shown elsewhere.
"""

import json
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

World = dict[str, Any]
PASSWORD = 'a "pass\\word" $with %everything'


def host_of(pod: int) -> str:
    """Return the name of pod `pod`."""
    return f"redis-{pod}.redis-nodes.shop.svc.cluster.local"


def knows(epoch: int, master: int, flags: str = "master") -> dict[str, Any]:
    """Return a sentinel that watches pod `master`."""
    return {"epoch": epoch, "master": host_of(master), "flags": flags}


def master(offset: int = 100, replicas: dict[int, int] | None = None) -> dict[str, Any]:
    """Return a server that leads; `replicas` are the offsets of those that follow, by pod."""
    behind = {host_of(pod): each for pod, each in (replicas or {}).items()}
    return {"role": "master", "offset": offset, "priority": 100, "min": 1, "replicas": behind}


def replica(of: int, link: str = "up", priority: int = 100) -> dict[str, Any]:
    """Return a server that follows pod `of`."""
    return {"role": "slave", "master": host_of(of), "link": link, "priority": priority, "min": 1, "replicas": {}}


def info(server: World) -> list[str]:
    """Answer INFO. Each time it is asked, replicas catch up a little."""
    lines = ["loading:0", f"role:{server['role']}"]
    if server["role"] == "slave":
        lines += [f"master_host:{server['master']}", f"master_link_status:{server['link']}"]
    lines += [f"slave_priority:{server['priority']}", f"connected_slaves:{len(server['replicas'])}"]
    for number, (host, offset) in enumerate(server["replicas"].items()):
        lines.append(f"slave{number}:ip={host},port=6379,state=online,offset={offset},lag=0")
        server["replicas"][host] = min(offset + 20, server["offset"])
    writing = server.get("writing", 0)
    server["writing"] = max(writing - 1, 0)
    return [
        *lines,
        f"master_repl_offset:{server.get('offset', 0)}",
        f"aof_rewrite_in_progress:{min(writing, 1)}",
        "aof_rewrite_scheduled:0",
        "aof_last_bgrewrite_status:ok",
    ]


def ask_server(world: World, host: str, words: list[str]) -> list[str]:
    """Answer as the server of `host` does."""
    server = world["servers"][host]
    match words:
        case ["INFO", *_]:
            return info(server)
        case ["CONFIG", "GET", "min-replicas-to-write" as name]:
            return [name, str(server["min"])]
        case ["CONFIG", "SET", "min-replicas-to-write", value]:
            server["min"] = int(value)
        case ["CONFIG", "SET", "replica-priority", value]:
            server["priority"] = int(value)
        case ["REPLICAOF", other, "6379"]:
            server.update(role="slave", master=other, link="up")
        case _:
            return ["ERR unknown command"]
    return ["OK"]


def ask_sentinel(world: World, host: str, words: list[str]) -> list[str]:
    """Answer as the sentinel of `host` does."""
    sentinel = world["sentinels"][host]
    if sentinel == "error":
        return ["NOAUTH Authentication required."]
    match words:
        case ["SENTINEL", "MASTERS"]:
            if not sentinel:
                return [""]
            fields = {"name": "mymaster", "ip": sentinel["master"], "port": 6379, "flags": sentinel["flags"]}
            return [str(each) for pair in {**fields, "config-epoch": sentinel["epoch"]}.items() for each in pair]
        case ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"]:
            return [sentinel["master"], "6379"]
        case ["SENTINEL", "FAILOVER", "mymaster"]:
            return [fail_over(world, sentinel)]
        case _:
            return ["ERR unknown command"]


def fail_over(world: World, sentinel: World) -> str:
    """Promote the first replica that may be, and let all sentinels know."""
    good = [each for each, server in world["servers"].items() if server and server["role"] == "slave"]
    if not good:
        return "NOGOODSLAVE No suitable replica to promote"
    world["servers"][good[0]]["role"] = "master"
    for each in world["sentinels"].values():
        if each and each != "error":
            each.update(master=good[0], epoch=sentinel["epoch"] + 1)
    return "OK"


@contextmanager
def opened(path: Path) -> Generator[World]:
    """Give the set to one at a time, and keep what became of it."""
    with path.open("a+") as file:
        flock(file, LOCK_EX)
        file.seek(0)
        world = json.loads(file.read() or "{}")
        yield world
        file.truncate(0)
        file.write(json.dumps(world))


def answer(world: World, host: str, port: str, words: list[str]) -> list[str] | None:
    """Return the lines of the answer, or None if there is nobody at that address."""
    host = world["self"] if host == "127.0.0.1" else host
    if world["sentinels" if port == "26379" else "servers"].get(host) is None:
        return None
    if os.environ.get("REDISCLI_AUTH") != PASSWORD:
        return ["NOAUTH Authentication required."]
    return ask_sentinel(world, host, words) if port == "26379" else ask_server(world, host, words)


def main(arguments: list[str]) -> int:
    """Answer one call of redis-cli; 1 if there is nobody."""
    _, host, _, port, *words = arguments
    path = Path(os.environ["WORLD"])
    with opened(path) as world:
        lines = answer(world, host, port, words)
        with path.with_suffix(".log").open("a") as log:
            log.write(f"{host} {port} {' '.join(words)}\n")
    if lines is None:
        return 1
    sys.stdout.write("\r\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
