"""What a pod decides by what the sentinels know: the function `decide` of its scripts, run by a real shell."""

import subprocess
from collections.abc import Sequence

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.patterns.redis.redis_scripts import SCRIPTS
from tests.stand_ins.redis_world import host_of

A, B, C = map(host_of, range(3))


@attrs.frozen
class Seen:
    """What the sentinels of all pods answer, and which claims hold data."""

    knowledge: tuple[str, ...]
    holds: tuple[bool, ...]
    late: bool

    @property
    def known(self) -> list[tuple[int, str]]:
        answers = [each.split() for each in self.knowledge]
        return [(int(words[1]), words[2]) for words in answers if words[0] == "knows"]

    @property
    def silent(self) -> int:
        return self.knowledge.count("silent")


def verdicts(seen: Seen) -> list[str]:
    """Return what each pod decides; all see the same."""
    pods = len(seen.knowledge)
    program = [f". {SCRIPTS}/redis_set.sh"]
    for pod in range(pods):
        holds, late = ("yes" if each else "no" for each in (seen.holds[pod], seen.late))
        program.append(f'printf "%s" "$SEEN" | decide {pod} {host_of(pod)} {pods} {holds} {late}')
    knowledge = "".join(f"{pod} {each}\n" for pod, each in enumerate(seen.knowledge))
    env = {"SEEN": knowledge, "POD_NAME": "redis-0", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["/bin/sh", "-c", "\n".join(program)], env=env, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@st.composite
def seen(draw: st.DrawFn) -> Seen:
    pods = draw(st.sampled_from([3, 5]))
    hosts = st.integers(0, pods - 1).map(host_of)
    flags = st.sampled_from(["master", "master,disconnected", "master,s_down,o_down", "master,failover_in_progress"])
    knows = st.builds("knows {} {} {}".format, st.integers(0, 3), hosts, flags)
    answers = st.tuples(*[st.sampled_from(["silent", "empty"]) | knows] * pods)
    return Seen(draw(answers), draw(st.tuples(*[st.booleans()] * pods)), draw(st.booleans()))


few = settings(max_examples=150)


@few
@given(seen())
def test_at_most_one_pod_leads_or_begins_and_it_has_the_right_to(seen: Seen) -> None:
    said = verdicts(seen)

    first = [pod for pod, each in enumerate(said) if each in {"lead", "start"}]
    assert len(first) <= 1
    for pod in first:
        if said[pod] == "start":
            assert pod == 0
            assert set(seen.knowledge) == {"empty"}
        else:
            assert seen.holds[pod]
            assert max(epoch for epoch, _ in seen.known) in {
                epoch for epoch, host in seen.known if host == host_of(pod)
            }


@few
@given(seen())
def test_who_follows_follows_a_master_of_the_highest_epoch(seen: Seen) -> None:
    followed = {each.split()[1] for each in verdicts(seen) if each.startswith("follow")}

    assert len(followed) <= 1
    for host in followed:
        assert (max(epoch for epoch, _ in seen.known), host) in seen.known


@few
@given(seen())
def test_less_than_a_majority_decides_nothing_while_anybody_is_silent(seen: Seen) -> None:
    if seen.silent and len(seen.known) <= len(seen.knowledge) // 2:
        assert all(each.startswith("wait") for each in verdicts(seen))


@pytest.mark.parametrize(
    ("knowledge", "holds", "late", "expected"),
    [
        pytest.param(("empty",) * 3, "", False, ["start", "wait", "wait"], id="a new set is begun by the lowest"),
        pytest.param(("empty", "empty", "silent"), "", True, ["wait"] * 3, id="but not while a pod is silent"),
        pytest.param(("silent",) * 3, "012", True, ["wait"] * 3, id="nobody answers"),
        pytest.param(
            (f"knows 0 {A} master", "empty", "empty"),
            "0",
            False,
            ["lead", f"follow {A}", f"follow {A}"],
            id="the others join a new set",
        ),
        pytest.param(
            (f"knows 4 {A} master", f"knows 5 {B} master", f"knows 4 {A} master"),
            "012",
            False,
            [f"follow {B}", "lead", f"follow {B}"],
            id="after a full restart the highest epoch counts",
        ),
        pytest.param(
            (f"knows 5 {A} master,s_down", f"knows 5 {A} master,s_down", "empty"),
            "01",
            False,
            ["lead", f"follow {A}", f"follow {A}"],
            id="a claim was lost",
        ),
        pytest.param(
            (f"knows 5 {A} master", f"knows 5 {A} master", f"knows 5 {A} master"),
            "12",
            False,
            ["yield", f"follow {A}", f"follow {A}"],
            id="the claim of the master was lost",
        ),
        pytest.param(
            (f"knows 5 {A} master,s_down", f"knows 5 {A} master,s_down", "silent"),
            "012",
            False,
            ["wait"] * 3,
            id="a majority, no master at work: the silent one may know of a newer master",
        ),
        pytest.param(
            (f"knows 5 {A} master,s_down", f"knows 5 {A} master,s_down", "silent"),
            "012",
            True,
            ["lead", f"follow {A}", f"follow {A}"],
            id="but not for ever",
        ),
        pytest.param(
            (f"knows 5 {A} master", f"knows 5 {A} master", "silent"),
            "012",
            False,
            ["lead", f"follow {A}", f"follow {A}"],
            id="a majority sees the master at work",
        ),
        pytest.param(
            (f"knows 5 {A} master,o_down,failover_in_progress", f"knows 5 {A} master", f"knows 5 {A} master"),
            "012",
            False,
            ["wait", f"follow {A}", f"follow {A}"],
            id="a master that is being replaced does not come back as one",
        ),
        pytest.param(
            (f"knows 9 {A} master", f"knows 10 {C} master", f"knows 9 {A} master"),
            "012",
            False,
            [f"follow {C}", f"follow {C}", "lead"],
            id="epochs are numbers",
        ),
    ],
)
def test_a_pod_decides(knowledge: Sequence[str], holds: str, late: bool, expected: list[str]) -> None:  # noqa: FBT001
    said = verdicts(Seen(tuple(knowledge), tuple(str(pod) in holds for pod in range(3)), late))

    assert ["wait" if each.startswith("wait") else each for each in said] == expected
