"""A world in which clocks differ and messages are late or lost, to be run through as fast as can be computed.

The candidates are the real ones (`elector.election`), one Lease is kept by `LeaseStore`; time alone is made up.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from k8spatterns_lib.patterns.behavioral.elector.api_server import Refused
from k8spatterns_lib.patterns.behavioral.elector.election import Election, Times
from tests.stand_ins.api_server import LEASE, LeaseStore

TICK = 0.5


class Pod:
    """A candidate, its clock, and its way to the API server."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name
        self.start, self.rate = world.random.uniform(0, 1000), world.random.uniform(0.9, 1.1)
        self.cut_off = False
        self.well = True
        self.frozen_until = 0.0
        self.busy = False
        self.reborn()

    def reborn(self) -> None:
        """Begin anew, as after a crash: a new process knows nothing."""
        self.wakes_at = self.world.now
        self.world.processes += 1
        self.election = Election(
            self,
            LEASE,
            f"{self.name}_{self.world.processes}",
            self.world.times,
            clock=lambda: self.start + self.rate * self.world.now,
            healthy=lambda: self.well,
        )

    def call(self, method: str, path: str, body: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
        """Send a request as the world lets it through; what is late is done after its sender gave up."""
        assert path == LEASE
        luck = 0.5 if self.world.calm else self.world.random.random()
        self.world.pass_by(self.world.random.uniform(0, 1))
        if self.cut_off or luck < 0.1:
            if luck < 0.05 and not self.cut_off:
                self.world.later(self.world.random.uniform(0, 30), lambda: self.world.store.answer(method, body))
            self.world.pass_by(seconds / self.rate)
            raise TimeoutError
        status, answer = self.world.store.answer(method, body)
        self.world.pass_by(self.world.random.uniform(0, 1))
        if luck > 0.9:
            raise ConnectionResetError
        if status != 200:
            raise Refused(status, answer["message"])
        return answer

    def step(self) -> None:
        """Do what the elector's loop does in one turn."""
        self.busy = True
        election = self.election
        try:
            election.step()
        except (Refused, OSError):
            """The next step tries again."""
        self.busy = False
        if election is self.election:
            self.wakes_at = self.world.now + election.pause() / self.rate

    def release(self) -> None:
        """Do what the elector does when the pod is told to stop; another process follows."""
        self.busy = True
        try:
            self.election.release()
        except (Refused, OSError):
            """Others wait until the Lease runs out."""
        self.busy = False
        self.reborn()


class World:
    """Pods, a Lease, and one true time that none of them sees."""

    def __init__(self, seed: int, times: Times, pods: int = 3) -> None:
        self.random = Random(seed)  # noqa: S311 - chance that can be had again
        self.times = times
        self.now = 0.0
        self.processes = 0
        self.calm = False
        self.store = LeaseStore()
        self.store.apply()
        self.faults: list[str] = []
        self.terms: list[tuple[str, int]] = []
        self._later: list[tuple[float, Callable[[], object]]] = []
        self.pods = [Pod(self, f"pod-{number}") for number in range(pods)]

    def calm_down(self) -> None:
        """Let all go well from now on; what is late still arrives."""
        self.calm = True
        for pod in self.pods:
            pod.cut_off, pod.well = False, True

    def later(self, seconds: float, what: Callable[[], object]) -> None:
        """Do something after a while."""
        self._later.append((self.now + seconds, what))

    def pass_by(self, seconds: float) -> None:
        """Let time go on; who is due takes a step meanwhile, and what is late arrives."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + TICK, end)
            due = [each for each in self._later if each[0] <= self.now]
            self._later = [each for each in self._later if each[0] > self.now]
            for _, what in due:
                what()
            self._look()
            for pod in self.pods:
                if not pod.busy and pod.wakes_at <= self.now and pod.frozen_until <= self.now:
                    pod.step()
                    self._look()

    def leaders(self) -> list[Pod]:
        """Return the pods that would answer at this moment that they lead."""
        return [each for each in self.pods if each.election.current_term() is not None]

    def _look(self) -> None:
        leaders = self.leaders()
        if len(leaders) > 1:
            self.faults.append(f"{self.now}: {[each.name for each in leaders]} led at once")
        for each in leaders:
            term = each.election.current_term()
            assert term is not None
            seen = (each.name, term.token)
            if self.terms and seen != self.terms[-1] and term.token <= self.terms[-1][1]:
                self.faults.append(f"{self.now}: the token {term.token} came after {self.terms[-1]}")
            if not self.terms or seen != self.terms[-1]:
                self.terms.append(seen)
