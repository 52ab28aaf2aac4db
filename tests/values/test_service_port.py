"""Ports of Services: what clients connect to, and where it leads."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given

from k8spatterns_lib import Port, ServicePort, SettingError
from k8spatterns_lib.manifests.schema import schema_findings
from k8spatterns_lib.patterns.service_object import service_object
from k8spatterns_lib.values.kubernetes_version import SUPPORTED
from tests.strategies.network_strategies import service_ports


@given(service_ports())
def test_equal_ports_are_equal_and_hash_alike(port: ServicePort) -> None:
    copy = attrs.evolve(port)

    assert copy == port
    assert hash(copy) == hash(port)


@given(service_ports())
def test_every_port_fits_the_strict_schema(port: ServicePort) -> None:
    data = service_object("web", [port], select={"a": "b"}, service_type="NodePort")

    for version in (SUPPORTED[0], SUPPORTED[-1]):
        assert schema_findings(data, version) == []


def test_a_containers_port_gives_name_and_protocol() -> None:
    port = ServicePort(53, to=Port(name="dns", number=5353, protocol="UDP"))

    assert (port.full_name, port.target, port.protocol) == ("dns", "dns", "UDP")


def test_a_port_of_a_number_has_the_name_of_its_own() -> None:
    assert ServicePort(80, to=8080).full_name == "port-80"
    assert ServicePort(80, to="http").full_name == "http"
    assert ServicePort(80, to="http", name="web").full_name == "web"


REFUSED: list[tuple[Callable[[], object], str]] = [
    (
        lambda: ServicePort(0, to="http"),
        "ServicePort: number must be 1 to 65535, got 0. Give the port that clients use",
    ),
    (lambda: ServicePort(80, to=0), "ServicePort 80: to must be 1 to 65535, got 0."),
    (lambda: ServicePort(80, to=None), "ServicePort 80: to must be 1 to 65535, got None."),  # type: ignore[arg-type]
    (lambda: ServicePort(80, to="Http"), "Port 'Http': the name must be a service name, got 'Http'."),
    (lambda: ServicePort(80, to="http", name="A"), "ServicePort 80: name must be a DNS label, got 'A'."),
    (lambda: ServicePort(80, to="http", protocol="QUIC"), "ServicePort 80: the protocol is unknown, got 'QUIC'."),  # type: ignore[arg-type]
    (
        lambda: ServicePort(80, to=Port(name="dns", number=53, protocol="UDP"), protocol="TCP"),
        "ServicePort 80: the protocol is not that of the pods' port, got 'TCP'. The port 'dns' speaks UDP.",
    ),
    (
        lambda: ServicePort(80, to="http", node_port=8080),
        "ServicePort 80: node_port must be 30000 to 32767, got 8080. "
        "For a cluster with another --service-node-port-range, leave it out and patch it in.",
    ),
    (
        lambda: ServicePort(80, to="http", app_protocol="a b"),
        "ServicePort 80: app_protocol must be a label key, got 'a b'.",
    ),
    (lambda: ServicePort(80), "ServicePort: the setting 'to' is missing. Give to=…"),  # type: ignore[call-arg]
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_a_wrong_port_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        make()
