"""The election's promises, whatever clocks, messages, pods and people do to it."""

from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.patterns.behavioral.elector.election import Times
from tests.stand_ins.slow_world import Pod, World

TIMES = Times(lease=15, renew=10, retry=2)
EVENTS = ("nothing", "crash", "cut off", "freeze", "ill", "stop", "replace", "delete", "annotate")


def happen(world: World, event: str, pod: Pod) -> None:
    """Let something happen to a pod or to the Lease."""
    if event == "crash":
        pod.reborn()
    elif event == "cut off":
        pod.cut_off = not pod.cut_off
    elif event == "freeze":
        pod.frozen_until = world.now + 25
    elif event == "ill":
        pod.well = not pod.well
    elif event == "stop":
        pod.release()
    elif event == "delete":
        world.store.delete()
        world.later(world.random.uniform(0, 20), world.store.apply)
    elif world.store.lease is not None and event != "nothing":
        getattr(world.store, event)()


def live_through(world: World, events: list[tuple[str, int, float]]) -> None:
    for event, pod, seconds in events:
        happen(world, event, world.pods[pod])
        world.pass_by(seconds)


events = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 2), st.floats(0, 40)), max_size=30)


@given(seed=st.integers(0, 2**32), events=events)
def test_never_do_two_lead_and_each_term_has_a_higher_token(seed: int, events: list[tuple[str, int, float]]) -> None:
    world = World(seed, TIMES)

    live_through(world, events)

    assert world.faults == []


@given(seed=st.integers(0, 2**32), events=events)
def test_whatever_happened_one_leads_once_it_is_quiet(seed: int, events: list[tuple[str, int, float]]) -> None:
    world = World(seed, TIMES)
    live_through(world, events)

    world.calm_down()
    world.pass_by(90)
    for _ in range(120):
        world.pass_by(1)
        assert len(world.leaders()) == 1

    assert world.faults == []


def test_a_term_that_outlasts_the_lease_would_be_found() -> None:
    """So the properties above can fail."""
    found = []
    for seed in range(20):
        world = World(seed, Times(lease=15, renew=20, retry=2))
        dice = world.random
        live_through(world, [(dice.choice(EVENTS), dice.randrange(3), dice.uniform(0, 40)) for _ in range(30)])
        found += world.faults

    assert any("led at once" in each for each in found)
