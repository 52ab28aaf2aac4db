"""The scripts of a Redis pod, run for real by a shell; only Redis' own programs are stood in for."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.patterns.redis.redis_scripts import SCRIPTS, Pod, eventually, line_of
from tests.stand_ins.redis_world import PASSWORD, host_of, knows, master, replica

QUOTED = r'"a \"pass\\word\" $with %everything"'


@pytest.fixture
def pod(tmp_path: Path) -> Pod:
    return Pod(tmp_path)


def id_of(pod: int) -> str:
    return hashlib.sha1(host_of(pod).encode(), usedforsecurity=False).hexdigest()


def read_back(text: str) -> str:
    """Read a quoted word as Redis does (`sdssplitargs`)."""
    assert text.startswith('"')
    assert text.endswith('"')
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text[1:-1])


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_any_password_is_read_back_by_redis_as_it_is(pod: Pod, text: str) -> None:
    written = pod.function('printf "%s" "$(quoted "$TEXT")"', TEXT=text)

    assert "\n" not in written
    assert read_back(written) == text


def test_all_scripts_are_shell_and_nothing_more() -> None:
    """The official images have dash or busybox; what is no ASCII would depend on the locale."""
    for script in SCRIPTS.iterdir():
        text = script.read_text()
        assert text.isascii()
        assert not re.search(r"\[\[|\blocal |\bfunction |<<<|\$'|\bsource ", text), script.name


def test_the_first_pod_begins_a_set_when_all_say_that_there_is_none(pod: Pod) -> None:
    pod.world(sentinels={0: {}, 1: {}, 2: {}}, servers={})

    status, _ = pod.run("start_sentinel.sh")

    assert status == 0
    assert pod.memory.read_text().splitlines() == [
        "port 26379",
        "sentinel resolve-hostnames yes",
        "sentinel announce-hostnames yes",
        "sentinel deny-scripts-reconfig yes",
        f"dir {pod.data}/sentinel",
        f"sentinel announce-ip {host_of(0)}",
        f"sentinel myid {id_of(0)}",
        f"requirepass {QUOTED}",
        f"sentinel monitor mymaster {host_of(0)} 6379 2",
        "sentinel down-after-milliseconds mymaster 5000",
        "sentinel failover-timeout mymaster 10000",
        "sentinel parallel-syncs mymaster 1",
        f"sentinel auth-pass mymaster {QUOTED}",
        f"sentinel known-replica mymaster {host_of(1)} 6379",
        f"sentinel known-sentinel mymaster {host_of(1)} 26379 {id_of(1)}",
        f"sentinel known-replica mymaster {host_of(2)} 6379",
        f"sentinel known-sentinel mymaster {host_of(2)} 26379 {id_of(2)}",
    ]
    assert (pod.data / "started").read_text() == f"{pod.memory} --sentinel\n"
    assert pod.is_noted_to_hold_data
    assert pod.memory.stat().st_mode & 0o777 == 0o600


def test_every_other_pod_waits_for_it_and_says_that_it_knows_nothing(tmp_path: Path) -> None:
    pod = Pod(tmp_path, 1)
    pod.world(sentinels={0: {}, 1: {}, 2: {}}, servers={})

    with pod.started("start_sentinel.sh"):
        eventually((pod.data / "started").exists, "a sentinel without a master answers")
        eventually(lambda: len(pod.asked) > 5, "it goes on asking")

    assert (pod.data / "started").read_text() == f"{pod.memory}.empty --sentinel\n"
    assert "monitor" not in Path(f"{pod.memory}.empty").read_text()
    assert not pod.memory.exists()
    assert not pod.is_noted_to_hold_data


def test_a_sentinel_remembers_the_master_and_the_epochs_and_writes_all_else_anew(tmp_path: Path) -> None:
    """Scaled from five pods to three, with another name of the set, and another password."""
    pod = Pod(tmp_path, 1)
    pod.memory.write_text(
        f"sentinel monitor other {host_of(2)} 6379 3\n"
        "sentinel myid 0123\nsentinel auth-pass other old\nrequirepass old\n"
        "sentinel config-epoch other 7\nsentinel leader-epoch other 8\nsentinel current-epoch 9\n"
        f"sentinel known-sentinel other {host_of(4)} 26379 4444\nsentinel known-replica other {host_of(3)} 6379\n"
    )

    pod.run("start_sentinel.sh")

    lines = pod.memory.read_text().splitlines()
    assert f"sentinel monitor mymaster {host_of(2)} 6379 2" in lines
    assert lines[-3:] == [
        "sentinel current-epoch 9",
        "sentinel config-epoch mymaster 7",
        "sentinel leader-epoch mymaster 8",
    ]
    assert not [each for each in lines if "old" in each or "other" in each or host_of(3) in each or host_of(4) in each]
    assert pod.asked == []


def test_a_claim_with_data_but_without_memory_does_not_pass_for_an_empty_one(tmp_path: Path) -> None:
    pod = Pod(tmp_path, 2)
    pod.holds_data()
    pod.world(sentinels={0: {}, 1: {}}, servers={})

    with pod.started("start_sentinel.sh") as process:
        said = line_of(process)
        eventually(lambda: len(pod.asked) > 5, "it goes on asking")

    assert said == "the claim holds data, but no memory of a master: asking the others"
    assert not (pod.data / "started").exists()

    pod.world(sentinels={0: knows(3, 1), 1: knows(3, 1)}, servers={})
    pod.run("start_sentinel.sh")

    assert f"sentinel monitor mymaster {host_of(1)} 6379 2" in pod.memory.read_text()


def test_a_pod_with_data_follows_the_master_that_the_sentinels_know(tmp_path: Path) -> None:
    pod = Pod(tmp_path, 2)
    pod.holds_data()
    pod.world(sentinels=dict.fromkeys(range(3), knows(3, 1)), servers={})

    status, said = pod.run("start_redis.sh")

    assert (status, said) == (0, f"follow {host_of(1)}\n")
    assert pod.redis_conf == [
        "port 6379",
        f"dir {pod.data}/redis",
        f"replica-announce-ip {host_of(2)}",
        f"requirepass {QUOTED}",
        f"masterauth {QUOTED}",
        f"replicaof {host_of(1)} 6379",
    ]
    assert (pod.data / "started").read_text() == f"{pod.run_folder}/redis.conf\n"
    assert (pod.run_folder / "redis.conf").stat().st_mode & 0o777 == 0o600


def test_the_named_master_leads_if_it_has_the_data(pod: Pod) -> None:
    pod.holds_data()
    pod.world(sentinels=dict.fromkeys(range(3), knows(3, 0)), servers={})

    assert pod.run("start_redis.sh") == (0, "lead\n")
    assert not [each for each in pod.redis_conf if each.startswith("replica")][1:]


def test_a_named_master_without_data_leaves_the_lead_to_one_that_has_it(pod: Pod) -> None:
    """Its claim was lost: were it to lead, all others would copy nothing."""
    pod.world(sentinels=dict.fromkeys(range(3), knows(3, 0)), servers={1: replica(0, "down"), 2: replica(0, "down", 0)})

    with pod.started("start_redis.sh") as process:
        said = line_of(process)
        eventually(lambda: len(pod.asked) > 10, "it goes on asking")

    assert said == "yield"
    assert not (pod.data / "started").exists()


def test_a_named_master_without_data_leads_if_nobody_ever_had_any(pod: Pod) -> None:
    never = replica(0, "down", 0)
    pod.world(sentinels=dict.fromkeys(range(3), knows(0, 0)), servers={1: never, 2: never})

    assert pod.run("start_redis.sh") == (0, "yield\nno pod holds any data: nothing can be lost\n")
    assert pod.is_noted_to_hold_data
    assert "replica-priority 0" not in pod.redis_conf


def test_a_pod_with_an_empty_claim_can_be_promoted_only_once_it_is_in_sync_and_on_disk(tmp_path: Path) -> None:
    pod = Pod(tmp_path, 1)
    sentinels = dict.fromkeys(range(3), knows(0, 0))
    pod.world(sentinels=sentinels, servers={1: replica(0, "down", 0)})

    with pod.started("start_redis.sh"):
        eventually(lambda: len(pod.asked) > 5, "it watches itself")
        assert "replica-priority 0" in pod.redis_conf
        assert not pod.is_noted_to_hold_data
        pod.world(sentinels=sentinels, servers={1: {**replica(0, "up", 0), "writing": 2}})
        eventually(lambda: pod.server(1)["priority"] == 100, "it can be promoted")

    assert pod.is_noted_to_hold_data


def test_a_pod_waits_while_less_than_a_majority_answers(pod: Pod) -> None:
    pod.holds_data()
    pod.world(sentinels={0: knows(3, 0), 1: "error"}, servers={})

    with pod.started("start_redis.sh", PATIENCE_SECONDS="0") as process:
        said = line_of(process)

    assert said == "wait: 1 of 3 sentinels answer, 1 know a master"
    assert not (pod.data / "started").exists()


def test_a_majority_is_enough_after_some_time(pod: Pod) -> None:
    pod.holds_data()
    pod.world(sentinels={0: knows(3, 0, "master,s_down"), 1: knows(3, 0, "master,s_down")}, servers={})

    status, said = pod.run("start_redis.sh", PATIENCE_SECONDS="1")

    assert (status, said) == (0, "wait a while: 2 of 3 sentinels answer, 2 know a master\nlead\n")


def test_a_master_hands_over_to_a_replica_that_has_all_writes(pod: Pod) -> None:
    pod.world(
        sentinels=dict.fromkeys(range(3), knows(3, 0)),
        servers={0: master(100, {1: 0, 2: 100}), 1: replica(0), 2: replica(0)},
    )

    status, said = pod.run("hand_over.sh")

    assert (status, said) == (0, f"handed over to {host_of(1)}\n")
    done = [each for each in pod.asked if "INFO" not in each and "MASTERS" not in each]
    assert done == [
        "127.0.0.1 6379 CONFIG GET min-replicas-to-write",
        "127.0.0.1 6379 CONFIG SET min-replicas-to-write 3",
        f"{host_of(1)} 26379 SENTINEL FAILOVER mymaster",
        f"{host_of(1)} 26379 SENTINEL GET-MASTER-ADDR-BY-NAME mymaster",
        f"127.0.0.1 6379 REPLICAOF {host_of(1)} 6379",
        "127.0.0.1 6379 CONFIG SET min-replicas-to-write 1",
    ]
    asked = [each.split()[-1] for each in pod.asked]
    assert asked[: asked.index("mymaster")].count("replication") > 4  # until the one that lagged had caught up


@pytest.mark.parametrize(
    ("server", "message"),
    [
        pytest.param(replica(1), "", id="a replica"),
        pytest.param(master(), "no replica to hand over to\n", id="a master without replicas"),
        pytest.param(None, "", id="a server that does not run yet"),
    ],
)
def test_nothing_is_handed_over_where_there_is_nothing_to(pod: Pod, server: object, message: str) -> None:
    pod.world(sentinels=dict.fromkeys(range(3), knows(3, 1)), servers={0: server})

    assert pod.run("hand_over.sh") == (0, message)
    assert not [each for each in pod.asked if "SET" in each or "FAILOVER" in each]


def test_a_master_gives_up_in_time_and_takes_writes_again(pod: Pod) -> None:
    """Two changes at once, by two sentinels, would undo each other: it waits for the one that is under way."""
    under_way = knows(3, 0, "master,failover_in_progress")
    pod.world(
        sentinels={0: knows(3, 0), 1: under_way, 2: knows(3, 0)},
        servers={0: master(100, {1: 100}), 1: replica(0)},
    )

    status, said = pod.run("hand_over.sh", HAND_OVER_SECONDS="2")

    assert (status, said) == (0, "no sentinel could find another master\n")
    assert not [each for each in pod.asked if "FAILOVER" in each]
    assert pod.server(0)["min"] == 1


@pytest.mark.parametrize(
    ("what", "server", "holds", "ready"),
    [
        ("redis", master(), True, True),
        ("redis", replica(1), True, True),
        ("redis", replica(1, "down"), True, False),
        ("redis", replica(1), False, False),
        ("redis", None, True, False),
        ("sentinel", None, True, True),
    ],
)
def test_ready_means_that_it_can_be_used(pod: Pod, what: str, server: object, holds: bool, ready: bool) -> None:  # noqa: FBT001
    pod.world(sentinels={0: knows(3, 1)}, servers={0: server})
    if holds:
        pod.holds_data()

    status, _ = pod.run("ready.sh", what)

    assert (status == 0) is ready


@pytest.mark.parametrize("sentinel", [{}, "error", None])
def test_a_sentinel_that_knows_no_master_is_not_ready(pod: Pod, sentinel: object) -> None:
    pod.world(sentinels={0: sentinel}, servers={})

    assert pod.run("ready.sh", "sentinel")[0] != 0


def test_the_password_stands_on_no_command_line(pod: Pod) -> None:
    pod.holds_data()
    pod.world(sentinels=dict.fromkeys(range(3), knows(3, 0)), servers={0: master(100, {1: 100}), 1: replica(0)})

    for script in ("start_sentinel.sh", "start_redis.sh", "hand_over.sh"):
        pod.run(script)

    assert len(pod.asked) > 10
    assert not [each for each in [*pod.asked, (pod.data / "started").read_text()] if PASSWORD.split()[1] in each]
