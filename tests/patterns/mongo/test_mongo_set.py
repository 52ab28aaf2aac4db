"""What members do together: the real script of each pod, on a model of MongoDB's replica sets.

A real mongod is for the cluster's tests. The model is strict where the server is (see
`set_model.js`), and records what a member must never do.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import k8spatterns_lib

SCRIPTS = str(files(k8spatterns_lib) / "patterns" / "data" / "mongo_scripts")
MODEL = Path(__file__).parent / "set_model.js"

Step = tuple[str, int]
Play = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    """Node with the model: a scenario goes in, what came of it comes out."""
    command = [os.environ.get("JSII_NODE", "node"), str(MODEL), SCRIPTS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdin is not None
        assert node.stdout is not None
        given, answers = node.stdin, node.stdout

        def ask(members: int, *steps: Step, heal: bool = True) -> dict[str, Any]:
            given.write(json.dumps({"members": members, "steps": steps, "heal": heal}) + "\n")
            given.flush()
            answer: dict[str, Any] = json.loads(answers.readline())
            return answer

        yield ask
        given.close()
    assert node.returncode == 0


def rounds(*pods: int) -> list[Step]:
    return [("round", pod) for pod in pods]


def test_a_set_starts_itself_once_with_its_users_and_all_members_ready(play: Play) -> None:
    assert play(3) == {
        "faults": [],
        "initiations": 1,
        "members": [0, 1, 2],
        "wanted": 3,
        "pods": 3,
        "ready": [0, 1, 2],
        "roles": {"root": [{"role": "root", "db": "admin"}], "parse": [{"role": "readWrite", "db": "parse"}]},
        "password": True,
    }


@pytest.mark.parametrize("away", [("down", 2), ("cut", 1)])
def test_nobody_initiates_while_a_pod_is_silent(play: Play, away: Step) -> None:
    outcome = play(3, away, *rounds(0, 1, 2) * 3, heal=False)

    assert (outcome["initiations"], outcome["ready"]) == (0, [])


def test_a_member_that_lost_its_disk_behind_a_broken_network_waits_to_be_taken_back(play: Play) -> None:
    steps = [*rounds(0, 1, 2, 0, 1, 2), ("cut", 0), ("lose", 0), ("restart", 0), *rounds(0, 1, 2) * 3]

    apart, healed = play(3, *steps, heal=False), play(3, *steps)

    assert (apart["faults"], apart["initiations"], apart["ready"]) == ([], 1, [1, 2])
    assert (healed["faults"], healed["initiations"], healed["ready"]) == ([], 1, [0, 1, 2])


def test_more_members_join_without_a_restart(play: Play) -> None:
    outcome = play(1, *rounds(0, 0), ("grow", 0))

    assert (outcome["members"], outcome["ready"]) == ([0, 1, 2], [0, 1, 2])


def test_retiring_members_leave_before_their_pods_do(play: Play) -> None:
    steps = [*rounds(0, 0), ("retire", 0)]

    before = play(5, *steps, *rounds(4, 3), heal=False)
    after = play(5, *steps)

    assert (before["members"], before["ready"]) == ([0, 1, 2, 3, 4], [0])
    assert (after["members"], after["pods"], after["ready"]) == ([0, 1, 2], 5, [0, 1, 2, 3, 4])


def test_a_primary_that_retires_hands_over_first(play: Play) -> None:
    outcome = play(3, *rounds(0, 1, 2, 0, 1, 2), ("down", 0), ("retire", 0), ("up", 0))

    assert (outcome["faults"], outcome["members"], outcome["ready"]) == ([], [0], [0, 1, 2])


def test_a_changed_password_reaches_the_set(play: Play) -> None:
    assert play(3, *rounds(0, 1, 2, 0, 1, 2), ("password", 0))["password"] is True


def test_a_password_that_is_not_there_yet_keeps_nobody_else_waiting(play: Play) -> None:
    without = play(3, ("forget", 0))
    later = play(3, ("forget", 0), *rounds(0, 1, 2, 0, 1, 2), ("password", 0))

    assert (list(without["roles"]), without["ready"]) == (["root"], [0, 1, 2])
    assert (list(later["roles"]), later["password"]) == (["root", "parse"], True)


events = st.sampled_from(
    ["round"] * 12 + ["down", "up", "cut", "join", "lose", "restart", "password", "grow", "retire", "shrink", "finish"]
)


@given(members=st.sampled_from([1, 3, 5, 7]), steps=st.lists(st.tuples(events, st.integers(0, 6)), max_size=60))
@settings(max_examples=150)
def test_whatever_happens_there_is_one_set_that_becomes_what_is_wanted(
    play: Play, members: int, steps: list[Step]
) -> None:
    outcome = play(members, *steps)

    assert outcome["faults"] == []
    assert outcome["initiations"] == 1
    assert outcome["members"] == list(range(outcome["wanted"]))
    assert outcome["ready"] == list(range(outcome["pods"]))
    assert outcome["password"] is True
