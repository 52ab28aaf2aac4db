"""Runs the scripts of a Redis pod as its image does; only Redis' own programs are stood in for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import k8spatterns_lib
from k8spatterns_lib.patterns.data.redis_config import sentinel_conf, sentinel_settings
from tests.stand_ins import redis_world
from tests.stand_ins.redis_world import PASSWORD, host_of

SCRIPTS = Path(str(files(k8spatterns_lib))) / "patterns" / "data" / "redis_scripts"
SERVER = """#!/bin/sh
# Stands in for redis-server: says what it was started with, and runs until it is told to stop.
echo "$@" > "$DATA/started"
trap 'exit 0' TERM
[ -n "${BRIEF:-}" ] && [ "${1%.empty}" = "$1" ] && exit 0
while :; do sleep 0.05; done
"""


class Pod:
    """A pod of a set, with a claim of its own in a folder."""

    def __init__(self, folder: Path, number: int = 0, *, replicas: int = 3) -> None:
        self.folder, self.number, self.replicas = folder, number, replicas
        self.data, self.run_folder, self.programs = folder / "data", folder / "run", folder / "bin"
        for each in (self.data / "redis", self.data / "sentinel", self.run_folder, self.programs, folder / "scripts"):
            each.mkdir(parents=True, exist_ok=True)
        self._program("redis-cli", f'#!/bin/sh\nexec {sys.executable} -IS {redis_world.__file__} "$@"\n')
        self._program("redis-server", SERVER)
        for script in SCRIPTS.iterdir():
            (folder / "scripts" / script.name).write_text(script.read_text())
        self.config("redis.conf", "port 6379\n")
        self.config("sentinel.conf", sentinel_conf())
        self.config("sentinel.settings", sentinel_settings(down_after_seconds=5, failover_timeout_seconds=10))
        self.world(sentinels={}, servers={})

    def _program(self, name: str, text: str) -> None:
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def config(self, name: str, text: str) -> None:
        (self.folder / "scripts" / name).write_text(text)

    def world(self, *, sentinels: dict[int, Any], servers: dict[int, Any]) -> None:
        """Say who answers what."""
        with redis_world.opened(self.folder / "world.json") as world:
            world["self"] = host_of(self.number)
            world["sentinels"] = {host_of(pod): each for pod, each in sentinels.items()}
            world["servers"] = {host_of(pod): each for pod, each in servers.items()}

    def server(self, pod: int) -> dict[str, Any]:
        with redis_world.opened(self.folder / "world.json") as world:
            found: dict[str, Any] = world["servers"][host_of(pod)]
        return found

    @property
    def asked(self) -> list[str]:
        log = self.folder / "world.log"
        return log.read_text().splitlines() if log.exists() else []

    def holds_data(self) -> None:
        (self.data / "redis" / "holds-data").touch()

    @property
    def is_noted_to_hold_data(self) -> bool:
        return (self.data / "redis" / "holds-data").exists()

    @property
    def redis_conf(self) -> list[str]:
        return (self.run_folder / "redis.conf").read_text().splitlines()

    @property
    def memory(self) -> Path:
        return self.data / "sentinel" / "sentinel.conf"

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        return {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "WORLD": str(self.folder / "world.json"),
            "DATA": str(self.data),
            "RUN": str(self.run_folder),
            "POD_NAME": f"redis-{self.number}",
            "POD_NAMESPACE": "shop",
            "CLUSTER_DOMAIN": "cluster.local",
            "NODES": "redis-nodes",
            "REPLICAS": str(self.replicas),
            "QUORUM": str(self.replicas // 2 + 1),
            "SET_NAME": "mymaster",
            "REDISCLI_AUTH": PASSWORD,
            **more,
        }

    def run(self, script: str, *arguments: str, **more: str) -> tuple[int, str]:
        """Run a script to its end, and return its status and what it said; a server that it becomes ends at once."""
        with (self.folder / "said").open("w+") as said:
            command = ["/bin/sh", str(self.folder / "scripts" / script), *arguments]
            env = self.environment({"BRIEF": "yes", **more})
            with subprocess.Popen(command, env=env, stderr=said, text=True, start_new_session=True) as process:
                status = process.wait(60)
                end_all(process)
            said.seek(0)
            return status, "".join(line.partition(" ")[2] for line in said)

    def function(self, text: str, given: str = "", **more: str) -> str:
        """Return what a line of shell prints that uses the functions that the scripts share."""
        command = ["/bin/sh", "-eu", "-c", f". {self.folder}/scripts/redis_set.sh; {text}"]
        env = self.environment(more)
        done = subprocess.run(command, env=env, input=given.encode(), capture_output=True, timeout=60, check=True)
        return done.stdout.decode()

    @contextmanager
    def started(self, script: str, **more: str) -> Generator[subprocess.Popen[str]]:
        """Run a script that does not end by itself; it must end when it is told to stop."""
        command = ["/bin/sh", str(self.folder / "scripts" / script)]
        with subprocess.Popen(
            command, env=self.environment(more), stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            try:
                yield process
                process.terminate()
                assert process.wait(20) == 0
            finally:
                end_all(process)


def end_all(process: subprocess.Popen[str]) -> None:
    """End what a script left running, as the end of its container does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def eventually(condition: Callable[[], object], what: str) -> None:
    """Wait for what a script does beside the server that it became."""
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"never: {what}")


def line_of(process: subprocess.Popen[str]) -> str:
    """Return the next thing that a script says, without the time."""
    assert process.stderr is not None
    return process.stderr.readline().rstrip("\n").partition(" ")[2]
