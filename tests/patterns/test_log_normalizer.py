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
import yaml
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import AdapterPod, App, Chart, Container, LogNormalizer, PatternError, Resources, Volume
from k8spatterns_lib.patterns.structural import recent_lines_server
from k8spatterns_lib.patterns.structural.recent_lines_server import LARGEST, RecentLines, is_of_the_pod

LOGS = Volume.empty_dir("logs")
PATTERN = r"^(?P<time>\S+ \S+) (?P<level>\w+) (?P<message>.*?)(?: code=(?P<code>\d+))?$"
TIME = "%Y-%m-%d %H:%M:%S,%L"


def normalizer(**settings: Any) -> LogNormalizer:
    values: dict[str, Any] = {"source": LOGS.file("app.log")}
    if "json" not in settings:
        values |= {"pattern": PATTERN, "time_format": TIME}
    return LogNormalizer(**{**values, **settings})


def objects(adapter: LogNormalizer) -> list[Any]:
    chart = Chart(App(), "shop")
    main = Container("app", image="example.com/app:1", resources=Resources(cpu="1", memory="1Gi"))
    AdapterPod(chart, "app", main=main, adapter=adapter)
    return chart.to_json()


def containers(adapter: LogNormalizer) -> list[Any]:
    (deployment,) = (each for each in objects(adapter) if each["kind"] == "Deployment")
    found: list[Any] = deployment["spec"]["template"]["spec"]["initContainers"]
    return found


def configuration(adapter: LogNormalizer) -> Any:
    (config,) = (each for each in objects(adapter) if each["metadata"]["name"] == f"app-{adapter.name}")
    return yaml.safe_load(config["data"]["fluent-bit.yaml"])


def test_a_normalizer_has_these_objects_and_one_more_configuration_where_it_serves() -> None:
    alone = sorted((each["kind"], each["metadata"]["name"]) for each in objects(normalizer()))
    serving = sorted((each["kind"], each["metadata"]["name"]) for each in objects(normalizer(port=8081)))

    assert alone == [("ConfigMap", "app-normalizer"), ("Deployment", "app"), ("NetworkPolicy", "app")]
    assert serving == [alone[0], ("ConfigMap", "app-normalizer-http"), *alone[1:]]


def test_a_pattern_makes_fields_and_the_time_of_the_record() -> None:
    found = configuration(normalizer(types={"code": "integer"}, time_offset="+0200"))

    assert found["parsers"] == [
        {
            "name": "line",
            "format": "regex",
            "regex": r"^(?<time>\S+ \S+) (?<level>\w+) (?<message>.*?)(?: code=(?<code>\d+))?$",
            "time_key": "time",
            "time_format": TIME,
            "time_keep": "off",
            "time_offset": "+0200",
            "types": "code:integer",
        }
    ]
    # What the pattern does not fit is a record, too: `key` holds the whole line.
    assert found["pipeline"]["inputs"][0]["key"] == "message"


def test_fields_of_json_are_renamed_and_its_own_time_is_kept_apart() -> None:
    found = configuration(
        normalizer(json={"time": "ts", "level": "severity", "message": "msg"}, time_format="%Y-%m-%dT%H:%M:%S%z")
    )

    assert found["parsers"][0] == {
        "name": "line",
        "format": "json",
        "time_key": "ts",
        "time_format": "%Y-%m-%dT%H:%M:%S%z",
        "time_keep": "off",
    }
    assert found["pipeline"]["filters"] == [
        {
            "name": "modify",
            "match": "*",
            "hard_rename": ["severity level", "msg message", "time source_time"],
            "add": ["level unknown", 'message ""'],
        }
    ]


def test_each_record_has_a_level_and_a_message() -> None:
    (filters,) = configuration(normalizer())["pipeline"]["filters"]

    assert filters == {"name": "modify", "match": "*", "add": ["level unknown", 'message ""']}


def test_levels_get_other_names() -> None:
    filters = configuration(normalizer(levels={"W": "warning", "E": "error"}))["pipeline"]["filters"]

    assert [(each["condition"], each["set"]) for each in filters[1:]] == [
        ("Key_value_equals level W", "level warning"),
        ("Key_value_equals level E", "level error"),
    ]


def test_the_normal_form_goes_to_the_standard_output_and_on_request_over_http() -> None:
    both = configuration(normalizer(port=8081))["pipeline"]["outputs"]
    served = configuration(normalizer(port=8081, stdout=False))["pipeline"]["outputs"]

    assert [each["name"] for each in both] == ["stdout", "http"]
    assert (both[0]["format"], both[0]["json_date_key"], both[0]["json_date_format"]) == (
        "json_lines",
        "time",
        "iso8601",
    )
    assert [(each["name"], each["host"], each["port"]) for each in served] == [("http", "127.0.0.1", 8081)]


def test_lines_are_readable_from_outside_the_pod_through_the_adapters_port() -> None:
    chart = Chart(App(), "shop")
    main = Container("app", image="example.com/app:1", resources=Resources(cpu="1", memory="1Gi"))
    pod = AdapterPod(chart, "app", main=main, adapter=normalizer(port=8081))

    pod.expose(port=80, to="normalizer")

    found = {each["kind"]: each for each in chart.to_json()}
    assert found["Service"]["spec"]["ports"][0]["targetPort"] == "normalizer"
    ports = found["NetworkPolicy"]["spec"]["ingress"][0]["ports"]
    assert {"port": 8081, "protocol": "TCP"} in ports


def test_the_server_starts_before_the_reader_and_both_before_the_application() -> None:
    found = containers(normalizer(port=8081))

    assert [(each["name"], each["restartPolicy"]) for each in found] == [
        ("normalizer-http", "Always"),
        ("normalizer", "Always"),
    ]
    assert all("startupProbe" in each for each in found)


@given(st.dictionaries(st.from_regex(r"[A-Z]{1,5}", fullmatch=True), st.sampled_from(["info", "error"]), max_size=4))
def test_each_level_has_one_filter(levels: dict[str, str]) -> None:
    assert len(configuration(normalizer(levels=levels))["pipeline"]["filters"]) == 1 + len(levels)


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
    (config,) = (each for each in objects(normalizer(port=8081)) if each["metadata"]["name"] == "app-normalizer-http")
    assert config["data"] == {"recent_lines_server.py": program.read_text()}
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
