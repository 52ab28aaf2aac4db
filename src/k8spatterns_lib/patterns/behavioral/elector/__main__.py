"""Takes part in the election until the pod stops.

Usage: python -m elector --lease NAME --lease-seconds N --renew-seconds N --retry-seconds N --port N
--file PATH --credentials DIRECTORY [--label KEY] [--check URL [--check-header NAME:VALUE]... [--check-seconds N]],
with POD_NAME and POD_IP in the environment, and the API server's address as each container has it.
"""

import argparse
import logging
import os
import random
import secrets
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .api_server import UNDONE, ApiServer
from .election import LOG, Election, Times
from .health_check import health_check
from .pod_label import PodLabel
from .standing import standing_server, write_standing


def node_clock() -> float:
    """Return the seconds since the node's start; Linux alone has a clock that goes on while it sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog="elector", allow_abbrev=False)
    parser.add_argument("--lease", required=True)
    for name in ("--lease-seconds", "--renew-seconds", "--retry-seconds"):
        parser.add_argument(name, type=float, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--credentials", type=Path, required=True)
    parser.add_argument("--label")
    parser.add_argument("--check")
    parser.add_argument("--check-header", action="append", default=[])
    parser.add_argument("--check-seconds", type=float, default=1)
    return parser.parse_args()


def stop_signal() -> socket.socket:
    """Return a socket that can be read once the container is told to stop: no request is broken off by it."""
    heard, told = socket.socketpair()
    told.setblocking(False)  # noqa: FBT003 - it has no name for it
    signal.set_wakeup_fd(told.detach())
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: None)
    return heard


class NotAgain(logging.Filter):
    """Keeps a message out of the log that is the one before: an hour without an answer is one line."""

    last = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it."""
        before, self.last = self.last, record.getMessage()
        return self.last != before


def attempt(action: Callable[[], None]) -> None:
    """Do what can fail for a while; the next step tries again."""
    try:
        action()
    except UNDONE as error:
        LOG.warning("%s", error)


def take_part(election: Election, announce: Callable[[], None], stop: socket.socket) -> None:
    """Step by step, until the container is told to stop; then give the Lease back."""
    stopped = False
    while not stopped:
        attempt(election.step)
        announce()
        # A little more or less, so that pods that started together do not ask together for ever.
        pause = election.pause() * random.uniform(0.9, 1.1)  # noqa: S311 - nothing secret
        stopped = bool(select.select([stop], [], [], pause)[0])
    attempt(election.release)
    announce()


def main() -> None:
    """Wire the parts together."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    LOG.addFilter(NotAgain())
    stop, given = stop_signal(), options()
    pod, namespace = os.environ["POD_NAME"], (given.credentials / "namespace").read_text().strip()
    headers = dict(each.split(":", 1) for each in given.check_header)
    healthy = health_check(given.check, os.environ["POD_IP"], headers, given.check_seconds) if given.check else None
    api = ApiServer(
        given.credentials, os.environ["KUBERNETES_SERVICE_HOST"], int(os.environ["KUBERNETES_SERVICE_PORT"])
    )
    election = Election(
        api,
        f"/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases/{given.lease}",
        f"{pod}_{secrets.token_hex(8)}",
        Times(given.lease_seconds, given.renew_seconds, given.retry_seconds),
        clock=node_clock,
        healthy=healthy or (lambda: True),
    )
    label = PodLabel(api, namespace, pod, given.label, given.retry_seconds) if given.label else None

    def announce() -> None:
        write_standing(election, given.file)
        if label is not None:
            attempt(partial(label.follow, election))

    server = standing_server(election, given.port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    write_standing(election, given.file)
    take_part(election, announce, stop)


if __name__ == "__main__":
    main()
