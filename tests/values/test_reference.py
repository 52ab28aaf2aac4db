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
from k8spatterns_lib.testing import Match, Template
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
        ServiceAccount(made, "default", pull_secrets=[given_secret])
        Ingress(made, "way", rules={"a.example.com": {"/": ("web", 80)}}, tls={"a.example.com": given_secret})
        StatelessService(
            made, "web", container=container(), port=80, ingress_host="b.example.com", ingress_tls=given_secret
        )
        assert SecretKey(given_secret, "password") == SecretKey("one", "password")
        assert EnvFrom(secret=given_secret) == EnvFrom(secret="one")
        assert Volume.secret(given_secret) == Volume.secret("one")
        assert PodSettings(pull_secrets=[given_secret]) == PodSettings(pull_secrets=["one"])
        template = Template.from_chart(made)
        pull_secrets = Match.array_equals([{"name": "one"}])
        template.has_resource("ServiceAccount", "default", {"imagePullSecrets": pull_secrets})
        template.resource_count_is("Ingress", 2)
        template.all_resources("Ingress", {"spec": {"tls": [{"secretName": "one"}]}})


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
        Ingress(made, "way", default=(given_service, 80))
        HttpRoute(made, "route", gateway="public", paths={"/": (given_service, 80)})
        written.append(Template.from_chart(made))
    aliases = chart()
    hosts: list[str | ServiceRef | ExternalService] = [other, ServiceRef("db", "data"), "db.data.svc.cluster.local"]
    for number, given_host in enumerate(hosts):
        ExternalService(aliases, f"alias-{number}", host=given_host)

    assert written[0] == written[1] == written[2]
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    written[0].has_resource("Ingress", "way", {"spec": {"defaultBackend": backend}})
    written[0].has_resource("HTTPRoute", "route", {"spec": {"rules": [{"backendRefs": [{"name": "web", "port": 80}]}]}})
    template = Template.from_chart(aliases)
    template.resource_count_is("Service", 3)
    template.all_resources("Service", {"spec": {"externalName": "db.data.svc.cluster.local"}})


def test_pods_are_named_in_four_ways() -> None:
    made = chart()
    web = SidecarPod(made, "web", main=container())

    named = PodsRef.named("web")
    ways: list[str | dict[str, str] | PodsRef | SidecarPod] = ["web", {"app.kubernetes.io/name": "web"}, named, web]
    for number, given_pods in enumerate(ways):
        Service(made, f"service-{number}", select=given_pods, ports={80: 8080})

    template = Template.from_chart(made)
    template.resource_count_is("Service", 4)
    selector = Match.object_equals({"app.kubernetes.io/name": "web"})
    template.all_resources("Service", {"spec": {"selector": selector}})


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
