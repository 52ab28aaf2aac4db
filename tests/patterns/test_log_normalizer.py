"""`LogNormalizer`, and the server that offers its newest lines; the latter runs here as in its container."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import AdapterPod, App, Chart, Container, LogNormalizer, PatternError, Resources, Volume
from k8spatterns_lib.patterns.structural import recent_lines_server
from k8spatterns_lib.patterns.structural.recent_lines_server import LARGEST, RecentLines, is_of_the_pod
from k8spatterns_lib.testing import Match, Template

LOGS = Volume.empty_dir("logs")
PATTERN = r"^(?P<time>\S+ \S+) (?P<level>\w+) (?P<message>.*?)(?: code=(?P<code>\d+))?$"
TIME = "%Y-%m-%d %H:%M:%S,%L"


def normalizer(**settings: Any) -> LogNormalizer:
    values: dict[str, Any] = {"source": LOGS.file("app.log")}
    if "json" not in settings:
        values |= {"pattern": PATTERN, "time_format": TIME}
    return LogNormalizer(**{**values, **settings})


def template(adapter: LogNormalizer) -> Template:
    chart = Chart(App(), "shop")
    main = Container("app", image="example.com/app:1", resources=Resources(cpu="1", memory="1Gi"))
    AdapterPod(chart, "app", main=main, adapter=adapter)
    return Template.from_chart(chart)


def has_configuration(found: Template, **sections: Any) -> None:
    """Assert that fluent-bit's configuration has these sections."""
    __tracebackhide__ = True
    data = {"fluent-bit.yaml": Match.serialized_yaml(sections)}
    found.has_resource("ConfigMap", "app-normalizer", {"data": data})


def test_a_normalizer_has_these_objects_and_one_more_configuration_where_it_serves() -> None:
    alone, serving = template(normalizer()), template(normalizer(port=8081))

    assert alone.names == ["ConfigMap/app-normalizer", "Deployment/app", "NetworkPolicy/app"]
    assert serving.names == sorted([*alone.names, "ConfigMap/app-normalizer-http"])


def test_a_pattern_makes_fields_and_the_time_of_the_record() -> None:
    found = template(normalizer(types={"code": "integer"}, time_offset="+0200"))

    line = {
        "name": "line",
        "format": "regex",
        "regex": r"^(?<time>\S+ \S+) (?<level>\w+) (?<message>.*?)(?: code=(?<code>\d+))?$",
        "time_key": "time",
        "time_format": TIME,
        "time_keep": "off",
        "time_offset": "+0200",
        "types": "code:integer",
    }
    # What the pattern does not fit is a record, too: `key` holds the whole line.
    has_configuration(found, parsers=Match.array_equals([line]), pipeline={"inputs": [{"key": "message"}]})


def test_fields_of_json_are_renamed_and_its_own_time_is_kept_apart() -> None:
    fields = {"time": "ts", "level": "severity", "message": "msg"}
    found = template(normalizer(json=fields, time_format="%Y-%m-%dT%H:%M:%S%z"))

    line = {
        "name": "line",
        "format": "json",
        "time_key": "ts",
        "time_format": "%Y-%m-%dT%H:%M:%S%z",
        "time_keep": "off",
    }
    renamed = {
        "name": "modify",
        "match": "*",
        "hard_rename": ["severity level", "msg message", "time source_time"],
        "add": ["level unknown", 'message ""'],
    }
    filters = Match.array_equals([renamed])
    has_configuration(found, parsers=Match.array_equals([line]), pipeline={"filters": filters})


def test_each_record_has_a_level_and_a_message() -> None:
    added = {"name": "modify", "match": "*", "add": ["level unknown", 'message ""']}

    has_configuration(template(normalizer()), pipeline={"filters": Match.array_equals([added])})


def test_levels_get_other_names() -> None:
    found = template(normalizer(levels={"W": "warning", "E": "error"}))

    filters = [
        {"add": Match.any_value()},
        {"condition": "Key_value_equals level W", "set": "level warning"},
        {"condition": "Key_value_equals level E", "set": "level error"},
    ]
    has_configuration(found, pipeline={"filters": filters})


def test_the_normal_form_goes_to_the_standard_output_and_on_request_over_http() -> None:
    both, served = template(normalizer(port=8081)), template(normalizer(port=8081, stdout=False))

    stdout = {"name": "stdout", "format": "json_lines", "json_date_key": "time", "json_date_format": "iso8601"}
    http = {"name": "http", "host": "127.0.0.1", "port": 8081}
    has_configuration(both, pipeline={"outputs": [stdout, http]})
    has_configuration(served, pipeline={"outputs": [http]})


def test_lines_are_readable_from_outside_the_pod_through_the_adapters_port(chart: Chart) -> None:
    main = Container("app", image="example.com/app:1", resources=Resources(cpu="1", memory="1Gi"))
    pod = AdapterPod(chart, "app", main=main, adapter=normalizer(port=8081))

    pod.expose(port=80, to="normalizer")

    found = Template.from_chart(chart)
    found.has_resource("Service", "app", {"spec": {"ports": [{"port": 80, "targetPort": "normalizer"}]}})
    admitted = Match.array_with([{"port": 8081, "protocol": "TCP"}])
    found.has_resource("NetworkPolicy", "app", {"spec": {"ingress": [{"ports": admitted}]}})


def test_the_server_starts_before_the_reader_and_both_before_the_application() -> None:
    sidecar = {"restartPolicy": "Always", "startupProbe": Match.any_value()}

    pod = {"initContainers": [{"name": "normalizer-http", **sidecar}, {"name": "normalizer", **sidecar}]}
    template(normalizer(port=8081)).has_resource("Deployment", "app", {"spec": {"template": {"spec": pod}}})


@given(st.dictionaries(st.from_regex(r"[A-Z]{1,5}", fullmatch=True), st.sampled_from(["info", "error"]), max_size=4))
def test_each_level_has_one_filter(levels: dict[str, str]) -> None:
    filters = [Match.any_value()] * (1 + len(levels))

    has_configuration(template(normalizer(levels=levels)), pipeline={"filters": filters})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"pattern": None}, "lines are read by a pattern or as JSON, got None."),
        ({"json": {"message": "m"}, "pattern": ".*"}, "lines are read by a pattern or as JSON, got '.*'."),
        ({"pattern": "(?P<text>.*)"}, "there must be a message, got '(?P<text>.*)'."),
        ({"json": {"level": "l"}}, "there must be a message, got (('level', 'l'),)."),
        ({"json": {"message": "m", "text": "t"}}, "the normal field is unknown, got 'text'."),
        ({"json": {"message": "a b"}}, "json must hold words, got 'a b'."),
        ({"time_format": None}, "a time needs a time_format, got None."),
        ({"pattern": "(?P<message>.*)"}, f"a time_format needs a field 'time', got '{TIME}'."),
        ({"time_format": "%Q"}, "time_format must be one, got '%Q'."),
        ({"time_format": "now"}, "time_format must be one, got 'now'."),
        ({"time_offset": "CET"}, "time_offset must be one of UTC, got 'CET'."),
        ({"time_format": "%s", "time_offset": "+0200"}, "time_offset is for times without a zone, got '%s'."),
        ({"types": {"level": "integer"}}, "types are for the pattern's other groups, got 'level'."),
        ({"types": {"status": "integer"}}, "types are for the pattern's other groups, got 'status'."),
        ({"types": {"code": "number"}}, "the type of 'code' is unknown, got 'number'."),
        ({"levels": {"very bad": "error"}}, "levels must hold words, got 'very bad'."),
        ({"stdout": 1}, "stdout must be True or False, got 1."),
        ({"stdout": False}, "lines must go somewhere, got False."),
        ({"lines": 0}, "lines must be a whole number from 1, got 0."),
        ({"source": "app.log"}, "the source is a file of a volume, got 'app.log'."),
        ({"pattern": "(?=(?P<message>.*))"}, "fluent-bit would read this part of the pattern otherwise, got '(?=('."),
    ],
)
def test_a_wrong_normalizer_is_refused(settings: dict[str, Any], message: str) -> None:
    line = f"LogNormalizer 'normalizer': {message}"

    with pytest.raises(PatternError, match=f"^{re.escape(line)}"):
        normalizer(**settings)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: normalizer(levels="W"), "LogNormalizer: each of json, types and levels must be a mapping, got 'W'."),
        (lambda: normalizer(port=70000), "Port 'normalizer': the number must be 1 to 65535, got 70000."),
        (lambda: normalizer(patern="a"), "LogNormalizer: there is no setting 'patern', got 'a'."),
    ],
)
def test_settings_of_a_wrong_kind_are_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make()


@given(st.lists(st.binary(min_size=1, max_size=5), max_size=30), st.integers(1, 5))
def test_the_newest_lines_are_kept_in_their_order(lines: list[bytes], most: int) -> None:
    recent = RecentLines(most)

    recent.add(lines)

    assert recent.last(None) == b"".join(lines[-most:])
    assert recent.last(2) == b"".join(lines[-most:][-2:])
    assert recent.last(0) == b""


def test_old_lines_go_when_there_is_too_much() -> None:
    recent = RecentLines(1000)

    recent.add([b"a" * (LARGEST // 2), b"b" * (LARGEST // 2), b"c"])

    assert recent.last(None) == b"b" * (LARGEST // 2) + b"c"


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.1.2.3", False), ("fd00::1", False)],
)
def test_lines_are_taken_from_the_pod_alone(address: str, expected: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_of_the_pod(address) is expected


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def ask(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    for _ in range(200):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except ConnectionRefusedError:
            time.sleep(0.05)
        finally:
            connection.close()
    pytest.fail("the server does not listen")


@pytest.fixture
def port() -> Iterator[int]:
    """The server, started as its container does it, with three lines to keep."""
    program = Path(recent_lines_server.__file__)
    data = Match.object_equals({program.name: program.read_text()})
    template(normalizer(port=8081)).has_resource("ConfigMap", "app-normalizer-http", {"data": data})
    number = free_port()
    with subprocess.Popen([sys.executable, str(program), str(number), "3"]) as process:
        try:
            yield number
        finally:
            process.terminate()
    assert process.returncode == 0


def test_the_newest_lines_are_offered_over_http(port: int) -> None:
    assert ask(port, "GET", "/healthz") == (200, b"")
    assert ask(port, "GET", "/") == (200, b"")

    lines = [json.dumps({"message": each}).encode() for each in "abcd"]
    posted = ask(port, "POST", "/", b"\n".join(lines) + b"\n\n")

    assert posted == (200, b"")
    assert ask(port, "GET", "/") == (200, b"".join(each + b"\n" for each in lines[1:]))
    assert ask(port, "GET", "/?last=1") == (200, lines[3] + b"\n")
    assert ask(port, "GET", "/?last=x")[0] == 400
    assert ask(port, "GET", "/else")[0] == 404
