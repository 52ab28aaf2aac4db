"""The elector as it runs in pods: processes that talk HTTPS to a stand-in for the API server."""

import re
import signal
import ssl
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from k8spatterns_lib.patterns.behavioral.elector.health_check import health_check
from tests.stand_ins.api_server import HERE, ApiServer
from tests.stand_ins.candidate import Asker, Candidate, free_port

QUICK = ["--lease-seconds=2", "--renew-seconds=1.2", "--retry-seconds=0.2"]
CALM = ["--lease-seconds=3", "--renew-seconds=2", "--retry-seconds=0.5"]
RETRY, LEASE, SLACK = 0.2, 2, 3


@pytest.fixture
def api(tmp_path: Path) -> Iterator[ApiServer]:
    with ApiServer(tmp_path) as server:
        yield server


Start = Callable[..., list[Candidate]]


@pytest.fixture
def start(api: ApiServer, tmp_path: Path) -> Iterator[Start]:
    started: list[Candidate] = []

    def run(*names: str, args: list[str] = QUICK) -> list[Candidate]:
        new = [Candidate(name, api, tmp_path, *args) for name in names]
        started.extend(new)
        return new

    yield run
    codes = [each.stop() for each in started if each.process.poll() is None]
    assert set(codes) <= {0, -signal.SIGTERM}  # the latter before its first line ran


def wait_for(what: Callable[[], object], seconds: float = 20) -> float:
    """Wait until `what` is true, and return how long that took."""
    begun = time.monotonic()
    while not what():
        if time.monotonic() - begun > seconds:
            pytest.fail("it did not happen in time")
        time.sleep(0.02)
    return time.monotonic() - begun


def leaders(candidates: list[Candidate]) -> list[Candidate]:
    return [each for each in candidates if (each.ask() or {}).get("leader")]


def elected(candidates: list[Candidate]) -> Candidate:
    wait_for(lambda: leaders(candidates))
    return leaders(candidates)[0]


def others(candidates: list[Candidate], leader: Candidate) -> list[Candidate]:
    return [each for each in candidates if each is not leader]


def test_one_leads_and_when_it_is_killed_another_one_does_with_a_higher_token(start: Start) -> None:
    candidates = start("a", "b", "c")

    with Asker(candidates) as asker:
        took = []
        for _ in range(2):
            leader = elected(candidates)
            time.sleep(0.5)
            leader.kill()
            took.append(wait_for(lambda: leaders(others(candidates, leader))))  # noqa: B023 - called at once
            leader.start()
            time.sleep(0.5)

    assert asker.faults() == []
    assert len(asker.terms()) >= 3
    assert max(took) < LEASE + RETRY + SLACK


def test_everybody_names_the_holder_and_only_the_leader_has_a_token(start: Start) -> None:
    candidates = start("a", "b", args=CALM)

    leader = elected(candidates)
    (other,) = others(candidates, leader)
    wait_for(lambda: (other.ask() or {}).get("holder") == leader.name)

    answer = leader.ask()
    assert answer is not None
    assert answer == {"leader": True, "holder": leader.name, "token": answer["token"]}
    assert other.ask() == {"leader": False, "holder": leader.name, "token": None}
    said = leader.says()
    assert {key: said[key] for key in answer} == answer
    assert 0 < said["until"] - time.clock_gettime(time.CLOCK_BOOTTIME) <= 2
    assert other.says() == {"leader": False, "holder": leader.name, "token": None, "until": None}


def test_nobody_leads_while_the_server_is_cut_off_for_longer_than_the_renew_deadline(
    api: ApiServer, start: Start
) -> None:
    candidates = start("a", "b")

    with Asker(candidates) as asker:
        first = elected(candidates)
        time.sleep(0.5)
        api.deaf = True
        time.sleep(1.2 + 0.1)
        for _ in range(20):
            assert leaders(candidates) == []
            assert first.says()["until"] is None or first.says()["until"] < time.clock_gettime(time.CLOCK_BOOTTIME)
            time.sleep(0.05)
        api.deaf = False
        wait_for(lambda: len(asker.terms()) >= 2)

    assert asker.faults() == []


def test_a_leader_that_is_cut_off_ends_before_another_begins(api: ApiServer, start: Start) -> None:
    candidates = start("a", "b")

    with Asker(candidates) as asker:
        first = elected(candidates)
        time.sleep(0.5)
        api.cut_off = {first.name}
        second = elected(others(candidates, first))
        api.cut_off = set()
        wait_for(lambda: (first.ask() or {}).get("holder") == second.name)

    assert asker.faults() == []
    assert [each.name for each in asker.terms()][:2] == [first.name, second.name]


def test_a_leader_that_slept_through_its_term_wakes_as_none(start: Start) -> None:
    candidates = start("a", "b")
    first = elected(candidates)
    told = first.ask()

    first.process.send_signal(signal.SIGSTOP)  # the whole pod is frozen
    second = elected(others(candidates, first))
    first.process.send_signal(signal.SIGCONT)

    with Asker(candidates) as asker:
        wait_for(lambda: (first.ask() or {}).get("holder") == second.name)
    assert {each.name for each in asker.terms()} == {second.name}
    now = second.ask()
    assert told is not None
    assert now is not None
    assert now["token"] > told["token"]


def test_a_leader_that_is_told_to_stop_gives_the_lease_back(api: ApiServer, start: Start) -> None:
    long = ["--lease-seconds=60", "--renew-seconds=40", "--retry-seconds=0.2"]
    candidates = start("a", "b", args=long)
    # The new Lease says nothing of its past, so they would wait for a minute.
    api.store.change(lambda lease: lease.update(spec={"leaseDurationSeconds": 1}))

    with Asker(candidates) as asker:
        first = elected(candidates)
        (second,) = others(candidates, first)
        code = first.stop()
        took = wait_for(lambda: leaders([second]))

    assert code == 0
    assert took < 10
    assert asker.faults() == []
    assert first.says() == {"leader": False, "holder": None, "token": None, "until": None}
    assert "gave the Lease back" in first.log.read_text()


def test_a_new_lease_is_waited_out_since_somebody_may_have_led_a_moment_ago(api: ApiServer, start: Start) -> None:
    begun = time.monotonic()

    elected(start("a"))

    assert time.monotonic() - begun >= LEASE
    assert api.store.taken[0]["spec"]["leaseTransitions"] == 1


@pytest.mark.parametrize("harm", ["delete", "replace"])
def test_the_token_grows_though_the_lease_is_made_anew(api: ApiServer, start: Start, harm: str) -> None:
    candidates = start("a", "b")

    with Asker(candidates) as asker:
        elected(candidates)
        getattr(api.store, harm)()
        api.store.apply()
        wait_for(lambda: len(asker.terms()) >= 2)

    assert asker.faults() == []
    assert [each["spec"]["leaseTransitions"] for each in api.store.taken if "leaseTransitions" in each["spec"]][-1] == 1


def test_what_else_is_written_to_the_lease_changes_nothing(api: ApiServer, start: Start) -> None:
    candidates = start("a", "b", args=CALM)

    with Asker(candidates) as asker:
        elected(candidates)
        for _ in range(10):
            api.store.annotate()
            time.sleep(0.2)

    assert len(asker.terms()) == 1
    assert api.store.lease is not None
    assert api.store.lease["metadata"]["annotations"] == {"note": "a"}


def test_a_lease_whose_answer_was_lost_is_taken_again_and_by_the_same(api: ApiServer, start: Start) -> None:
    api.loses_answers = 1
    candidates = start("a", "b")

    with Asker(candidates) as asker:
        wait_for(asker.terms)

    first, second = api.store.taken[:2]
    assert first["spec"]["holderIdentity"] == second["spec"]["holderIdentity"]
    assert asker.faults() == []
    assert asker.terms()[0].token == int(second["metadata"]["resourceVersion"])


def test_the_token_of_the_account_is_read_again_when_the_kubelet_renews_it(api: ApiServer, start: Start) -> None:
    (only,) = start("a", args=CALM)
    elected([only])

    before = only.ask()
    api.renew_token("a")
    time.sleep(2.5)

    assert only.ask() == before
    assert api.refused == []


def test_a_server_that_another_authority_vouches_for_gets_no_token(api: ApiServer, start: Start) -> None:
    credentials = api.credentials("a")
    (credentials / "ca.crt").write_text(OTHER_AUTHORITY)

    (only,) = start("a")
    wait_for(lambda: "certificate verify failed" in only.log.read_text())

    assert only.ask() == {"leader": False, "holder": None, "token": None}
    assert only.log.read_text().count("certificate verify failed") == 1
    assert api.store.taken == []


def test_it_does_what_its_role_allows_and_nothing_else(api: ApiServer, start: Start) -> None:
    candidates = start("a", "b")

    elected(candidates).stop()
    elected(candidates)

    assert api.refused == []


def test_only_the_pod_that_leads_has_the_label(api: ApiServer, start: Start) -> None:
    api.labels = {"a": {"leader": "true"}, "b": {}}
    candidates = start("a", "b", args=[*QUICK, "--label=leader"])

    first = elected(candidates)
    (second,) = others(candidates, first)
    wait_for(lambda: api.labels == {first.name: {"leader": "true"}, second.name: {}})
    first.kill()
    elected([second])
    wait_for(lambda: api.labels == {first.name: {}, second.name: {"leader": "true"}})
    assert second.stop() == 0

    assert api.labels == {first.name: {}, second.name: {}}
    assert api.refused == []


def test_the_label_of_a_pod_that_is_gone_keeps_nobody_from_leading(api: ApiServer, start: Start) -> None:
    api.labels = {"a": {}, "b": {}}
    candidates = start("a", "b", args=[*QUICK, "--label=leader"])

    first = elected(candidates)
    first.kill()
    del api.labels[first.name]
    (second,) = others(candidates, first)
    elected([second])

    wait_for(lambda: api.labels == {second.name: {"leader": "true"}})


def test_who_may_not_label_pods_leads_all_the_same_and_says_so(api: ApiServer, start: Start) -> None:
    api.labels, api.keeps_labels = {"a": {}, "old": {"leader": "true"}}, True
    api.store.change(lambda lease: lease.update(spec={"holderIdentity": "old_1", "leaseDurationSeconds": 1}))

    (only,) = start("a", args=[*CALM, "--label=leader"])
    elected([only])
    wait_for(lambda: "pods/old/status" in only.log.read_text())
    api.keeps_labels = False

    wait_for(lambda: api.labels == {"a": {"leader": "true"}, "old": {}})


class Alive(BaseHTTPRequestHandler):
    """A main container; its health is written on the server."""

    def do_GET(self) -> None:
        well = self.path == "/alive?deep=1" and self.headers["Tenant"] == "a"
        self.send_response(204 if well and not self.server.ill else 503)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
        """Keep quiet."""


@pytest.fixture
def main() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Alive)
    server.ill = True  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_pod_leads_only_while_its_main_container_is_well(api: ApiServer, start: Start, main: HTTPServer) -> None:
    check = f"--check=http://:{main.server_address[1]}/alive?deep=1"
    (checked,) = start("a", args=[*QUICK, check, "--check-header=Tenant:a"])
    time.sleep(LEASE + 1)
    assert api.store.taken == []

    main.ill = False  # type: ignore[attr-defined]
    elected([checked])
    (other,) = start("b")
    main.ill = True  # type: ignore[attr-defined]
    elected([other])

    assert leaders([checked]) == []
    given_back = [each for each in api.store.taken if "holderIdentity" not in each["spec"]]
    assert [each["spec"]["leaseDurationSeconds"] for each in given_back] == [1]


def test_a_main_container_with_tls_is_asked_without_a_look_at_its_certificate(main: HTTPServer) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "api_server.pem")
    main.socket = context.wrap_socket(main.socket, server_side=True)
    url = f"https://:{main.server_address[1]}/alive?deep=1"
    passes = health_check(url, "127.0.0.1", {"Tenant": "a"}, 5)

    ill = passes()
    main.ill = False  # type: ignore[attr-defined]

    assert not ill
    assert passes()
    assert not health_check(url.replace("https", "http"), "127.0.0.1", {"Tenant": "a"}, 5)()


def test_a_main_container_without_http_is_well_while_it_listens(api: ApiServer, start: Start) -> None:
    port = free_port()
    (only,) = start("a", args=[*QUICK, f"--check=tcp://:{port}"])
    time.sleep(LEASE + 1)
    assert api.store.taken == []

    server = HTTPServer(("127.0.0.1", port), Alive)
    try:
        elected([only])
    finally:
        server.server_close()


def test_only_the_root_is_answered(start: Start) -> None:
    (only,) = start("a")
    wait_for(only.ask)

    connection = HTTPConnection("127.0.0.1", only.port, timeout=5)
    connection.request("GET", "/else")
    status = connection.getresponse().status
    connection.close()

    assert status == 404


def test_it_listens_on_localhost_alone(start: Start) -> None:
    (only,) = start("a")
    wait_for(only.ask)

    used = {line.split()[1] for line in Path(f"/proc/{only.process.pid}/net/tcp").read_text().splitlines()[1:]}

    assert {each for each in used if each.endswith(f":{only.port:04X}")} == {f"0100007F:{only.port:04X}"}


def test_a_missing_option_is_told_and_nothing_is_started(start: Start) -> None:
    (wrong,) = start("a", args=["--lease-seconds=2"])

    assert wrong.process.wait(timeout=20) == 2
    assert re.search(r"elector: error: .*--renew-seconds", wrong.log.read_text())


OTHER_AUTHORITY = (Path(__file__).parents[1] / "stand_ins" / "another_authority.pem").read_text()
