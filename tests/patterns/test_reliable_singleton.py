import re
from collections.abc import Callable
from typing import Any

import pytest

from k8spatterns_lib import (
    App,
    Chart,
    Container,
    MySql,
    PatternError,
    PodSettings,
    ReliableSingleton,
    Resources,
    SecretKey,
    Security,
    Volume,
)
from k8spatterns_lib.testing import Match, Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED

PASSWORD = SecretKey("mysql-auth", "password")


def container(**settings: Any) -> Container:
    values: dict[str, Any] = {"image": "example.com/x:1", "resources": Resources(cpu="1", memory="1Gi"), **settings}
    return Container("one", **values)


def my_sql(**settings: Any) -> MySql:
    values: dict[str, Any] = {"version": "8.4", "database": "shop", "password": PASSWORD, **settings}
    return MySql(**values)


def chart() -> Chart:
    return Chart(App(), "shop", namespace="shop")


def pods(**spec: Any) -> dict[str, Any]:
    """What a workload has whose pods have this."""
    return {"spec": {"template": {"spec": spec}}}


def test_a_database_has_these_objects_and_they_fit_the_schema() -> None:
    where = chart()

    ReliableSingleton(where, "mysql", run=my_sql(), storage="10Gi")

    template = Template.from_chart(where)
    assert template.names == [
        "ConfigMap/mysql-config",
        "NetworkPolicy/mysql",
        "Service/mysql",
        "StatefulSet/mysql",
    ]
    for version in (SUPPORTED[0], SUPPORTED[-1]):
        assert_valid(template, kubernetes=version)


def test_at_most_one_is_a_stateful_set_whose_claim_one_pod_alone_can_use() -> None:
    where = chart()

    ReliableSingleton(where, "mysql", run=my_sql(), mode="at-most-one", storage="10Gi")

    claim = {"spec": {"accessModes": ["ReadWriteOncePod"]}}
    template = Template.from_chart(where)
    template.has_resource("StatefulSet", "mysql", {"spec": {"replicas": 1, "volumeClaimTemplates": [claim]}})
    template.has_resource("StatefulSet", "mysql", pods(terminationGracePeriodSeconds=120))


def test_at_least_one_is_a_deployment() -> None:
    where = chart()

    ReliableSingleton(where, "one", run=container(), mode="at-least-one")

    assert Template.from_chart(where).names == ["Deployment/one", "NetworkPolicy/one"]


def test_one_replica_has_no_disruption_budget_that_blocks_drains() -> None:
    where = chart()

    ReliableSingleton(where, "mysql", run=my_sql(), storage="1Gi")

    Template.from_chart(where).has_no_resource("PodDisruptionBudget")


def test_a_container_mounts_the_claim_itself() -> None:
    where = chart()

    ReliableSingleton(where, "one", run=container(mounts={"/data": Volume.claim("data")}), storage="1Gi")

    template = Template.from_chart(where)
    template.has_resource("StatefulSet", "one", {"spec": {"volumeClaimTemplates": [{"metadata": {"name": "data"}}]}})
    template.has_resource("StatefulSet", "one", pods(volumes=Match.absent()))


def test_clients_get_host_user_and_password() -> None:
    mysql = ReliableSingleton(chart(), "mysql", run=my_sql(user="shop"))

    assert (mysql.host, mysql.user, mysql.password) == ("mysql.shop.svc", "shop", PASSWORD)


def test_the_server_runs_as_the_user_of_its_image_unless_told_otherwise() -> None:
    own, told = chart(), chart()

    ReliableSingleton(own, "mysql", run=my_sql())
    ReliableSingleton(told, "mysql", run=my_sql(), pod=PodSettings(security=Security(user=5), grace_seconds=7))

    Template.from_chart(own).has_resource("StatefulSet", "mysql", pods(securityContext={"runAsUser": 999}))
    Template.from_chart(told).has_resource(
        "StatefulSet", "mysql", pods(securityContext={"runAsUser": 5}, terminationGracePeriodSeconds=7)
    )


def test_no_password_stands_in_the_manifests() -> None:
    where = chart()

    ReliableSingleton(where, "mysql", run=my_sql())

    reference = {"secretKeyRef": {"name": "mysql-auth", "key": "password"}}
    password = Match.object_equals({"name": "MYSQL_PASSWORD", "valueFrom": reference})
    written = {"name": "MYSQL_PASSWORD", "value": Match.any_value()}
    template = Template.from_chart(where)
    template.has_resource("StatefulSet", "mysql", pods(containers=[{"env": Match.array_with([password])}]))
    template.has_no_resource("StatefulSet", pods(containers=[{"env": Match.array_with([written])}]))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda c: ReliableSingleton(c, "a", run="mysql"), "shop/a: run must be a Container or a server, got 'mysql'."),  # type: ignore[arg-type]
        (lambda c: ReliableSingleton(c, "a", run=container(), mode="one"), "shop/a: the mode is unknown, got 'one'."),  # type: ignore[arg-type]
        (
            lambda c: ReliableSingleton(c, "a", run=container(), mode="at-least-one", storage="1Gi"),
            "shop/a: storage needs a mode that never runs two, got '1Gi'.",
        ),
        (lambda c: ReliableSingleton(c, "a", run=container()).password, "shop/a: what runs has no password."),
        (lambda c: ReliableSingleton(c, "a", run=container()).user, "shop/a: what runs has no user."),
        (lambda _: my_sql(version="latest"), "MySql: the version must be one of MySQL's, got 'latest'."),
        (lambda _: my_sql(user="root"), "MySql: user must be a plain name, got 'root'."),
        (lambda _: my_sql(database="a-b"), "MySql: database must be a plain name, got 'a-b'."),
        (lambda _: my_sql(password="x"), "MySql: the password must be a SecretKey. Write"),
    ],
)
def test_a_wrong_singleton_is_refused(make: Callable[[Chart], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}") as refused:
        make(chart())

    assert "'x'" not in str(refused.value)
