"""The election of one leader by a Lease.

Why there is at most one leader. All write one Lease, and the API server takes a write only from who read
its newest version. A leader believes in itself until `renew` seconds after it *began* its last write that
was taken. The others count from when they *saw* that write, and take the Lease if nobody wrote it for the
`lease` seconds that stand in it: later, since renew < lease. Only spans of time are measured, each by one
clock, so the nodes need not agree on the time of day.

Why the token only grows. It is the `resourceVersion` of the write that began the term. Each term begins
with a write of its own, and the API server gives each write a higher version, also when the Lease was
replaced or made anew in between; `leaseTransitions` would begin at 0 again.

Source: the leader election of client-go; Kubernetes docs, "Leases"; KEP-5504 (versions can be compared);
M. Kleppmann, "How to do distributed locking" (fencing tokens).
"""

import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .api_server import Calls, Json

LOG = logging.getLogger("elector")


@dataclass(frozen=True)
class Times:
    """How long a Lease holds, how long its holder believes so, and the pause between tries, in seconds."""

    lease: float
    renew: float
    retry: float


@dataclass(frozen=True)
class Term:
    """One unbroken time as the leader; it ends when the clock shows `until`, unless it is renewed."""

    token: int
    until: float


class Election:
    """One candidate for one Lease.

    Args:
        api: The API server.
        path: The Lease's path there.
        identity: A name that no other candidate has or had, `pod_number`.
        times: How long things last.
        clock: Seconds, from any start; it must not stand still while the machine sleeps.
        healthy: Whether this candidate may become or stay the leader.
    """

    def __init__(
        self,
        api: Calls,
        path: str,
        identity: str,
        times: Times,
        *,
        clock: Callable[[], float],
        healthy: Callable[[], bool],
    ) -> None:
        self.holder: str | None = None
        self.former: str | None = None
        self.term: Term | None = None
        self._api = api
        self._path = path
        self._identity = identity
        self._times = times
        self._clock = clock
        self._healthy = healthy
        self._held: Json | None = None
        self._seen: str | None = None
        self._free_at = math.inf

    def current_term(self) -> Term | None:
        """Return the term if this candidate is the leader at this moment."""
        term = self.term
        return term if term is not None and self._clock() < term.until else None

    def pause(self) -> float:
        """Return the seconds until the next step: a try later, or when the Lease can be taken."""
        left = self._free_at - self._clock()
        return left if not self.current_term() and 0 < left < self._times.retry else self._times.retry

    def step(self) -> None:
        """Renew the Lease, or take it if it is free.

        Raises:
            Refused, OSError, HTTPException, ValueError: It did not work out; a term goes on until it runs out.
        """
        if not self.current_term():
            self._end()
        lease = self._held if self._held is not None and self.term is not None else self._read()
        mine = self._is_mine(lease)
        if not mine:
            self._end()
        if not self._healthy():
            if mine and self.term is None:
                self._write_free(lease)
        elif mine or self._clock() >= self._free_at:
            self._write_mine(lease)

    def release(self) -> None:
        """End the term, and let others have the Lease.

        Raises:
            Refused, OSError, HTTPException, ValueError: They have to wait until it runs out.
        """
        term, self.term = self.current_term(), None
        if term is not None:
            lease = self._held or self._read()
            if self._is_mine(lease):
                self._write_free(lease)

    def _end(self) -> None:
        if self.term is not None:
            LOG.info("leads no more, token %d", self.term.token)
            self.term = None

    def _is_mine(self, lease: Json) -> bool:
        return bool(_spec(lease).get("holderIdentity") == self._identity)

    def _write_mine(self, lease: Json) -> None:
        begun, now = self._clock(), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        term, spec = self.current_term(), _spec(lease)
        seconds = math.ceil(self._times.lease)
        mine = {**spec, "holderIdentity": self._identity, "leaseDurationSeconds": seconds, "renewTime": now}
        if term is None:
            mine |= {"acquireTime": now, "leaseTransitions": (spec.get("leaseTransitions") or 0) + 1}
            if not self._is_mine(lease):
                self.former = _pod(spec) or self.former
        written = self._write(lease, mine)
        token = int(written["metadata"]["resourceVersion"]) if term is None else term.token
        self.term = Term(token, begun + self._times.renew)
        self._held = written
        if term is None:
            LOG.info("leads, token %d", token)

    def _write_free(self, lease: Json) -> None:
        kept = {key: value for key, value in _spec(lease).items() if key not in {"holderIdentity", "acquireTime"}}
        # The shortest that the API knows; then the rule for a Lease that ran out does for one that was given back.
        self._write(lease, {**kept, "leaseDurationSeconds": 1})
        LOG.info("gave the Lease back")

    def _write(self, lease: Json, spec: Json) -> Json:
        self._held = None
        written = self._api.call("PUT", self._path, {**lease, "spec": spec}, self._seconds())
        self._note(written)
        return written

    def _read(self) -> Json:
        lease = self._api.call("GET", self._path, None, self._seconds())
        self._note(lease)
        return lease

    def _note(self, lease: Json) -> None:
        """Remember whose the Lease is and, if it was written, when it can be taken at the earliest."""
        spec = _spec(lease)
        self.holder = _pod(spec)
        version = lease["metadata"]["resourceVersion"]
        # Not by what it says: between two looks it may have been taken, and put back to what it said before.
        if version != self._seen:
            self._seen = version
            # One that says nothing, since it is new or was made anew, may have had a holder a moment ago.
            self._free_at = self._clock() + (spec.get("leaseDurationSeconds") or self._times.lease)

    def _seconds(self) -> float:
        """Return how long a part of a request may take: a leader must be able to try twice in time."""
        longest, term = self._times.renew / 2, self.current_term()
        return longest if term is None else max(min(longest, term.until - self._clock()), longest / 100)


def _spec(lease: Json) -> Json:
    spec: Json | None = lease.get("spec")
    return spec or {}


def _pod(spec: Mapping[str, Any]) -> str | None:
    """Return the pod that holds a Lease, without the number of its elector's process."""
    holder = spec.get("holderIdentity") or ""
    return holder.rpartition("_")[0] or holder or None
