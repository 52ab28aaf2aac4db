"""Each decision of a member on its own, by the file that mongosh runs, under Node."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import k8spatterns_lib

DECISIONS = str(files(k8spatterns_lib) / "patterns" / "data" / "mongo_scripts" / "decisions.js")
CALLS = Path(__file__).parent / "calls.js"
HOSTS = [f"mongo-{ordinal}.mongo.shop.svc:27017" for ordinal in range(7)]
PRIMARY, SECONDARY, STARTUP2, DOWN = 1, 2, 5, 8

Decide = Callable[..., Any]


@pytest.fixture(scope="module")
def decide() -> Iterator[Decide]:
    """Call a function of decisions.js."""
    command = [os.environ.get("JSII_NODE", "node"), str(CALLS), DECISIONS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdin is not None
        assert node.stdout is not None
        calls, answers = node.stdin, node.stdout

        def call(name: str, *arguments: object) -> Any:
            calls.write(json.dumps([name, arguments]) + "\n")
            calls.flush()
            return json.loads(answers.readline())

        yield call
        calls.close()
    assert node.returncode == 0


def plan(members: int, pods: int | None = None) -> dict[str, Any]:
    return {"set": "mongo", "members": members, "pods": pods or members, "hosts": HOSTS, "users": {}}


def view(states: dict[int, int], me: int = 0, answers: dict[int, str] | None = None) -> dict[str, Any]:
    """What the primary `me` sees: a set of the ordinals in `states`."""
    members = [{"_id": each, "host": HOSTS[each]} for each in states]
    seen = [
        {"name": HOSTS[each], "health": int(state != DOWN), "state": state, "stateStr": "STARTUP2"}
        for each, state in states.items()
    ]
    return {"config": {"_id": "mongo", "version": 4, "members": members}, "states": seen, "me": me, "answers": answers}


def changed(step: dict[str, Any]) -> list[int]:
    """The ordinals of a step's new configuration."""
    return [HOSTS.index(each["host"]) for each in step["config"]["members"]]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ({"ok": 1}, "member"),
        ({"ok": 0, "code": 94}, "empty"),
        ({"ok": 0, "code": 93}, "removed"),
        ({"ok": 0, "code": 13}, "unclear"),
        ({"ok": 0, "code": 18}, "unclear"),
    ],
)
def test_a_refused_question_is_never_taken_for_an_empty_member(
    decide: Decide, reply: dict[str, int], kind: str
) -> None:
    """docker-hardened-images/catalog issue 534: it was, and a live set was initiated again."""
    assert decide("kindOf", reply) == kind


def test_ordinal_0_initiates_when_all_others_say_that_they_are_empty(decide: Decide) -> None:
    answers = {1: "empty", 2: "empty", 3: "silent", 4: "empty"}

    step = decide("initiation", 0, plan(3), answers)

    assert step["act"] == "initiate"
    assert step["config"] == {"_id": "mongo", "members": [{"_id": each, "host": HOSTS[each]} for each in range(3)]}


def test_other_ordinals_never_initiate(decide: Decide) -> None:
    answers = dict.fromkeys(range(7), "empty")

    assert {decide("initiation", me, plan(7), answers)["act"] for me in range(1, 7)} == {"wait"}


@given(
    members=st.sampled_from([1, 3, 5, 7]),
    answers=st.lists(st.sampled_from(["empty", "member", "removed", "unclear", "silent"]), min_size=6, max_size=6),
)
def test_nothing_is_initiated_unless_all_pods_answer_and_none_was_ever_in_a_set(
    decide: Decide, members: int, answers: list[str]
) -> None:
    others = dict(enumerate(answers, start=1))
    harmless = all(each in {"empty", "silent"} for each in answers)
    answered = all(others[each] == "empty" for each in range(1, members))

    step = decide("initiation", 0, plan(members), others)

    assert step["act"] == ("initiate" if harmless and answered else "wait")


def test_members_join_one_at_a_time_from_the_lowest_that_answers(decide: Decide) -> None:
    states = {0: PRIMARY, 1: SECONDARY, 2: SECONDARY}

    both = decide("nextChange", view(states, answers={3: "empty", 4: "empty"}), plan(5))
    higher = decide("nextChange", view(states, answers={3: "silent", 4: "removed"}), plan(5))
    none = decide("nextChange", view(states, answers={3: "silent", 4: "unclear"}), plan(5))

    assert (both["act"], changed(both), both["config"]["version"]) == ("reconfigure", [0, 1, 2, 3], 5)
    assert both["config"]["members"][3] == {"_id": 3, "host": HOSTS[3]}
    assert changed(higher) == [0, 1, 2, 4]
    assert none["why"] == f"members that should join do not answer: {HOSTS[3]}, {HOSTS[4]}"


def test_nobody_joins_while_another_member_still_copies_the_data(decide: Decide) -> None:
    states = {0: PRIMARY, 1: SECONDARY, 2: SECONDARY, 3: STARTUP2}

    step = decide("nextChange", view(states, answers={4: "empty"}), plan(5))

    assert (step["act"], step["why"]) == ("wait", f"no member is added while {HOSTS[3]} is STARTUP2")


def test_a_new_member_gets_an_id_that_no_other_has(decide: Decide) -> None:
    seen = view({0: PRIMARY}, answers={1: "empty", 2: "empty"})
    seen["config"]["members"][0]["_id"] = 1

    step = decide("nextChange", seen, plan(3))

    assert [each["_id"] for each in step["config"]["members"]] == [1, 0]


def test_members_leave_one_at_a_time_the_absent_and_then_the_highest_first(decide: Decide) -> None:
    up = {0: PRIMARY, 1: SECONDARY, 2: SECONDARY, 3: SECONDARY, 4: SECONDARY}

    highest = decide("nextChange", view(up), plan(3, pods=5))
    absent = decide("nextChange", view({**up, 3: DOWN}), plan(3, pods=5))

    assert changed(highest) == [0, 1, 2, 3]
    assert changed(absent) == [0, 1, 2, 4]


def test_nobody_leaves_who_is_needed_for_a_majority(decide: Decide) -> None:
    step = decide("nextChange", view({0: PRIMARY, 1: DOWN, 2: SECONDARY}), plan(1, pods=3))
    stuck = decide("nextChange", view({0: DOWN, 1: PRIMARY, 2: SECONDARY}, me=1), plan(1, pods=3))

    assert changed(step) == [0, 2]
    assert stuck["why"] == "members that should leave are needed for a majority until others are back"


def test_nothing_changes_without_a_majority(decide: Decide) -> None:
    lone = {0: PRIMARY, 1: DOWN, 2: DOWN}

    assert decide("nextChange", view(lone), plan(1, pods=3))["why"] == "no majority of the members is up"
    assert decide("nextChange", view(lone, answers={3: "empty", 4: "empty"}), plan(5))["act"] == "wait"


def test_a_primary_that_retires_steps_down_for_one_that_stays_when_it_is_the_last_to_leave(decide: Decide) -> None:
    first = decide("nextChange", view({0: SECONDARY, 1: SECONDARY, 2: PRIMARY}, me=2), plan(1, pods=3))
    then = decide("nextChange", view({0: SECONDARY, 2: PRIMARY}, me=2), plan(1, pods=3))
    alone = decide("nextChange", view({2: PRIMARY}, me=2), plan(1, pods=3))

    assert changed(first) == [0, 2]
    assert then["act"] == "stepDown"
    assert alone["why"] == "this primary should leave, but no member that stays could take over"


def test_members_of_somebody_else_stay_as_they_are(decide: Decide) -> None:
    seen = view({0: PRIMARY, 1: SECONDARY, 2: SECONDARY})
    seen["config"]["members"].append({"_id": 9, "host": "elsewhere.example.com:27017", "votes": 0, "priority": 0})

    assert decide("nextChange", seen, plan(3))["why"] == "the set is as wanted"
    assert decide("nextChange", seen, plan(1, pods=3))["config"]["members"][-1]["host"] == "elsewhere.example.com:27017"


@given(
    members=st.sampled_from([1, 3, 5, 7]),
    states=st.dictionaries(st.integers(0, 6), st.sampled_from([SECONDARY, STARTUP2, DOWN]), min_size=1),
    answers=st.dictionaries(st.integers(0, 6), st.sampled_from(["empty", "removed", "silent"])),
    me=st.integers(0, 6),
)
def test_a_change_is_of_one_member_with_a_majority_before_and_after(
    decide: Decide, members: int, states: dict[int, int], answers: dict[int, str], me: int
) -> None:
    states = {**states, me: PRIMARY}
    asked = {each: answers.get(each, "silent") for each in range(members) if each not in states}

    step = decide("nextChange", view(states, me, asked), plan(members, pods=7))

    if step["act"] == "reconfigure":
        before, after = set(states), set(changed(step))
        up = {each for each, state in states.items() if state in {PRIMARY, SECONDARY}} | (after - before)
        assert len(before ^ after) == 1
        assert me in after
        assert 2 * len(up & before) > len(before)
        assert 2 * len(up & after) > len(after)
        assert all(each < members for each in after - before)
        assert all(each >= members for each in before - after)


@pytest.mark.parametrize(
    ("hello", "me", "ready"),
    [
        ({"setName": "mongo", "isWritablePrimary": True}, 0, True),
        ({"setName": "mongo", "secondary": True}, 2, True),
        ({"setName": "mongo"}, 2, False),
        ({"setName": "other", "secondary": True}, 2, False),
        ({"isreplicaset": True}, 2, False),
        ({"setName": "mongo", "secondary": True}, 3, False),
        ({"isreplicaset": True}, 3, True),
    ],
)
def test_a_member_is_ready_as_primary_or_secondary_and_a_retiring_one_once_it_is_out(
    decide: Decide, hello: dict[str, Any], me: int, *, ready: bool
) -> None:
    assert decide("isReady", hello, me, plan(3, pods=4)) is ready


def test_users_are_created_or_get_their_roles_and_others_are_left_alone(decide: Decide) -> None:
    read, write = {"role": "read", "db": "shop"}, {"role": "readWrite", "db": "shop"}
    existing = [{"user": "old", "roles": [read]}, {"user": "web", "roles": [write, read]}, {"user": "job", "roles": []}]

    changes = decide("userChanges", existing, {"web": [read, write], "job": [write], "new": [read]})

    assert changes == [
        {"act": "roles", "user": "job", "roles": [write]},
        {"act": "create", "user": "new", "roles": [read]},
    ]


@pytest.mark.parametrize(
    ("password", "fault", "safe"),
    [
        ("", "it is empty or not there", False),
        ("s3cret\n", "it has a line break or another control character", False),
        ("p@ss", None, False),
        ("aZ09-._~", None, True),
    ],
)
def test_passwords_that_can_not_be_meant_are_told(
    decide: Decide, password: str, fault: str | None, *, safe: bool
) -> None:
    assert decide("passwordFault", password) == fault
    assert decide("isUrlSafe", password) is safe


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("abc/+=\n", ["abc/+="]),
        ("abc\ndef\r\n", ["abcdef"]),
        ("- abc\n- def\n", ["abc", "def"]),
        ("- 'abc'\n- \"def\"\n", ["abc", "def"]),
    ],
)
def test_a_key_file_has_one_key_or_a_list_while_keys_are_exchanged(decide: Decide, text: str, keys: list[str]) -> None:
    assert decide("keysOf", text) == keys
