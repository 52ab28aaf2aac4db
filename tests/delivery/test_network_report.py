"""`explain network`: who may reach the pods of a service in a target, and where they may go."""

from typing import Any

import pytest
from constructs import Construct

from k8spatterns_lib import (
    Chart,
    Container,
    DeliveryError,
    Environment,
    Fleet,
    Namespace,
    Peer,
    PodSettings,
    Region,
    Resources,
    Security,
    SidecarPod,
    StatelessService,
)
from k8spatterns_lib.delivery.network_report import network_report
from k8spatterns_lib.manifests.pattern import Pattern
from k8spatterns_lib.workloads import DaemonSet


def container(**ports: int) -> Container:
    return Container("main", image="example.com/web:1", ports=ports, resources=Resources(cpu="50m", memory="64Mi"))


class Shop(Chart):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id, namespace="shop")
        gateway = StatelessService(self, "gateway", container=container(http=8080))
        web = StatelessService(self, "web", container=container(http=8080, metrics=9090))
        web.network.allow_from(gateway, Peer.block("10.0.0.0/8", excluding=["10.1.0.0/16"]), ports=["http"])
        web.network.allow_from(Peer.namespaces({"team": "watchers"}), ports=["metrics"])
        web.network.allow_to(Peer.pods("db", namespace="bank"), ports=[5432])
        StatelessService(self, "worker", container=container())
        security = Security(host_network=True, reason="it reads what the node sends")
        SidecarPod(self, "agent", main=container(), workload=DaemonSet(), pod=PodSettings(security=security))


class Bank(Chart):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id, namespace="bank")
        Namespace(self, "space", name="bank", labels={"team": "money"})
        StatelessService(self, "db", container=container(sql=5432), network_policy=False)


class Extra(Pattern):
    def __init__(self, scope: Construct, id: str, spec: dict[str, Any]) -> None:
        super().__init__(scope, id)
        self.add_object("Resource", {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "spec": spec})


class Platform(Chart):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id, namespace="shop")
        rule = {"from": [{"namespaceSelector": {"matchLabels": {"team": "money"}}}], "ports": [{"port": "http"}]}
        Extra(self, "audit", {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [rule]})


@pytest.fixture
def fleet() -> Fleet:
    found = Fleet(environments=[Environment("release", regions=[Region("asia", traffic_percent=100)])])
    for name, chart in (("shop", Shop), ("bank", Bank)):
        found.service(name, chart)
    return found


def test_each_line_says_who_may_reach_what_and_where_the_pods_may_go(fleet: Fleet) -> None:
    assert sorted(network_report(fleet, "shop", "release/asia")) == [
        "DaemonSet/agent: on the network of its node, where no policy counts",
        "Deployment/gateway: from anywhere on 8080/TCP (http) (NetworkPolicy gateway)",
        "Deployment/gateway: to anywhere on any port (no policy)",
        "Deployment/web: from 10.0.0.0/8 without 10.1.0.0/16 on 8080/TCP (http) (NetworkPolicy web)",
        "Deployment/web: from all pods of namespaces team=watchers on 9090/TCP (metrics) (NetworkPolicy web)",
        "Deployment/web: from pods app.kubernetes.io/name=gateway [Deployment/gateway] on 8080/TCP (http) (NetworkPolicy web)",
        "Deployment/web: to all pods of namespace kube-system on 53/TCP, 53/UDP (NetworkPolicy web)",
        "Deployment/web: to pods app.kubernetes.io/name=db of namespace bank [Deployment/db] on 5432/TCP (NetworkPolicy web)",
        "Deployment/worker: from nobody (NetworkPolicy worker)",
        "Deployment/worker: to anywhere on any port (no policy)",
    ]


def test_pods_without_a_policy_are_open(fleet: Fleet) -> None:
    assert network_report(fleet, "bank", "release/asia") == [
        "Deployment/db: from anywhere on any port (no policy)",
        "Deployment/db: to anywhere on any port (no policy)",
    ]


def test_policies_of_other_services_in_the_namespace_add_up(fleet: Fleet) -> None:
    fleet.service("platform", Platform)

    lines = network_report(fleet, "shop", "release/asia")

    audit = "from all pods of namespaces team=money on 8080/TCP (http) (NetworkPolicy audit)"
    assert f"Deployment/gateway: {audit}" in lines
    assert f"Deployment/web: {audit}" in lines
    assert "Deployment/worker: from nobody (NetworkPolicy worker, audit)" in lines
    assert "Deployment/db: from anywhere on any port (no policy)" in network_report(fleet, "bank", "release/asia")


def test_a_source_that_two_policies_admit_is_one_line() -> None:
    class Two(Chart):
        def __init__(self, scope: Construct, id: str) -> None:
            super().__init__(scope, id, namespace="shop")
            web = StatelessService(self, "web", container=container(http=8080, metrics=9090))
            web.network.allow_from("gateway")
            peer = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "gateway"}}}
            Extra(
                self,
                "same",
                {"podSelector": {}, "ingress": [{"from": [peer], "ports": [{"port": 8080}, {"port": 9090}]}]},
            )

    fleet = Fleet(environments=[Environment("release", regions=[Region("asia", traffic_percent=100)])])
    fleet.service("two", Two)

    assert network_report(fleet, "two", "release/asia")[0] == (
        "Deployment/web: from pods app.kubernetes.io/name=gateway on 8080/TCP (http), 9090/TCP (metrics) "
        "(NetworkPolicy web, same)"
    )


@pytest.mark.parametrize(
    ("service", "target", "message"),
    [
        ("shp", "release/asia", r"fleet: there is no such service, got 'shp'\. Did you mean 'shop'\?"),
        ("shop", "release/uk", r"fleet: there is no such target, got 'release/uk'\."),
    ],
)
def test_what_is_not_there_is_one_line(fleet: Fleet, service: str, target: str, message: str) -> None:
    with pytest.raises(DeliveryError, match=f"^{message}"):
        network_report(fleet, service, target)
