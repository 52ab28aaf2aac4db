"""The shell scripts of a member's pod, run for real; what only the image has is stood in for by name."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import k8spatterns_lib

SCRIPTS = Path(str(files(k8spatterns_lib))) / "patterns" / "data" / "mongo_scripts"
KEY = "c2VjcmV0\n"


def program(folder: Path, name: str, text: str) -> None:
    """Put a program called like one of the image's on the path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def start(script: str, folder: Path, **env: str) -> subprocess.Popen[str]:
    path = f"{folder}:{os.environ['PATH']}"
    return subprocess.Popen(
        ["/bin/sh", str(SCRIPTS / script)],
        env={"PATH": path, "CONFIG": "/config", "RUN": str(folder), **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(script: str, folder: Path, **env: str) -> tuple[int, str]:
    with start(script, folder, **env) as process:
        output, _ = process.communicate(timeout=30)
    return process.returncode, output


@pytest.fixture
def address() -> str:
    """The address by which this machine knows the name localhost."""
    return str(socket.getaddrinfo("localhost", None)[0][4][0])


def test_mongod_starts_with_a_key_file_that_is_its_own_alone(tmp_path: Path, address: str) -> None:
    program(tmp_path, "mongod", 'stat -c %a "$RUN/keyfile"; cat "$RUN/keyfile"; echo "$@"')
    (tmp_path / "secret").write_text(KEY)
    (tmp_path / "secret").chmod(0o440)
    (tmp_path / "ready").write_text("9999999999")
    env = {"KEYFILE": str(tmp_path / "secret"), "MEMBER_HOST": "localhost", "POD_IP": address}

    first, again = run("start.sh", tmp_path, **env), run("start.sh", tmp_path, **env)

    assert first == again == (0, f"400\n{KEY}--config /config/mongod.conf\n")
    assert not (tmp_path / "ready").exists()


def test_mongod_waits_until_its_own_name_leads_to_it_and_can_be_stopped_meanwhile(tmp_path: Path) -> None:
    program(tmp_path, "mongod", "echo started")
    (tmp_path / "secret").write_text(KEY)

    with start(
        "start.sh", tmp_path, KEYFILE=str(tmp_path / "secret"), MEMBER_HOST="localhost", POD_IP="10.9.8.7"
    ) as it:
        assert it.stdout is not None
        said = it.stdout.readline()
        it.send_signal(signal.SIGTERM)
        rest, _ = it.communicate(timeout=30)

    assert (said, rest, it.returncode) == ("waiting until localhost leads to 10.9.8.7\n", "", 143)


def test_a_stamp_is_fresh_until_its_time_is_over(tmp_path: Path) -> None:
    stamps = {"later": str(int(time.time()) + 60), "over": str(int(time.time()) - 1), "empty": ""}
    for name, text in stamps.items():
        (tmp_path / name).write_text(f"{text}\n")
    fresh = {
        name: subprocess.run(
            ["/bin/sh", str(SCRIPTS / "fresh.sh"), str(tmp_path / name)], check=False, stderr=-3
        ).returncode
        for name in (*stamps, "missing")
    }

    assert fresh["later"] == 0
    assert all(fresh[name] != 0 for name in ("over", "empty", "missing"))


def test_the_helper_starts_mongosh_anew_and_stops_at_once(tmp_path: Path) -> None:
    program(tmp_path, "mongosh", 'echo "$@"; [ -e "$RUN/second" ] && exec sleep 60; touch "$RUN/second"; exit 3')

    with start("configure.sh", tmp_path) as helper:
        assert helper.stdout is not None
        lines = [helper.stdout.readline() for _ in range(3)]
        began = time.monotonic()
        helper.send_signal(signal.SIGTERM)
        helper.wait(timeout=30)

    assert lines[0] == lines[2] == "--nodb --norc --quiet --file /config/configure.js\n"
    assert lines[1] == "mongosh ended with 3; it starts anew\n"
    assert (helper.returncode, time.monotonic() - began < 5) == (0, True)


@pytest.fixture
def backups(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    program(
        tmp_path,
        "mongodump",
        'for each in "$@"; do case "$each" in --archive=*) echo dump > "${each#--archive=}";; esac; done\n'
        'echo "$@" > "$RUN/arguments"; cp "$RUN/mongodump.yaml" "$RUN/seen.yaml"; exit "${FAILS:-0}"',
    )
    folder = tmp_path / "backups"
    folder.mkdir()
    (tmp_path / "password").write_text("it's")
    env = {
        "BACKUPS": str(folder),
        "BACKUP_USER": "backup",
        "HOSTS": "mongo/a:27017,b:27017",
        "KEEP": "2",
        "NAME": "mongo",
        "PASSWORD_FILE": str(tmp_path / "password"),
    }
    yield folder, env
    assert not (tmp_path / "mongodump.yaml").exists()


def test_a_dump_has_its_name_once_it_is_whole_and_the_oldest_goes(
    tmp_path: Path, backups: tuple[Path, dict[str, str]]
) -> None:
    folder, env = backups
    for name in ("mongo-20240101T000000Z", "mongo-20240102T000000Z", "other-20240101T000000Z"):
        (folder / f"{name}.archive.gz").touch()

    code, output = run("backup.sh", tmp_path, **env)

    names = sorted(each.name.split(".")[0] for each in folder.iterdir())
    assert code == 0, output
    assert (names[0], names[2]) == ("mongo-20240102T000000Z", "other-20240101T000000Z")
    assert names[1].startswith("mongo-2")
    assert (tmp_path / "seen.yaml").read_text() == "password: 'it''s'\n"
    arguments = (tmp_path / "arguments").read_text()
    assert "it's" not in arguments
    assert "--host=mongo/a:27017,b:27017 --username=backup --authenticationDatabase=admin" in arguments
    assert "--oplog --gzip --archive=" in arguments


def test_a_dump_that_fails_leaves_the_old_ones_and_no_half(
    tmp_path: Path, backups: tuple[Path, dict[str, str]]
) -> None:
    folder, env = backups
    old = [f"mongo-2024010{day}T000000Z.archive.gz" for day in (1, 2, 3)]
    for name in old:
        (folder / name).touch()

    code, _ = run("backup.sh", tmp_path, **env, FAILS="1")

    assert code == 1
    assert sorted(each.name for each in folder.iterdir()) == old
