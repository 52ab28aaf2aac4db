"""Configuration, Services, routes, namespaces and accounts: what they refuse and what they say."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from k8spatterns_lib import (
    App,
    Autoscale,
    Chart,
    ConfigMap,
    ConfigMapKey,
    Container,
    ExternalService,
    GitSync,
    HttpRoute,
    Ingress,
    Namespace,
    PatternError,
    Probe,
    Resources,
    Secret,
    SecretKey,
    Service,
    SidecarPod,
    StatelessService,
    Volume,
)
from k8spatterns_lib.testing import Match, Template


def container(name: str = "web", **settings: Any) -> Container:
    resources = Resources(cpu="50m", memory="64Mi")
    values: dict[str, Any] = {"image": "example.com/web:1", "resources": resources, **settings}
    return Container(name, **values)


def chart() -> Chart:
    return Chart(App(), "shop", namespace="shop")


def pods(**spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    return {"spec": {"template": {"spec": spec}}}


def test_an_immutable_configuration_has_its_hash_in_its_name() -> None:
    one, other = (ConfigMap(chart(), "texts", data={"a": text}, immutable=True) for text in "xy")

    assert one.config_map_ref.name.startswith("texts-")
    assert one.config_map_ref != other.config_map_ref
    assert one.key("a") == ConfigMapKey(one.config_map_ref.name, "a")


def test_a_configuration_is_made_from_files(tmp_path: Path) -> None:
    (tmp_path / "text.conf").write_text("a = b\n")
    (tmp_path / "data.bin").write_bytes(b"\xff\x00")
    where = chart()

    ConfigMap.from_files(where, "files", tmp_path / "text.conf", tmp_path / "data.bin")

    template = Template.from_chart(where)
    assert template.names == ["ConfigMap/files"]
    template.has_resource("ConfigMap", "files", {"data": Match.object_equals({"text.conf": "a = b\n"})})
    template.has_resource("ConfigMap", "files", {"binaryData": Match.object_equals({"data.bin": "/wA="})})


def test_a_secret_is_written_without_its_values() -> None:
    where = chart()

    secret = Secret(where, "db", keys=["password"])

    template = Template.from_chart(where)
    assert template.names == ["Secret/db"]
    template.has_resource("Secret", "db", {"data": Match.absent(), "stringData": Match.absent()})
    assert secret.key("password") == SecretKey("db", "password")
    assert Volume.secret(secret).name == "db"


def test_git_sync_takes_its_password_from_a_secret() -> None:
    where = chart()
    site = GitSync("https://git.example.com/a.git", user="robot", password=SecretKey("git", "token"))

    SidecarPod(where, "web", main=container(), sidecars=[site])

    password = {"name": "GITSYNC_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "git", "key": "token"}}}
    sync = {"args": Match.array_with(["--username=robot"]), "env": Match.array_equals([password])}
    Template.from_chart(where).has_resource("Deployment", "web", pods(initContainers=[sync]))


def test_a_preset_runs_beside_the_main_container_if_plain_sidecars_are_wanted() -> None:
    where = chart()

    SidecarPod(where, "web", main=container(), sidecars=[GitSync("https://git.example.com/a.git")], native=False)

    Template.from_chart(where).has_resource(
        "Deployment", "web", pods(containers=[{"name": "web"}, {"name": "git-sync"}])
    )


def test_a_worker_has_no_service() -> None:
    where = chart()

    StatelessService(where, "worker", container=container(), sidecars=[container("helper")])

    assert Template.from_chart(where).names == ["Deployment/worker", "NetworkPolicy/worker"]


def test_an_autoscaled_service_leaves_replicas_to_the_autoscaler() -> None:
    where = chart()

    StatelessService(
        where,
        "web",
        container=container(ports={"http": 8080}, readiness=Probe.http("/", port="http")),
        port=80,
        autoscale=Autoscale(maximum=9, memory_percent=70),
    )

    template = Template.from_chart(where)
    template.has_resource("Deployment", "web", {"spec": {"replicas": Match.absent()}})
    template.has_resource("HorizontalPodAutoscaler", "web", {"spec": {"minReplicas": 2}})
    template.has_resource("PodDisruptionBudget", "web")


def test_references_give_host_names() -> None:
    where = chart()
    pod = SidecarPod(where, "web", main=container(ports={"http": 8080}))

    assert pod.expose(port=80, to="http").host == "web.shop.svc"
    assert Service(where, "db", select={"a": "b"}, ports={80: 80}).service_ref.host == "db.shop.svc"
    assert ExternalService(where, "far", host="db.example.com").service_ref.name == "far"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda c: ConfigMap(c, "a", data={"b": 1}), "shop/a: the key 'b' must hold str, got 1."),  # type: ignore[dict-item]
        (
            lambda c: ConfigMap(c, "a", data={"b": ""}, binary_data={"b": b""}),
            "shop/a: a key is text or bytes, not both",
        ),
        (
            lambda c: ConfigMap(c, "a", data={"b": "x" * 2**20 + "x"}),
            "shop/a: at most 1 MiB fits, got '1048577 bytes'.",
        ),
        (lambda c: ConfigMap(c, "a").key("b"), "shop/a: there is no key 'b'. Its keys: none."),
        (lambda c: ConfigMap.from_files(c, "a", "/no/such"), "a: the file /no/such can not be read, got"),
        (lambda c: Secret(c, "a", keys=["b"]).key("c"), "shop/a: there is no key 'c'. Its keys: b."),
        (lambda c: Namespace(c, "a", pod_security="none"), "shop/a: pod_security is unknown, got 'none'."),  # type: ignore[arg-type]
        (
            lambda c: Namespace(c, "a", pod_security="baseline"),
            "shop/a: less than restricted needs a reason, got 'baseline'.",
        ),
        (lambda c: Service(c, "a", select={}, ports={80: 80}), "shop/a: a Service selects pods by labels, got {}."),
        (
            lambda c: Service(c, "a", select={"a b": "c"}, ports={80: 80}),
            "shop/a: label must be a label key, got 'a b'.",
        ),
        (
            lambda c: ExternalService(c, "a"),
            "shop/a: exactly one of host and addresses, got {'host': None, 'addresses': []}.",
        ),
        (
            lambda c: ExternalService(c, "a", addresses=["x"], ports={"p": 1}),
            "shop/a: an address must be an IP address, got 'x'.",
        ),
        (lambda c: ExternalService(c, "a", addresses=["192.0.2.1"]), "shop/a: addresses need ports, got ()."),
        (
            lambda c: ExternalService(c, "a", addresses=["192.0.2.1", "2001:db8::1"], ports={"p": 1}),
            "shop/a: addresses must be of one family",
        ),
        (lambda c: Ingress(c, "a"), "shop/a: an Ingress needs a backend."),
        (lambda c: Ingress(c, "a", rules={"": {"x": ("b", 80)}}), "shop/a: a path must start with '/', got 'x'."),
        (lambda c: HttpRoute(c, "a", gateway="g", paths={}), "shop/a: a route needs a backend."),
        (
            lambda c: HttpRoute(c, "a", gateway="g", paths={"x": ("b", 80)}),
            "shop/a: a path must start with '/', got 'x'.",
        ),
        (
            lambda c: HttpRoute(c, "a", gateway="g", paths={"/": {("b", 80): -1}}),
            "shop/a: a weight must be a whole number from 0 to 1000000, got -1.",
        ),
        (lambda _: GitSync("git.example.com"), "GitSync 'git.example.com': the repository must be a URL"),
        (lambda _: GitSync("https://a:b@example.com/x"), "GitSync 'https: a password must not stand in the URL."),
        (lambda _: GitSync("https://example.com/x", user="a"), "GitSync 'https://example.com/x': user and password go"),
        (
            lambda _: GitSync("https://example.com/x", depth=-1),
            "GitSync 'https://example.com/x': depth must be a whole",
        ),
        (
            lambda c: StatelessService(c, "a", container=container(ports={"x": 1, "y": 2}), port=80),
            "shop/a: port needs a container port to lead to, got ['x', 'y']. Say which one",
        ),
        (
            lambda c: StatelessService(c, "a", container=container(), ingress_tls="t"),
            "shop/a: ingress_tls needs ingress_host, got 't'.",
        ),
        (
            lambda c: SidecarPod(c, "a", main=container()).find_object("Pod"),
            "shop/a: there is no Pod, got 'Pod'. It has: ",
        ),
    ],
)
def test_what_is_wrong_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make(Chart(App(), "shop"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda c: Service(c, "b", select={"app.kubernetes.io/name": "web"}, ports={80: "https"}),
            "shop/b Service 'b': no port named 'https'. Its pods' ports: ",
        ),
        (
            lambda c: Ingress(c, "b", default=("web", 81)),
            "shop/b Ingress 'b': the Service 'web' has no port 81. Its ports: 80.",
        ),
    ],
)
def test_contradictions_in_a_chart_are_found_at_synth(make: Callable[[Chart], object], message: str) -> None:
    app = App()
    where = Chart(app, "shop")
    StatelessService(where, "web", container=container(ports={"http": 8080}), port=80)
    make(where)

    with pytest.raises(PatternError, match=f"^{re.escape(message.partition('Its')[0].strip())}"):
        app.render()


def test_an_autoscaler_of_nothing_or_of_a_fixed_number_is_found_at_synth() -> None:
    app = App()
    where = Chart(app, "shop")
    web = StatelessService(where, "web", container=container(ports={"http": 8080}), autoscale=Autoscale(maximum=5))
    web.patch("Deployment", merge={"spec": {"replicas": 3}})
    other = StatelessService(where, "other", container=container(), autoscale=Autoscale(maximum=5))
    other.patch("HorizontalPodAutoscaler", merge={"spec": {"scaleTargetRef": {"name": "wbe"}}})

    with pytest.raises(
        PatternError, match=r"the Deployment 'web' sets replicas itself, got 3\..*there is no Deployment 'wbe'"
    ):
        app.render()
