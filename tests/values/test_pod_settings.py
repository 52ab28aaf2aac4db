"""Settings of pods: kept in order, refused where the API server would."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.reference import SecretRef
from tests.strategies.values_strategies import pod_settings


@attrs.frozen
class Registry:
    """What stands for a Secret."""

    secret_ref: SecretRef


@given(pod_settings())
def test_equal_settings_are_equal_and_hash_alike(settings: PodSettings) -> None:
    copy = attrs.evolve(settings)

    assert copy == settings
    assert hash(copy) == hash(settings)


def test_mappings_keep_their_order() -> None:
    settings = PodSettings(
        labels={"b": "1", "a": "2"}, host_aliases={"10.0.0.2": ["b"], "10.0.0.1": ["a"]}, dns_options={"ndots": "2"}
    )

    assert settings.labels == (("b", "1"), ("a", "2"))
    assert settings.host_aliases == (("10.0.0.2", ("b",)), ("10.0.0.1", ("a",)))
    assert settings.dns_options == (("ndots", "2"),)


def test_pull_secrets_are_kept_as_names() -> None:
    settings = PodSettings(pull_secrets=["a", SecretRef("b"), Registry(SecretRef("c"))])

    assert settings.pull_secrets == ("a", "b", "c")


def test_addresses_can_be_of_either_version() -> None:
    assert PodSettings(dns_servers=["10.0.0.10", "fd00::10"]).dns_servers == ("10.0.0.10", "fd00::10")


SUBDOMAIN = "Use at most 253 of a-z, 0-9, '-' and '.', with a letter or digit at each end."
REFUSED: list[tuple[Callable[[], object], str]] = [
    (
        lambda: PodSettings(token="no"),  # type: ignore[arg-type]
        "PodSettings: token must be True or False, got 'no'. Give one of them.",
    ),
    (
        lambda: PodSettings(service_account="My Account"),
        f"PodSettings: service_account must be a DNS subdomain, got 'My Account'. {SUBDOMAIN}",
    ),
    (
        lambda: PodSettings(priority_class=5),  # type: ignore[arg-type]
        f"PodSettings: priority_class must be a DNS subdomain, got 5. {SUBDOMAIN}",
    ),
    (
        lambda: PodSettings(pull_secrets="registry"),
        "PodSettings: pull_secrets must be a list, got 'registry'. Write [\"...\"].",
    ),
    (
        lambda: PodSettings(pull_secrets=[5]),  # type: ignore[list-item]
        "PodSettings: this stands for no Secret, got 5. Give its name, a SecretRef or a construct.",
    ),
    (
        lambda: PodSettings(host_aliases={"localhost": ["a"]}),
        "PodSettings: host_aliases must hold IP addresses, got 'localhost'. Names are not looked up here.",
    ),
    (
        lambda: PodSettings(host_aliases={"10.0.0.1": "a.example.com"}),
        "PodSettings: host_aliases must be a list, got 'a.example.com'. Write [\"...\"].",
    ),
    (
        lambda: PodSettings(host_aliases={"10.0.0.1": ["A"]}),
        f"PodSettings: the alias of 10.0.0.1 must be a DNS subdomain, got 'A'. {SUBDOMAIN}",
    ),
    (
        lambda: PodSettings(dns_policy="Cluster"),  # type: ignore[arg-type]
        "PodSettings: dns_policy is unknown, got 'Cluster'. "
        "Use one of: 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'.",
    ),
    (
        lambda: PodSettings(dns_policy="None"),
        'PodSettings: dns_policy="None" needs dns_servers, got (). Name one.',
    ),
    (
        lambda: PodSettings(dns_servers=["dns.example.com"]),
        "PodSettings: dns_servers must hold IP addresses, got 'dns.example.com'. Names are not looked up here.",
    ),
    (
        lambda: PodSettings(dns_servers=["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]),
        "PodSettings: dns_servers has at most 3, got 4. Leave some out.",
    ),
    (
        lambda: PodSettings(dns_options={"ndots": 2}),  # type: ignore[dict-item]
        'PodSettings: dns_options must hold texts, got {\'ndots\': 2}. Write {"ndots": "2"}.',
    ),
    (
        lambda: PodSettings(readiness_gates=["a b"]),
        "PodSettings: a readiness gate must be a label key, got 'a b'. "
        "Use [prefix/]name with at most 63 letters, digits, '-', '_' and '.' in the name.",
    ),
    (
        lambda: PodSettings(volumes=["data"]),  # type: ignore[list-item]
        "PodSettings: volumes must hold Volume alone, got 'data'. Give Volume(...).",
    ),
    (
        lambda: PodSettings(active_deadline_seconds=1.5),  # type: ignore[arg-type]
        "PodSettings: active_deadline_seconds must be a whole number from 1, got 1.5. Give seconds.",
    ),
    (
        lambda: PodSettings(hostname="a.b"),
        "PodSettings: hostname must be a DNS label, got 'a.b'. "
        "Use at most 63 of a-z, 0-9 and '-', with a letter or digit at both ends.",
    ),
    (
        lambda: PodSettings(grace_period=5),  # type: ignore[call-arg]
        "PodSettings: there is no setting 'grace_period', got 5. Did you mean 'grace_seconds'?",
    ),
]


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=[says[:50] for _, says in REFUSED])
def test_what_the_api_server_would_refuse_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        make()
