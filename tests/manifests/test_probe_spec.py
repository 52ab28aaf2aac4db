import pytest
from hypothesis import given

from k8spatterns_lib.manifests.pods.probe_spec import probe_spec
from k8spatterns_lib.values.probe import Probe
from tests.strategies.values_strategies import probes

HANDLERS = {"httpGet", "tcpSocket", "grpc", "exec"}


@pytest.mark.parametrize(
    ("probe", "handler"),
    [
        (Probe.http("/", port="http"), {"httpGet": {"path": "/", "port": "http"}}),
        (Probe.https("/up", port=8443), {"httpGet": {"path": "/up", "port": 8443, "scheme": "HTTPS"}}),
        (
            Probe.http("/", port=80, headers=(("Host", "example.com"),)),
            {"httpGet": {"path": "/", "port": 80, "httpHeaders": [{"name": "Host", "value": "example.com"}]}},
        ),
        (Probe.tcp("redis"), {"tcpSocket": {"port": "redis"}}),
        (Probe.grpc(9000), {"grpc": {"port": 9000}}),
        (Probe.grpc(9000, service="up"), {"grpc": {"port": 9000, "service": "up"}}),
        (Probe.exec("test", "-f", "/ready"), {"exec": {"command": ["test", "-f", "/ready"]}}),
    ],
)
def test_a_probe_says_its_handler_and_no_default_timing(probe: Probe, handler: dict[str, object]) -> None:
    assert probe_spec(probe) == handler


def test_timing_that_differs_from_the_default_is_written() -> None:
    probe = Probe.tcp(
        80,
        initial_delay_seconds=1,
        period_seconds=20,
        timeout_seconds=3,
        success_threshold=4,
        failure_threshold=5,
        termination_grace_seconds=6,
    )

    assert probe_spec(probe) == {
        "tcpSocket": {"port": 80},
        "initialDelaySeconds": 1,
        "periodSeconds": 20,
        "timeoutSeconds": 3,
        "successThreshold": 4,
        "failureThreshold": 5,
        "terminationGracePeriodSeconds": 6,
    }


@given(probe=probes())
def test_every_probe_has_exactly_one_handler(probe: Probe) -> None:
    assert len(HANDLERS & probe_spec(probe).keys()) == 1
