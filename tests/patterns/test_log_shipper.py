"""`LogShipper` and its destinations; the configuration was tried on a real fluent-bit 4.2.3 (docs/limits.md)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    LogShipper,
    PatternError,
    Resources,
    SecretKey,
    SidecarPod,
    ToHttp,
    ToS3,
    ToStdout,
    Volume,
)
from k8spatterns_lib.testing import Match, Template

LOGS = Volume.empty_dir("logs")
HEADER = SecretKey("logs", "header")
PASSWORD = SecretKey("logs", "password")


def template(*shippers: LogShipper) -> Template:
    chart = Chart(App(), "shop")
    main = Container(
        "web", image="example.com/web:1", resources=Resources(cpu="1", memory="1Gi"), mounts={"/var/log": LOGS}
    )
    SidecarPod(chart, "web", main=main, sidecars=shippers)
    return Template.from_chart(chart)


def has_container(found: Template, **container: Any) -> None:
    """Assert that the only sidecar is like this."""
    __tracebackhide__ = True
    pod = {"spec": {"initContainers": [container]}}
    found.has_resource("Deployment", "web", {"spec": {"template": pod}})


def has_configuration(found: Template, **sections: Any) -> None:
    """Assert that fluent-bit's configuration has these sections."""
    __tracebackhide__ = True
    data = {"fluent-bit.yaml": Match.serialized_yaml(sections)}
    found.has_resource("ConfigMap", "web-log-shipper", {"data": data})


def has_pipeline(found: Template, **parts: list[Any]) -> None:
    """Assert that these parts of fluent-bit's pipeline are exactly this."""
    __tracebackhide__ = True
    has_configuration(found, pipeline={name: Match.array_equals(part) for name, part in parts.items()})


def from_secret(name: str, key: str) -> dict[str, Any]:
    return {"secretKeyRef": Match.object_equals({"name": name, "key": key})}


def shipper(**settings: Any) -> LogShipper:
    values: dict[str, Any] = {"source": LOGS.file("*.log"), "to": ToStdout(), **settings}
    return LogShipper(**values)


def test_a_shipper_has_a_container_a_configuration_and_three_volumes() -> None:
    found = template(shipper())

    assert found.names == ["ConfigMap/web-log-shipper", "Deployment/web", "NetworkPolicy/web"]
    has_container(
        found,
        name="log-shipper",
        restartPolicy="Always",
        args=["--config=/config/fluent-bit.yaml"],
        securityContext={"readOnlyRootFilesystem": True},
        volumeMounts=[
            {"name": "logs", "mountPath": "/logs", "readOnly": True},
            {"name": "log-shipper-state", "mountPath": "/state", "readOnly": Match.absent()},
            {"name": "log-shipper-config", "mountPath": "/config", "readOnly": True},
        ],
    )


def test_files_are_followed_from_their_start_and_positions_are_kept_in_the_state() -> None:
    tail = Match.object_like(
        {"path": "/logs/*.log", "read_from_head": "on", "db": "/state/positions.db", "storage.type": "filesystem"}
    )

    has_pipeline(template(shipper()), inputs=[tail])


def test_reading_waits_when_the_buffer_is_full() -> None:
    larger, usual = template(shipper(buffer="32Mi")), template(shipper())

    has_configuration(larger, service={"storage.path": "/state/buffer", "storage.max_chunks_up": 16})
    has_configuration(usual, service={"storage.max_chunks_up": 8})


def test_a_line_says_which_pod_it_is_from() -> None:
    found = template(shipper())

    has_pipeline(found, filters=[{"name": "record_modifier", "match": "*", "record": "pod ${POD_NAME}"}])
    name = {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    has_container(found, env=Match.array_equals([name]))


def test_lines_of_json_become_fields() -> None:
    found, plain = template(shipper(json=True)), template(shipper())

    parsers = Match.array_equals([{"name": "line", "format": "json"}])
    has_configuration(found, parsers=parsers, pipeline={"inputs": [{"parser": "line"}]})
    has_configuration(plain, parsers=Match.absent())


def test_a_destination_that_is_away_neither_restarts_the_sidecar_nor_takes_the_pod_out_of_service() -> None:
    found = template(shipper())

    probe = {"httpGet": Match.object_equals({"path": "/api/v1/uptime", "port": "log-shipper"})}
    has_container(found, livenessProbe=probe, startupProbe=probe, readinessProbe=Match.absent())
    has_configuration(found, service={"health_check": "on"})


def test_a_claim_keeps_the_state_where_one_is_given() -> None:
    found = template(shipper(state=Volume.claim("data")))

    state = Match.object_equals({"name": "data", "mountPath": "/state"})
    has_container(found, volumeMounts=Match.array_with([state]))


def test_records_go_to_http_and_are_tried_again_for_ever() -> None:
    found = template(shipper(to=ToHttp("https://logs.example.com/in?tenant=a", headers={"X-Tenant": "a b"})))

    output = {
        "name": "http",
        "match": "*",
        "host": "logs.example.com",
        "port": 443,
        "uri": "/in?tenant=a",
        "tls": "on",
        "tls.verify": "on",
        "tls.verify_hostname": "on",
        "header": ["X-Tenant a b"],
        "format": "json_lines",
        "json_date_key": "time",
        "json_date_format": "iso8601",
        "compress": "gzip",
        "retry_limit": "no_limits",
    }
    has_pipeline(found, outputs=[output])


def test_plain_http_has_port_80_and_no_tls() -> None:
    found = template(shipper(to=ToHttp("http://store/", format="msgpack", compress=None)))

    output = {
        "name": "http",
        "match": "*",
        "host": "store",
        "port": 80,
        "uri": "/",
        "format": "msgpack",
        "retry_limit": "no_limits",
    }
    has_pipeline(found, outputs=[output])


def test_credentials_are_variables_from_secrets_and_stand_in_no_manifest() -> None:
    headers: dict[str, str | SecretKey] = {"X-One": "1", "Authorization": HEADER}
    found = template(shipper(to=[ToStdout(), ToHttp("http://a", user="robot", password=PASSWORD, headers=headers)]))

    output = {
        "http_user": "robot",
        "http_passwd": "${DESTINATION_2_PASSWORD}",
        "header": ["X-One 1", "Authorization ${DESTINATION_2_HEADER_2}"],
    }
    has_configuration(found, pipeline={"outputs": [{"name": "stdout"}, output]})
    has_container(
        found,
        env=[
            {"name": "POD_NAME", "valueFrom": {"secretKeyRef": Match.absent()}},
            {"name": "DESTINATION_2_PASSWORD", "valueFrom": from_secret("logs", "password")},
            {"name": "DESTINATION_2_HEADER_2", "valueFrom": from_secret("logs", "header")},
        ],
    )


def test_records_go_to_s3_as_files_that_no_other_pod_writes() -> None:
    found = template(
        shipper(
            to=ToS3(
                "logs",
                region="eu-central-1",
                prefix="a/b",
                endpoint="https://s3.example.com/",
                file_size="8Mi",
                upload_seconds=60,
                access_key=SecretKey("s3", "id"),
                secret_key=SecretKey("s3", "key"),
            )
        )
    )

    output = {
        "name": "s3",
        "match": "*",
        "bucket": "logs",
        "region": "eu-central-1",
        "endpoint": "https://s3.example.com",
        "s3_key_format": "/a/b/%Y/%m/%d/${POD_NAME}-%H%M%S-$UUID.json.gz",
        "compression": "gzip",
        "use_put_object": "on",
        "total_file_size": 8 * 2**20,
        "upload_timeout": "60s",
        "store_dir": "/state/s3/destination_1",
        "store_dir_limit_size": 32 * 2**20,
        "retry_limit": 1000,
        "json_date_key": "time",
        "json_date_format": "iso8601",
    }
    has_pipeline(found, outputs=[output])
    env = ["POD_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    has_container(found, env=[{"name": each} for each in env])


def test_without_keys_s3_takes_the_role_of_the_pods_account() -> None:
    found = template(shipper(to=ToS3("logs", region="eu-central-1")))

    has_container(found, env=[{"name": "POD_NAME"}])


def test_two_shippers_share_a_pod_under_other_names_and_ports() -> None:
    second = shipper(source=LOGS.file("audit/*.log"), name="audit", port=2030)

    found = template(shipper(), second)

    pod = {"spec": {"initContainers": [{"name": "log-shipper"}, {"name": "audit"}]}}
    found.has_resource("Deployment", "web", {"spec": {"template": pod}})


@given(files=st.lists(st.from_regex(r"[a-z*?][a-z0-9*?._-]{0,9}", fullmatch=True), min_size=1, max_size=3))
def test_any_path_in_the_volume_is_followed_there(files: list[str]) -> None:
    path = "/".join(files)

    found = template(shipper(source=LOGS.file(path)))

    has_configuration(found, pipeline={"inputs": [{"path": f"/logs/{path}"}]})


@given(
    scheme=st.sampled_from(["http", "https"]),
    host=st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z]{1,5})?", fullmatch=True),
    port=st.none() | st.integers(1, 65535),
    path=st.from_regex(r"(/[a-z0-9_-]{1,5}){0,3}", fullmatch=True),
    query=st.from_regex(r"([a-z]=[a-z0-9]{1,5})?", fullmatch=True),
)
def test_an_address_is_the_same_in_parts(scheme: str, host: str, port: int | None, path: str, query: str) -> None:
    written = f"{scheme}://{host}" + ("" if port is None else f":{port}") + path + (f"?{query}" if query else "")

    output = ToHttp(written).output(variables="D")

    assert output["host"] == host
    assert output["port"] == (port or (443 if scheme == "https" else 80))
    assert output["uri"] == (path or "/") + (f"?{query}" if query else "")
    assert ("tls" in output) == (scheme == "https")


@given(url=st.text(max_size=30).filter(lambda text: not text.lower().startswith("http")))
def test_what_is_no_address_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(PatternError) as refused:
        ToHttp(url)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: shipper(source="a.log"), "LogShipper 'log-shipper': the source is a file of a volume, got 'a.log'."),
        (
            lambda: shipper(source=LOGS.file("a,b")),
            "LogShipper 'log-shipper': the path must have no ',' and no '${', got 'a,b'.",
        ),
        (lambda: shipper(to=[]), "LogShipper 'log-shipper': at least one destination is needed, got ()."),
        (lambda: shipper(to="stdout"), "LogShipper: to must be a list, got 'stdout'."),
        (lambda: shipper(to=[1]), "LogShipper 'log-shipper': logs go to a destination, got 1."),
        (lambda: shipper(to=ToStdout), "LogShipper 'log-shipper': logs go to a destination, got 'ToStdout'."),
        (lambda: shipper(json="no"), "LogShipper 'log-shipper': json must be True or False, got 'no'."),
        (lambda: shipper(buffer="1Mi"), "buffer: a buffer must hold two pieces of 2 MiB, got '1Mi'."),
        (lambda: shipper(state="data"), "LogShipper 'log-shipper': the state is kept in a Volume, got 'data'."),
        (lambda: shipper(name="A"), "Port 'A': the name must be a service name, got 'A'."),
        (lambda: shipper(port=0), "Port 'log-shipper': the number must be 1 to 65535, got 0."),
        (lambda: shipper(too=1), "LogShipper: there is no setting 'too', got 1. Did you mean 'to'?"),
        (
            lambda: shipper(
                to=[
                    ToS3("one", region="eu-west-1", access_key=HEADER, secret_key=HEADER),
                    ToS3("two", region="eu-west-1", access_key=PASSWORD, secret_key=HEADER),
                ]
            ),
            "LogShipper 'log-shipper': AWS_ACCESS_KEY_ID can not have two values.",
        ),
        (lambda: ToHttp("logs.example.com"), "ToHttp: the URL must be one of HTTP, got 'logs.example.com'."),
        (lambda: ToHttp(None), "ToHttp: the URL must be one of HTTP, got None."),  # type: ignore[arg-type]
        (lambda: ToHttp("http://a b/"), "ToHttp: the URL must be one of HTTP, got 'http://a b/'."),
        (lambda: ToHttp("http://a:x/"), "ToHttp: the URL can not be read."),
        (lambda: ToHttp("http://me:hunter2@a/"), "ToHttp: a password must not stand in the URL."),
        (lambda: ToHttp("http://A_B/"), "ToHttp: the host must be a DNS subdomain, got 'a_b'."),
        (lambda: ToHttp("http://a", headers=["x"]), "ToHttp: headers must be a mapping, got ['x']."),  # type: ignore[arg-type]
        (lambda: ToHttp("http://a", headers={"a b": "c"}), "ToHttp 'a': a header has a name, got 'a b'."),
        (lambda: ToHttp("http://a", headers={"a": "b\nc"}), "ToHttp 'a': the header a must be text, got 'b\\nc'."),
        (
            lambda: ToHttp("http://a", headers={"Authorization": "hunter2"}),
            "ToHttp 'a': the header Authorization would hold a secret in plain text. Write SecretKey",
        ),
        (lambda: ToHttp("http://a", user="me"), "ToHttp 'a': user and password go together, got 'me'."),
        (lambda: ToHttp("http://a", user="a:b", password=PASSWORD), "ToHttp 'a': user must be a name without"),
        (
            lambda: ToHttp("http://a", user="me", password="hunter2"),  # type: ignore[arg-type]
            "ToHttp 'a': the password must be a SecretKey. Write",
        ),
        (lambda: ToHttp("http://a", format="xml"), "ToHttp 'a': format is unknown, got 'xml'."),  # type: ignore[arg-type]
        (lambda: ToHttp("http://a", compress="zip"), "ToHttp 'a': compress is unknown, got 'zip'."),  # type: ignore[arg-type]
        (lambda: ToS3("A", region="eu-west-1"), "ToS3 'A': the bucket must have a bucket's name, got 'A'."),
        (lambda: ToS3("logs", region="Frankfurt"), "ToS3 'logs': the region must be one, got 'Frankfurt'."),
        (
            lambda: ToS3("logs", region="eu-west-1", prefix="/a"),
            "ToS3 'logs': the prefix must be a path, got '/a'.",
        ),
        (
            lambda: ToS3("logs", region="eu-west-1", access_key="hunter2", secret_key=HEADER),  # type: ignore[arg-type]
            "ToS3 'logs': access_key must be a SecretKey. Write",
        ),
        (
            lambda: ToS3("logs", region="eu-west-1", access_key=HEADER),
            "ToS3 'logs': access_key and secret_key go together.",
        ),
        (
            lambda: ToS3("logs", region="eu-west-1", endpoint="http://a/b"),
            "ToS3 'logs': the endpoint has no path, got 'http://a/b'.",
        ),
        (lambda: ToS3("logs", region="eu-west-1", file_size="1Ki"), "ToS3: file_size must be 1M to 1Gi, got '1Ki'."),
        (
            lambda: ToS3("logs", region="eu-west-1", upload_seconds=0),
            "ToS3 'logs': upload_seconds must be a whole number from 1, got 0.",
        ),
        (lambda: template(shipper(), shipper(name="b")), "shop/web: two containers must not share a port, got 2020."),
    ],
)
def test_a_wrong_shipper_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}") as refused:
        make()

    assert "hunter2" not in str(refused.value)
