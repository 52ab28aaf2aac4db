import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from k8spatterns_lib import AdapterPod, Chart, Container, JsonLines, Resources, SettingError, Volume
from k8spatterns_lib.patterns.structural import json_lines_server
from k8spatterns_lib.testing import Capture, Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED

RAW = Volume.empty_dir("raw", size_limit="16Mi")
FIELDS = {"memory": r"Mem:\s+(\d+\w)", "cpu": r"CPU:\s+(\d+%)", "whole": r"load average", "missing": r"swap"}
TOP = "Mem: 100K used\nCPU:  7% usr\nMem: 250K used\nCPU:  3% usr  load average\n"


@pytest.fixture
def adapted(chart: Chart) -> Template:
    main = Container(
        "app",
        image="docker.io/library/alpine:3.20.3",
        mounts={"/metrics": RAW},
        resources=Resources(cpu="50m", memory="32Mi"),
    )
    AdapterPod(chart, "adapted-pod", main=main, adapter=JsonLines(source=RAW.file("raw.txt"), fields=FIELDS))
    return Template.from_chart(chart)


def test_the_adapters_objects_have_these_names_and_fit_the_schema(adapted: Template) -> None:
    assert adapted.names == ["ConfigMap/adapted-pod-json", "Deployment/adapted-pod", "NetworkPolicy/adapted-pod"]
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        assert_valid(adapted, kubernetes=version)


def test_the_main_container_is_unchanged_and_the_adapter_only_reads(adapted: Template) -> None:
    main = {"name": "app", "volumeMounts": Match.array_equals([{"name": "raw", "mountPath": "/metrics"}])}

    pod = {"containers": [main], "initContainers": [{"volumeMounts": Match.array_each({"readOnly": True})}]}
    adapted.has_resource("Deployment", "adapted-pod", {"spec": {"template": {"spec": pod}}})


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def get(port: int, path: str) -> tuple[int, Any]:
    for _ in range(200):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        except ConnectionRefusedError:
            time.sleep(0.05)
            continue
        finally:
            connection.close()
        return answer.status, json.loads(body) if answer.status == 200 else None
    pytest.fail("the adapter does not listen")


@pytest.fixture
def served(tmp_path: Path, adapted: Template) -> Iterator[tuple[Path, int]]:
    """The adapter's own program, as it stands in its ConfigMap, on a free port of loopback."""
    program, written = Path(json_lines_server.__file__), Capture()
    data = {"json_lines_server.py": program.read_text(), "fields.json": written}
    adapted.has_resource("ConfigMap", "adapted-pod-json", {"data": data})
    fields, port = tmp_path / "fields.json", free_port()
    fields.write_text(written.as_string())
    command = [sys.executable, str(program), str(tmp_path / "raw.txt"), str(fields), str(port)]
    with subprocess.Popen(command) as process:
        try:
            yield tmp_path / "raw.txt", port
        finally:
            process.terminate()
    assert process.returncode == 0


def test_the_newest_values_are_served_as_json(served: tuple[Path, int]) -> None:
    raw, port = served

    before = get(port, "/")
    raw.write_text(TOP)
    after = get(port, "/")

    assert before == (200, dict.fromkeys(FIELDS))
    assert after == (200, {"memory": "250K", "cpu": "3%", "whole": "load average", "missing": None})
    assert get(port, "/healthz") == (200, {})
    assert get(port, "/else") == (404, None)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"fields": {}}, "JsonLines 'json': at least one field is needed."),
        ({"fields": {"a": "("}}, "JsonLines 'json': the expression of 'a' is none, got '('. Mend it: "),
        ({"source": "raw.txt"}, "JsonLines 'json': the source is a file of a volume, got 'raw.txt'."),
        ({"port": 0}, "Port 'json': the number must be 1 to 65535, got 0."),
        ({"name": "A"}, "JsonLines 'A': name must be a DNS label, got 'A'."),
    ],
)
def test_a_wrong_adapter_is_refused(settings: dict[str, Any], message: str) -> None:
    values: dict[str, Any] = {"source": RAW.file("raw.txt"), "fields": {"a": "b"}, **settings}

    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        JsonLines(**values)
