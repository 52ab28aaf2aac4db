"""The setting `init` of every workload, and its presets."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cdk8s
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    AdapterPod,
    App,
    Chart,
    Container,
    GitSync,
    JsonLines,
    PatternError,
    Permissions,
    ReliableSingleton,
    Resources,
    Service,
    SidecarPod,
    StatelessService,
    Volume,
    WaitForService,
)
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.structural import mode_setter, service_waiter
from k8spatterns_lib.testing import Match, Template, assert_restricted, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from k8spatterns_lib.values.reference import ServiceRef
from k8spatterns_lib.workloads import CronJob, DaemonSet, Job, StatefulSet
from tests.stand_ins.candidate import free_port

DATA = Volume.claim("data")
WAITER, SETTER = Path(str(service_waiter.__file__)), Path(str(mode_setter.__file__))
REASON = "the storage ignores groups"


def container(name: str = "web", **settings: Any) -> Container:
    values: dict[str, Any] = {"image": "example.com/web:1", "resources": Resources(cpu="1", memory="1Gi"), **settings}
    return Container(name, **values)


def chart(version: object = "1.37") -> Chart:
    return Chart(App(kubernetes=str(version)), "shop", namespace="shop")


def pods(kind: str = "Deployment", /, **spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    template = {"spec": {"template": {"spec": spec}}}
    return {"spec": {"jobTemplate": template}} if kind == "CronJob" else template


def all_steps(where: Any) -> None:
    SidecarPod(
        where,
        "web",
        main=container(mounts={"/data": DATA}),
        sidecars=[container("helper")],
        init=[
            WaitForService("redis", 6379),
            WaitForService("mysql", 3306, timeout_seconds=60),
            container("migrate"),
            Permissions(DATA, mode=0o640),
            Permissions(DATA.file("keys"), mode=0o400, owner=70, group=71, reason=REASON, name="keys"),
        ],
    )


@pytest.mark.parametrize("version", [SUPPORTED[0], SUPPORTED[-1]], ids=str)
def test_steps_and_their_objects_have_these_names_and_fit_the_schema(version: Any) -> None:
    where = chart(version)

    all_steps(where)

    template = Template.from_chart(where)
    assert template.names == [
        "ConfigMap/web-permissions",
        "ConfigMap/web-wait-for-service",
        "Deployment/web",
        "NetworkPolicy/web",
    ]
    assert_valid(template, kubernetes=version)
    steps = ["wait-for-redis", "wait-for-mysql", "migrate", "permissions-data", "keys", "helper"]
    template.has_resource("Deployment", "web", pods(initContainers=[{"name": each} for each in steps]))


def test_both_apps_give_the_same_objects() -> None:
    own, plain = Chart(App(), "shop", namespace="shop"), cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")

    all_steps(own)
    all_steps(plain)

    assert Template.from_chart(own) == Template.from_chart(plain)


STEPS: list[Container | WaitForService] = [container("first"), WaitForService("db", 5432)]
PATTERNS: list[tuple[str, int, Callable[[Chart], object]]] = [
    ("Deployment", 0, lambda c: StatelessService(c, "a", container=container(), init=STEPS)),
    ("Deployment", 0, lambda c: SidecarPod(c, "a", main=container(), init=STEPS)),
    ("Deployment", 1, lambda c: ReliableSingleton(c, "a", run=container(), mode="leader", init=STEPS)),
    ("StatefulSet", 0, lambda c: ReliableSingleton(c, "a", run=container(), init=STEPS)),
    ("StatefulSet", 0, lambda c: SidecarPod(c, "a", main=container(), workload=StatefulSet(), init=STEPS)),
    ("DaemonSet", 0, lambda c: SidecarPod(c, "a", main=container(), workload=DaemonSet(), init=STEPS)),
    ("Job", 0, lambda c: SidecarPod(c, "a", main=container(), workload=Job(), init=STEPS)),
    ("CronJob", 0, lambda c: SidecarPod(c, "a", main=container(), workload=CronJob(schedule="@daily"), init=STEPS)),
    (
        "Deployment",
        1,
        lambda c: AdapterPod(
            c,
            "a",
            main=container(),
            adapter=JsonLines(source=Volume.empty_dir("raw").file("x"), fields={"a": "b"}),
            init=STEPS,
        ),
    ),
]


@pytest.mark.parametrize(("kind", "sidecars", "make"), PATTERNS)
def test_every_pattern_with_pods_runs_the_steps_first_and_in_their_order(
    kind: str, sidecars: int, make: Callable[[Chart], object]
) -> None:
    where = chart()

    make(where)

    first = [{"name": each, "restartPolicy": Match.absent()} for each in ("first", "wait-for-db")]
    template = Template.from_chart(where)
    template.has_resource(kind, "a", pods(kind, initContainers=[*first, *[{"restartPolicy": "Always"}] * sidecars]))


def test_the_main_container_is_still_the_first() -> None:
    where = chart()

    all_steps(where)

    Template.from_chart(where).has_resource("Deployment", "web", pods(containers=[{"name": "web"}]))


def test_a_sidecar_among_the_steps_stays_on_for_those_behind_it() -> None:
    where = chart()
    site = GitSync("https://git.example.com/a.git")

    SidecarPod(where, "web", main=container(), init=[site, container("build", mounts={"/in": site.files})])

    steps = [{"name": "git-sync", "restartPolicy": "Always"}, {"name": "build", "restartPolicy": Match.absent()}]
    Template.from_chart(where).has_resource("Deployment", "web", pods(initContainers=steps))


def test_a_changed_program_would_roll_the_pods() -> None:
    where = chart()

    all_steps(where)

    annotations = {"k8spatterns.io/config-hash": Match.any_value()}
    Template.from_chart(where).has_resource(
        "Deployment", "web", {"spec": {"template": {"metadata": {"annotations": annotations}}}}
    )


def test_a_service_is_waited_for_by_name_reference_or_construct() -> None:
    where = chart()
    service = Service(where, "db", select={"a": "b"}, ports={80: 80})

    assert WaitForService(service, 80).service == "db.shop.svc"
    assert WaitForService(ServiceRef("db"), 80).service == "db"
    assert WaitForService("db.example.com", 80).name == "wait-for-db"
    assert WaitForService("192.0.2.1", 80).name == "wait-for-192-0-2-1"
    assert WaitForService("2001:db8::1", 80).name == "wait-for-2001-db8--1"


def test_steps_run_restricted_and_as_root_only_with_a_reason() -> None:
    where = chart()

    all_steps(where)

    data = {
        "name": "permissions-data",
        "args": ["/volumes/data", "--mode=640", "--contents"],
        "securityContext": {"runAsUser": Match.absent()},
    }
    keys = {
        "name": "keys",
        "args": ["/volumes/data/keys", "--mode=400", "--owner=70", "--group=71"],
        "securityContext": {
            "runAsUser": 0,
            "runAsNonRoot": False,
            "capabilities": Match.object_equals({"add": ["CHOWN", "DAC_READ_SEARCH", "FOWNER"], "drop": ["ALL"]}),
        },
    }
    annotations = {"k8spatterns.io/security-exception.keys": REASON}
    template = Template.from_chart(where)
    template.has_resource("Deployment", "web", pods(initContainers=Match.array_with([data, keys])))
    template.has_resource("Deployment", "web", {"spec": {"template": {"metadata": {"annotations": annotations}}}})
    assert_restricted(template)


class Beside:
    """A preset that does not end."""

    def part(self, pattern: str, main: Container) -> PodPart:
        return PodPart(containers=(main.with_(name=f"{pattern}-beside"),))


class Other:
    """A preset that brings another file under a known name."""

    def part(self, pattern: str, main: Container) -> PodPart:
        return PodPart(init=(main.with_(name="other"),), config={f"{pattern}-wait-for-service": {"a": "b"}})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda c: SidecarPod(c, "a", main=container(), init=5), "shop/a: init is a Sequence, got 5."),  # type: ignore[arg-type]
        (lambda c: SidecarPod(c, "a", main=container(), init="x"), "shop/a: init must be a list, got 'x'. Write ["),  # type: ignore[arg-type]
        (
            lambda c: SidecarPod(c, "a", main=container(), init=["x"]),  # type: ignore[list-item]
            "shop/a: a step of init must be a container, got 'x'. Give a Container, or a preset such as WaitForService",
        ),
        (
            lambda c: SidecarPod(c, "a", main=container(), init=[Beside()]),
            "shop/a: a step of init must not run beside the main container, got 'a-beside'. Give it as a sidecar.",
        ),
        (
            lambda c: SidecarPod(c, "a", main=container(), init=[WaitForService("b", 1), Other()]),
            "shop/a: two steps must not share a ConfigMap, got 'a-wait-for-service'. Rename one of the steps.",
        ),
        (
            lambda c: SidecarPod(c, "a", main=container(), init=[WaitForService("b", 1), WaitForService("b", 2)]),
            "shop/a: two containers must not share a name, got 'wait-for-b'.",
        ),
        (lambda _: WaitForService(5, 1), "WaitForService: this stands for no Service, got 5."),  # type: ignore[arg-type]
        (lambda _: WaitForService("a b", 1), "WaitForService 'a b': the host must be a DNS subdomain, got 'a b'."),
        (lambda _: WaitForService("a", 0), "Port 'port': the number must be 1 to 65535, got 0."),
        (lambda _: WaitForService("a"), "WaitForService 'a': the setting 'port' is missing."),  # type: ignore[call-arg]
        (
            lambda _: WaitForService("a", 1, period_seconds=None),  # type: ignore[arg-type]
            "WaitForService 'a': period_seconds must be a whole number from 1, got None.",
        ),
        (
            lambda _: WaitForService("a", 1, timeout_seconds=0),
            "WaitForService 'a': timeout_seconds must be a whole number from 1, got 0.",
        ),
        (lambda _: WaitForService("a", 1, name="A"), "WaitForService 'a': name must be a DNS label, got 'A'."),
        (lambda _: Permissions("/data", mode=0o640), "Permissions: rights are set on a volume, got '/data'."),  # type: ignore[arg-type]
        (lambda _: Permissions(DATA), "Permissions of 'data': there is nothing to do. Give mode=0o640, or an owner."),
        (
            lambda _: Permissions(DATA, mode=640),
            "Permissions of 'data': the mode must be one of files, got '0o1200'. Write it in octal, such as 0o640",
        ),
        (lambda _: Permissions(DATA, mode="640"), "Permissions of 'data': the mode must be one of files, got '640'."),  # type: ignore[arg-type]
        (
            lambda _: Permissions(DATA, owner=999),
            "Permissions of 'data': only root can change owners, got (999, None). The pod's fs_group mostly does",
        ),
        (
            lambda _: Permissions(DATA, owner="redis", reason=REASON),  # type: ignore[arg-type]
            "Permissions of 'data': the owner must be a number, got 'redis'.",
        ),
        (
            lambda _: Permissions(DATA, mode=0o640, reason=" "),
            "Permissions of 'data': the reason must be a text, got ' '.",
        ),
        (
            lambda _: Permissions(Volume.config_map("c"), mode=0o640),
            "Permissions of 'c': the files of such a volume can not be changed. Say mode=… where the volume is made.",
        ),
        (
            lambda _: Permissions(Volume.image("i", "example.com/i:1"), mode=0o640),
            "Permissions of 'i': the files of such a volume can not be changed. Copy its files.",
        ),
        (
            lambda _: Permissions(Volume.claim("c", read_only=True), mode=0o640),
            "Permissions of 'c': the volume is read-only. Leave read_only out.",
        ),
    ],
)
def test_a_wrong_step_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make(chart())


def waiter(port: int, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(WAITER), "127.0.0.1", str(port), "0.1", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_the_program_is_the_one_of_the_config_map() -> None:
    where = chart()

    all_steps(where)

    template = Template.from_chart(where)
    for name, program in (("web-wait-for-service", WAITER), ("web-permissions", SETTER)):
        data = {program.name: program.read_text()}
        template.has_resource("ConfigMap", name, {"data": Match.object_equals(data)})
    template.resource_count_is("ConfigMap", 2)


def test_it_waits_until_somebody_listens_and_says_what_for() -> None:
    port = free_port()

    with waiter(port) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert process.poll() is None
        with socket.create_server(("127.0.0.1", port)):
            rest = process.stdout.read()

    assert process.returncode == 0
    assert first == f"waiting for 127.0.0.1 to take connections on port {port}: Connection refused\n"
    assert re.fullmatch(rf"127\.0\.0\.1 takes connections on port {port}, after \d+ s\n", rest)


def test_it_gives_up_if_it_is_told_when() -> None:
    with waiter(free_port(), "0.5") as process:
        assert process.stdout is not None
        said = process.stdout.read()

    assert process.returncode == 1
    assert "took no connection" in said.splitlines()[-1]


def test_it_ends_when_the_pod_is_deleted() -> None:
    with waiter(free_port()) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        process.wait(timeout=20)

    assert process.returncode == 128 + signal.SIGTERM


def set_modes(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SETTER), str(path), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def mode_of(path: Path) -> str:
    return oct(path.stat().st_mode & 0o7777)


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    """A directory with a file, a link out of it, a directory of its own kind, and what belongs to the file system."""
    volume = tmp_path / "volume"
    (volume / "inner").mkdir(parents=True)
    (volume / "lost+found").mkdir(mode=0o700)
    (volume / "lost+found").chmod(0o700)
    (volume / "inner" / "file").write_text("x")
    (tmp_path / "outside").write_text("x")
    (tmp_path / "outside").chmod(0o600)
    (volume / "link").symlink_to(tmp_path / "outside")
    (volume / "inner").chmod(0o2700)
    (volume / "inner" / "file").chmod(0o600)
    volume.chmod(0o711)
    return volume


def test_files_get_the_mode_and_directories_can_be_entered_by_who_can_read_them(volume: Path) -> None:
    done = set_modes(volume, "--mode=640", "--contents")

    assert (done.returncode, done.stdout, done.stderr) == (0, f"changed 2 under {volume}\n", "")
    assert mode_of(volume / "inner" / "file") == "0o640"
    assert mode_of(volume / "inner") == "0o2750"
    assert mode_of(volume) == "0o711"
    assert mode_of(volume / "lost+found") == "0o700"
    assert mode_of(volume.parent / "outside") == "0o600"


def test_what_is_right_is_left_alone(volume: Path) -> None:
    set_modes(volume, "--mode=640", "--contents")

    again = set_modes(volume, "--mode=640", "--contents")

    assert again.stdout == f"changed 0 under {volume}\n"


def test_one_path_and_all_in_it_can_be_meant(volume: Path) -> None:
    done = set_modes(volume / "inner", "--mode=444")

    assert done.returncode == 0
    assert (mode_of(volume / "inner"), mode_of(volume / "inner" / "file")) == ("0o2555", "0o444")


def test_a_path_that_is_not_there_is_told_in_one_line(volume: Path) -> None:
    done = set_modes(volume / "no", "--mode=640")

    assert done.returncode == 1
    assert (
        done.stderr
        == f"{volume / 'no'} of nobody can not be changed by user {os.geteuid()}: No such file or directory\n"
    )


AS_ANOTHER = """
import importlib.util, os, pathlib, sys
spec = importlib.util.spec_from_file_location("mode_setter", sys.argv[1])
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)
os.setgroups([])
os.setgid(71)
os.setuid(72)
try:
    program.Rights(0o600, None, None).give_at(pathlib.Path("volume"), "volume")
except SystemExit as end:
    print(end.code, file=sys.stderr, flush=True)
    os._exit(1)  # at once: this user can not write what others do at the end
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_owners_are_changed_by_root_and_by_nobody_else(volume: Path) -> None:
    link = os.lstat(volume / "link")
    volume.parent.chmod(0o711)

    given = set_modes(volume, "--owner=70", "--group=71")
    refused = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER, str(SETTER)],
        cwd=volume.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert given.returncode == 0
    for each in (volume, volume / "inner", volume / "inner" / "file"):
        assert (each.stat().st_uid, each.stat().st_gid) == (70, 71)
    assert os.lstat(volume / "link").st_uid == link.st_uid
    assert (volume.parent / "outside").stat().st_uid == os.geteuid()
    assert refused.returncode == 1
    assert refused.stderr == "volume of user 70 can not be changed by user 72: Operation not permitted\n"


trees = st.recursive(
    st.integers(0, 0o777).map(lambda mode: mode | 0o400),
    lambda below: st.dictionaries(st.sampled_from("abc"), below, max_size=3),
    max_leaves=8,
)


def grow(path: Path, tree: Any) -> None:
    if isinstance(tree, int):
        path.write_text("x")
        path.chmod(tree)
        return
    path.mkdir()
    for name, below in tree.items():
        grow(path / name, below)


@given(
    tree=st.dictionaries(st.sampled_from("abc"), trees, max_size=3), mode=st.integers(0, 0o777).map(lambda m: m | 0o400)
)
def test_every_file_has_the_mode_in_the_end(tree: Any, mode: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("tree") / "root"
    grow(root, tree)
    rights = mode_setter.Rights(mode, None, None)

    rights.give_at(root, str(root))

    for path in [root, *root.rglob("*")]:
        wanted = mode | (mode & 0o444) >> 2 if path.is_dir() else mode
        assert path.stat().st_mode & 0o777 == wanted


def test_waiting_ends_as_soon_as_a_late_server_is_there() -> None:
    port = free_port()
    servers: list[socket.socket] = []

    def later() -> None:
        time.sleep(0.5)
        servers.append(socket.create_server(("127.0.0.1", port)))

    thread = threading.Thread(target=later)
    thread.start()
    code = service_waiter.main("127.0.0.1", str(port), "0.05", "20")
    thread.join()
    servers[0].close()

    assert code == 0
