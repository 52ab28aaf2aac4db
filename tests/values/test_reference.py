"""What exists elsewhere is named everywhere by its name, by a reference, or by what stands for it."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given

from k8spatterns_lib import (
    App,
    Chart,
    ClaimRef,
    ConfigMap,
    ConfigMapKey,
    ConfigMapRef,
    Container,
    EnvFrom,
    ExternalService,
    HttpRoute,
    Ingress,
    Namespace,
    NamespaceRef,
    PersistentVolumeClaim,
    PodSettings,
    PodsRef,
    Resources,
    Secret,
    SecretKey,
    SecretRef,
    Service,
    ServiceAccount,
    ServiceAccountRef,
    ServiceRef,
    SettingError,
    SidecarPod,
    StatelessService,
    Volume,
)
from tests.strategies.values_strategies import names

REFERENCES = (ClaimRef, ConfigMapRef, NamespaceRef, SecretRef, ServiceAccountRef, ServiceRef)


def chart() -> Chart:
    return Chart(App(), "shop", namespace="shop")


def container() -> Container:
    resources = Resources(cpu="50m", memory="64Mi")
    return Container("web", image="example.com/web:1", ports={"http": 8080}, resources=resources)


@given(names)
def test_equal_references_are_equal_and_hash_alike(name: str) -> None:
    for reference in REFERENCES:
        assert reference(name) == reference(name)
        assert hash(reference(name)) == hash(reference(name))
    assert PodsRef.named(name) == PodsRef({"app.kubernetes.io/name": name})


def test_a_secret_is_named_in_three_ways_everywhere() -> None:
    secret = Secret(chart(), "one", keys=["password"])

    for given_secret in ("one", SecretRef("one"), secret):
        made = chart()
        account = ServiceAccount(made, "default", pull_secrets=[given_secret])
        ingress = Ingress(made, "way", rules={"a.example.com": {"/": ("web", 80)}}, tls={"a.example.com": given_secret})
        web = StatelessService(
            made, "web", container=container(), port=80, ingress_host="b.example.com", ingress_tls=given_secret
        )
        assert SecretKey(given_secret, "password") == SecretKey("one", "password")
        assert EnvFrom(secret=given_secret) == EnvFrom(secret="one")
        assert Volume.secret(given_secret) == Volume.secret("one")
        assert PodSettings(pull_secrets=[given_secret]) == PodSettings(pull_secrets=["one"])
        assert account.find_object("ServiceAccount").data["imagePullSecrets"] == [{"name": "one"}]
        for each in (ingress, web):
            assert each.find_object("Ingress").data["spec"]["tls"][0]["secretName"] == "one"


def test_a_config_map_is_named_in_three_ways_everywhere() -> None:
    config = ConfigMap(chart(), "one", data={"a": "b"})

    for given_config in ("one", ConfigMapRef("one"), config):
        assert ConfigMapKey(given_config, "a") == ConfigMapKey("one", "a")
        assert EnvFrom(config_map=given_config) == EnvFrom(config_map="one")
        assert Volume.config_map(given_config) == Volume.config_map("one")


def test_a_claim_an_account_and_a_namespace_are_named_in_three_ways() -> None:
    claim = PersistentVolumeClaim(chart(), "one", size="1Gi")
    account = ServiceAccount(chart(), "one")
    space = Namespace(chart(), "one")

    for given_claim in ("one", ClaimRef("one"), claim):
        assert Volume.claim(given_claim) == Volume.claim("one")
    for given_account in ("one", ServiceAccountRef("one"), account):
        assert PodSettings(service_account=given_account) == PodSettings(service_account="one")
    for given_space in ("one", NamespaceRef("one"), space):
        assert Chart(App(), "shop", namespace=given_space).namespace == "one"


def test_a_service_is_named_in_three_ways_everywhere() -> None:
    other = ExternalService(Chart(App(), "data", namespace="data"), "db", host="db.example.com")
    made = chart()
    web = StatelessService(made, "web", container=container())
    service = Service(made, "service", name="web", select=web, ports={80: "http"})

    written = []
    for given_service in ("web", ServiceRef("web"), service):
        made = chart()
        ingress = Ingress(made, "way", default=(given_service, 80)).find_object("Ingress").data
        route = HttpRoute(made, "route", gateway="public", paths={"/": (given_service, 80)}).find_object("HTTPRoute")
        written.append((ingress["spec"]["defaultBackend"], route.data["spec"]["rules"]))
    aliases = [
        ExternalService(chart(), "alias", host=each).find_object("Service").data["spec"]["externalName"]
        for each in (other, ServiceRef("db", "data"), "db.data.svc.cluster.local")
    ]

    assert written[0] == written[1] == written[2]
    assert aliases == ["db.data.svc.cluster.local"] * 3


def test_pods_are_named_in_four_ways() -> None:
    made = chart()
    web = SidecarPod(made, "web", main=container())

    ways = ("web", {"app.kubernetes.io/name": "web"}, PodsRef.named("web"), web)
    selected = [
        Service(chart(), "one", select=each, ports={80: 80}).find_object("Service").data["spec"]["selector"]
        for each in ways
    ]

    assert selected == [{"app.kubernetes.io/name": "web"}] * 4


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: SecretRef("A"), "SecretRef: name must be a DNS subdomain, got 'A'."),
    (lambda: ServiceRef("a.b"), "ServiceRef: name must be a DNS label, got 'a.b'."),
    (lambda: ServiceRef("a", "B"), "ServiceRef 'a': namespace must be a DNS label, got 'B'."),
    (SecretRef, "SecretRef: the setting 'name' is missing. Give name=…"),  # type: ignore[list-item]
    (
        lambda: SecretKey(5, "a"),  # type: ignore[arg-type]
        "SecretKey: this stands for no Secret, got 5. Give its name, a SecretRef or a construct.",
    ),
    (
        lambda: ConfigMapKey(SecretRef("a"), "a"),  # type: ignore[arg-type]
        "ConfigMapKey: this stands for no ConfigMap, got SecretRef(name='a'). Give its name, a ConfigMapRef or",
    ),
    (lambda: EnvFrom(secret=5), "EnvFrom: this stands for no Secret, got 5."),  # type: ignore[arg-type]
    (lambda: EnvFrom(config_map=5), "EnvFrom: this stands for no ConfigMap, got 5."),  # type: ignore[arg-type]
    (
        lambda: PodSettings(service_account=5),  # type: ignore[arg-type]
        "PodSettings: this stands for no ServiceAccount, got 5.",
    ),
    (lambda: Chart(App(), "shop", namespace=5), "shop: this stands for no Namespace, got 5."),  # type: ignore[arg-type]
    (
        lambda: ServiceAccount(chart(), "a", pull_secrets="registry"),
        "shop/a: pull_secrets must be a list, got 'registry'.",
    ),
    (
        lambda: ServiceAccount(chart(), "a", pull_secrets=[5]),  # type: ignore[list-item]
        "shop/a: this stands for no Secret, got 5.",
    ),
    (lambda: ServiceAccount(chart(), "a", token="no"), "shop/a: token must be True or False, got 'no'."),  # type: ignore[arg-type]
    (lambda: Ingress(chart(), "a", default=(5, 80)), "shop/a: this stands for no Service, got 5."),  # type: ignore[arg-type]
    (lambda: Ingress(chart(), "a", default="web"), "shop/a: a backend is a Service and its port, got 'web'."),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_what_stands_for_nothing_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        make()
