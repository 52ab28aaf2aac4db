"""Waits until a TCP connection works; runs in a step before the main container.

Usage: service_waiter.py HOST PORT PERIOD [TIMEOUT], the last two in seconds.
"""

import itertools
import signal
import socket
import sys
import time

STOPPED = 128 + signal.SIGTERM
REMIND_SECONDS = 30


def refusal(host: str, port: int, seconds: float) -> str | None:
    """Return why no connection can be made, or None if one was."""
    try:
        with socket.create_connection((host, port), timeout=seconds):
            return None
    except OSError as error:
        return error.strerror or str(error) or type(error).__name__


def say(text: str) -> None:
    """Write a line of the log at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(host: str, port: str, period: str, timeout: str | None = None) -> int:
    """Wait, and return 0 once it works, or 1 if it did not in time."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))
    begun = time.monotonic()
    said, said_at = "", -float(REMIND_SECONDS)
    for _ in itertools.count():
        reason = refusal(host, int(port), float(period))
        waited = time.monotonic() - begun
        if reason is None:
            say(f"{host} takes connections on port {port}, after {waited:.0f} s")
            return 0
        if timeout is not None and waited >= float(timeout):
            say(f"{host} took no connection on port {port} for {waited:.0f} s: {reason}")
            return 1
        if reason != said or waited - said_at >= REMIND_SECONDS:
            say(f"waiting for {host} to take connections on port {port}: {reason}")
            said, said_at = reason, waited
        time.sleep(float(period))
    raise AssertionError  # the loop has no other end


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
