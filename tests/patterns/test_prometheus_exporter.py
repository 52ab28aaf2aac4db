"""`PrometheusExporter`; the flags were tried on the real programs at these versions (docs/limits.md)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    AdapterPod,
    App,
    Chart,
    Container,
    JmxRule,
    PatternError,
    PodMonitor,
    PodSettings,
    PrometheusExporter,
    Resources,
    SecretKey,
    SidecarPod,
    StatsdMapping,
)
from k8spatterns_lib.testing import Capture, Match, Template

PASSWORD = SecretKey("auth", "password")
MAIN = Container("main", image="example.com/main:1", resources=Resources(cpu="1", memory="1Gi"))
SCRAPE = {"prometheus.io/scrape": "true", "prometheus.io/path": "/metrics"}


def template(exporter: PrometheusExporter, **settings: Any) -> Template:
    chart = Chart(App(), "shop")
    AdapterPod(chart, "pod", main=MAIN, adapter=exporter, **settings)
    return Template.from_chart(chart)


def has_container(found: Template, **container: Any) -> None:
    """Assert that the only adapter is like this."""
    __tracebackhide__ = True
    pod = {"spec": {"initContainers": [container]}}
    found.has_resource("Deployment", "pod", {"spec": {"template": pod}})


def has_pod_metadata(found: Template, **metadata: Any) -> None:
    __tracebackhide__ = True
    found.has_resource("Deployment", "pod", {"spec": {"template": {"metadata": metadata}}})


EXPORTERS: list[tuple[PrometheusExporter, str, int, str]] = [
    (PrometheusExporter.redis(), "redis-exporter", 9121, "docker.io/oliver006/redis_exporter:v1.88.0"),
    (PrometheusExporter.mysqld(password=PASSWORD), "mysqld-exporter", 9104, "docker.io/prom/mysqld-exporter:v0.19.0"),
    (PrometheusExporter.nginx(), "nginx-exporter", 9113, "docker.io/nginx/nginx-prometheus-exporter:1.5.1"),
    (PrometheusExporter.statsd(), "statsd-exporter", 9102, "docker.io/prom/statsd-exporter:v0.30.0"),
    (
        PrometheusExporter.jmx(port=9999),
        "jmx-exporter",
        5556,
        "docker.io/bitnamilegacy/jmx-exporter:1.4.0-debian-12-r0",
    ),
]


@pytest.mark.parametrize(("exporter", "name", "port", "image"), EXPORTERS, ids=lambda each: str(each)[:14])
def test_an_exporter_has_its_name_image_and_port_and_tells_prometheus(
    exporter: PrometheusExporter, name: str, port: int, image: str
) -> None:
    found = template(exporter)

    ports = Match.array_equals([{"name": "metrics", "containerPort": port}])
    has_container(found, name=name, image=image, restartPolicy="Always", ports=ports)
    has_pod_metadata(found, annotations={**SCRAPE, "prometheus.io/port": str(port)})


@pytest.mark.parametrize("exporter", [each[0] for each in EXPORTERS], ids=[each[1] for each in EXPORTERS])
def test_an_exporter_is_watched_over_but_never_takes_the_server_out_of_service(exporter: PrometheusExporter) -> None:
    has_container(
        template(exporter),
        startupProbe=Match.any_value(),
        livenessProbe=Match.any_value(),
        readinessProbe=Match.absent(),
    )


@pytest.mark.parametrize(
    ("exporter", "port"), [(each[0], each[2]) for each in EXPORTERS], ids=[each[1] for each in EXPORTERS]
)
def test_the_policy_admits_the_metrics(exporter: PrometheusExporter, port: int) -> None:
    rule = {"ports": Match.array_equals([{"port": port, "protocol": "TCP"}])}

    template(exporter).has_resource("NetworkPolicy", "pod", {"spec": {"ingress": [rule]}})


def test_a_redis_is_read_with_its_user_and_password() -> None:
    exporter = PrometheusExporter.redis(port=6380, user="reader", password=PASSWORD, tls=True, metrics_port=9)

    env = [
        {"name": "REDIS_ADDR", "value": "rediss://localhost:6380"},
        {"name": "REDIS_EXPORTER_WEB_LISTEN_ADDRESS", "value": ":9"},
        {"name": "REDIS_USER", "value": "reader"},
        {"name": "REDIS_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "auth", "key": "password"}}},
    ]
    has_container(template(exporter), env=Match.array_equals(env))


def test_a_mysql_is_read_with_a_password_that_is_on_no_command_line() -> None:
    exporter = PrometheusExporter.mysqld(
        password=PASSWORD, user="app", port=3307, without=["slave_status", "info_schema.x"]
    )

    args = [
        "--mysqld.address=127.0.0.1:3307",
        "--mysqld.username=app",
        "--web.listen-address=:9104",
        "--no-collect.slave_status",
        "--no-collect.info_schema.x",
    ]
    env = [{"name": "MYSQLD_EXPORTER_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "auth", "key": "password"}}}]
    has_container(template(exporter), args=args, env=Match.array_equals(env))


def test_an_nginx_is_read_from_its_status_page() -> None:
    found = template(PrometheusExporter.nginx(status_url="http://127.0.0.1:9/s"))

    has_container(found, args=["--nginx.scrape-uri=http://127.0.0.1:9/s", "--web.listen-address=:9113"])


def test_statsd_takes_figures_from_the_pod_alone_and_maps_them() -> None:
    exporter = PrometheusExporter.statsd(
        mappings=[
            StatsdMapping("shop.*.orders", name="orders_total", labels={"region": "$1"}),
            StatsdMapping("shop.*.time", name="${1}_seconds", timer="histogram"),
        ]
    )

    mapped, plain = template(exporter), template(PrometheusExporter.statsd())

    has_container(
        mapped,
        args=[
            "--statsd.listen-udp=127.0.0.1:9125",
            "--statsd.listen-tcp=127.0.0.1:9125",
            "--web.listen-address=:9102",
            "--statsd.mapping-config=/etc/exporter/statsd.yaml",
        ],
    )
    mappings = [
        {"match": "shop.*.orders", "name": "orders_total", "labels": {"region": "$1"}},
        {"match": "shop.*.time", "name": "${1}_seconds", "observer_type": "histogram"},
    ]
    file = Match.serialized_yaml(Match.object_equals({"mappings": mappings}))
    mapped.has_resource("ConfigMap", "pod-statsd-exporter", {"data": {"statsd.yaml": file}})
    plain.has_no_resource("ConfigMap")


def test_beans_of_java_are_read_by_rules_or_all_of_them() -> None:
    rule = JmxRule(r"java.lang<type=Memory><HeapMemoryUsage>(\w+)", name="heap_$1", labels={"a": "b"}, kind="GAUGE")

    ruled = template(PrometheusExporter.jmx(port=9999, rules=[rule, JmxRule("x")]))
    everything = template(PrometheusExporter.jmx(port=9999))

    def jmx(*rules: dict[str, Any]) -> dict[str, Any]:
        config = {
            "hostPort": "127.0.0.1:9999",
            "lowercaseOutputName": True,
            "lowercaseOutputLabelNames": True,
            "rules": list(rules),
        }
        return {"data": {"jmx.yaml": Match.serialized_yaml(Match.object_equals(config))}}

    heap = {"pattern": rule.pattern, "name": "heap_$1", "type": "GAUGE", "labels": {"a": "b"}}
    ruled.has_resource("ConfigMap", "pod-jmx-exporter", jmx(heap, {"pattern": "x", "type": "UNTYPED"}))
    everything.has_resource("ConfigMap", "pod-jmx-exporter", jmx({"pattern": ".*", "type": "UNTYPED"}))


def test_a_monitor_takes_the_place_of_annotations_and_selects_the_pods() -> None:
    found = template(PrometheusExporter.redis(monitor=PodMonitor(labels={"release": "prometheus"}, period_seconds=15)))

    select = Capture()
    endpoint = {"port": "metrics", "path": "/metrics", "interval": "15s", "scrapeTimeout": "10s"}
    monitor = {
        "apiVersion": "monitoring.coreos.com/v1",
        "metadata": {"labels": {"release": "prometheus"}},
        "spec": {"podMetricsEndpoints": Match.array_equals([endpoint]), "selector": {"matchLabels": select}},
    }
    found.has_resource("PodMonitor", "pod", monitor)
    assert select.as_dict() != {}
    has_pod_metadata(found, labels=select.as_dict())
    annotated = {"annotations": {"prometheus.io/scrape": Match.any_value()}}
    found.has_no_resource("Deployment", {"spec": {"template": {"metadata": annotated}}})


def test_the_users_own_annotation_wins() -> None:
    pod = PodSettings(annotations={"prometheus.io/scrape": "false"})

    found = template(PrometheusExporter.redis(), pod=pod)

    has_pod_metadata(found, annotations={"prometheus.io/scrape": "false"})


def test_an_exporter_is_made_of_any_container() -> None:
    own = Container(
        "own", image="example.com/own:1", ports={"metrics": 9999}, resources=Resources(cpu="1m", memory="8Mi")
    )

    found = template(PrometheusExporter(container=own, files={"own.yaml": "a: b\n"}, path="/own"))

    found.has_resource("ConfigMap", "pod-own", {"data": Match.object_equals({"own.yaml": "a: b\n"})})
    mount = {"name": "own-config", "mountPath": "/etc/exporter", "readOnly": True}
    has_container(found, volumeMounts=Match.array_equals([mount]))
    has_pod_metadata(found, annotations={"prometheus.io/path": "/own", "prometheus.io/port": "9999"})


@given(port=st.integers(1, 65535), metrics_port=st.integers(1, 65535))
def test_any_ports_are_taken(port: int, metrics_port: int) -> None:
    part = PrometheusExporter.nginx(
        status_url=f"http://127.0.0.1:{port}/s", metrics_port=metrics_port, name="any"
    ).part("pod", MAIN)

    assert part.annotations["prometheus.io/port"] == str(metrics_port)
    assert part.init[0].args == (
        f"--nginx.scrape-uri=http://127.0.0.1:{port}/s",
        f"--web.listen-address=:{metrics_port}",
    )


def two_exporters() -> object:
    chart = Chart(App(), "shop")
    other = PrometheusExporter.nginx(monitor=PodMonitor())
    return SidecarPod(chart, "pod", main=MAIN, sidecars=[PrometheusExporter.redis(), other])


def two_annotations() -> object:
    one, other = (
        PrometheusExporter(
            container=Container(
                f"own-{number}",
                image="example.com/own:1",
                ports={"metrics": number},
                resources=Resources(cpu="1m", memory="8Mi"),
            )
        )
        for number in (1, 2)
    )
    return SidecarPod(Chart(App(), "shop"), "pod", main=MAIN, sidecars=[one, other])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PrometheusExporter.redis(port=0), "PrometheusExporter.redis: port must be 1 to 65535, got 0."),
        (
            lambda: PrometheusExporter.redis(password="hunter2"),  # type: ignore[arg-type]
            "PrometheusExporter.redis: the password must be a SecretKey. Write",
        ),
        (lambda: PrometheusExporter.redis(tls="yes"), "PrometheusExporter.redis: tls is unknown, got 'yes'."),  # type: ignore[arg-type]
        (lambda: PrometheusExporter.redis(user="a b"), "PrometheusExporter.redis: user must be a plain name, got"),
        (
            lambda: PrometheusExporter.redis(metric_port=1),  # type: ignore[call-arg]
            "PrometheusExporter.redis: there is no setting 'metric_port', got 1.",
        ),
        (
            PrometheusExporter.mysqld,
            "PrometheusExporter.mysqld: the setting 'password' is missing.",
        ),
        (
            lambda: PrometheusExporter.mysqld(password="hunter2"),  # type: ignore[arg-type]
            "PrometheusExporter.mysqld: the password must be a SecretKey. Write",
        ),
        (
            lambda: PrometheusExporter.mysqld(password=PASSWORD, without="slave_status"),
            "PrometheusExporter.mysqld: without must be a list, got 'slave_status'.",
        ),
        (
            lambda: PrometheusExporter.mysqld(password=PASSWORD, without=["--a"]),
            "PrometheusExporter.mysqld: without must name collectors, got '--a'.",
        ),
        (
            lambda: PrometheusExporter.nginx(status_url="8080"),
            "PrometheusExporter.nginx: the URL must be one of HTTP, got '8080'.",
        ),
        (
            lambda: PrometheusExporter.statsd(mappings=["a"]),  # type: ignore[list-item]
            "PrometheusExporter.statsd: mappings must hold StatsdMapping alone, got 'a'.",
        ),
        (
            lambda: PrometheusExporter.jmx(port=9999, rules=["a"]),  # type: ignore[list-item]
            "PrometheusExporter.jmx: rules must hold JmxRule alone, got 'a'.",
        ),
        (lambda: PrometheusExporter(container=MAIN), "Container 'main': no port named 'metrics'."),
        (
            lambda: PrometheusExporter(container="redis"),  # type: ignore[arg-type]
            "PrometheusExporter: an exporter is a Container, got 'redis'.",
        ),
        (
            lambda: PrometheusExporter(container=EXPORTERS[0][0].container, path="metrics"),
            "PrometheusExporter 'redis-exporter': path must start with '/', got 'metrics'.",
        ),
        (
            lambda: PrometheusExporter.redis(monitor=True),  # type: ignore[arg-type]
            "PrometheusExporter 'redis-exporter': monitor must be a PodMonitor, got True.",
        ),
        (lambda: PodMonitor(period_seconds=0), "PodMonitor: period_seconds must be a whole number from 1, got 0."),
        (lambda: PodMonitor(timeout_seconds=60), "PodMonitor: timeout_seconds must not exceed period_seconds, got 60."),
        (lambda: StatsdMapping("a..b", name="c"), "StatsdMapping 'a..b': match must be a name with wildcards, got"),
        (lambda: StatsdMapping("a.b*", name="c"), "StatsdMapping 'a.b*': match must be a name with wildcards, got"),
        (lambda: StatsdMapping("a.*", name="c-d"), "StatsdMapping 'a.*': name must be a metric's, got 'c-d'."),
        (lambda: StatsdMapping("a.*", name="c_$2"), "StatsdMapping 'a.*': $2 needs 2 wildcards, got 1."),
        (lambda: StatsdMapping("a", name="c", labels={"__a": "b"}), "StatsdMapping: a label must have a label's name"),
        (lambda: StatsdMapping("a", name="c", labels={"a": 1}), "StatsdMapping: the label a must be text, got 1."),  # type: ignore[dict-item]
        (lambda: StatsdMapping("a", name="c", timer="sum"), "StatsdMapping 'a': timer is unknown, got 'sum'."),  # type: ignore[arg-type]
        (lambda: JmxRule(""), "JmxRule '': pattern must be an expression, got ''."),
        (lambda: JmxRule("a", labels={"b": "c"}), "JmxRule 'a': labels need a name, got {'b': 'c'}."),
        (lambda: JmxRule("a", kind="gauge"), "JmxRule 'a': kind is unknown, got 'gauge'."),  # type: ignore[arg-type]
        (two_exporters, "shop/pod: two containers must not share a port's name, got 'metrics'."),
        (two_annotations, "shop/pod: two "),
    ],
)
def test_a_wrong_exporter_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}") as refused:
        make()

    assert "hunter2" not in str(refused.value)
