"""Hypothesis strategies for whole patterns: containers, volumes, probes, pods and workloads of all kinds in charts.

What is drawn fits together as far as its parts know; what only the whole can know (two
containers of one name, two volumes of one name) is refused by the pattern with a `SettingError`,
and `Drawn.can_clash` says where that can happen.
"""

from collections.abc import Callable

import attrs
from constructs import Construct
from hypothesis import strategies as st

from k8spatterns_lib import (
    Autoscale,
    Claim,
    ConfigMap,
    Container,
    ReliableSingleton,
    Resources,
    Secret,
    ServiceAccount,
    SidecarPod,
    StatelessService,
    Volume,
)
from k8spatterns_lib.patterns.behavioral.reliable_singleton import Mode
from k8spatterns_lib.values.stateful_set import StatefulSet
from k8spatterns_lib.values.workloads import Workload
from tests.strategies.values_strategies import (
    containers,
    cron_jobs,
    daemon_sets,
    deployments,
    file_names,
    jobs,
    memories,
    names,
    pod_settings,
    pods,
    stateful_sets,
    texts,
    volumes,
)


@attrs.frozen
class Drawn:
    """A pattern that was drawn.

    Args:
        make: Makes it in a chart.
        can_clash: Whether its parts may not fit each other, which the pattern then refuses.
    """

    make: Callable[[Construct], object]
    can_clash: bool


def workloads() -> st.SearchStrategy[Workload]:
    """Draw everything that runs pods."""
    return st.one_of(deployments(), stateful_sets(), daemon_sets(), jobs(), cron_jobs(), pods())


@st.composite
def sidecar_pods(draw: st.DrawFn) -> Drawn:
    """Draw a main container and its sidecars, under any workload and with any settings."""
    shared = draw(volumes(st.just("shared")))
    volume = st.just(shared) | volumes()
    main = draw(containers(st.just("main"), volume))
    sidecars = draw(st.lists(containers(st.sampled_from(["first", "second"]), volume), max_size=2))
    workload, pod = draw(workloads()), draw(pod_settings())
    native, policy = draw(st.booleans()), draw(st.booleans())

    def make(chart: Construct) -> None:
        made = SidecarPod(
            chart,
            "drawn",
            main=main,
            sidecars=sidecars,
            workload=workload,
            pod=pod,
            native=native,
            network_policy=policy,
        )
        for number, port in enumerate(main.ports, start=80):
            made.expose(port=number, to=port.name)

    return Drawn(make, can_clash=True)


@st.composite
def stateless_services(draw: st.DrawFn) -> Drawn:
    """Draw services with everything in front of and behind them."""
    main = draw(containers(st.just("main")))
    autoscale = draw(st.none() | st.builds(Autoscale, minimum=st.integers(1, 3), maximum=st.integers(3, 9)))
    port = 80 if main.ports else None
    host = draw(st.sampled_from([None, "www.example.com"])) if port else None
    replicas, pod = draw(st.integers(0, 5)), draw(pod_settings())

    def make(chart: Construct) -> None:
        StatelessService(
            chart,
            "drawn",
            container=main,
            port=port,
            to=main.ports[0].name if port else None,
            autoscale=autoscale,
            replicas=replicas,
            ingress_host=host,
            pod=pod,
        )

    return Drawn(make, can_clash=True)


@st.composite
def singletons(draw: st.DrawFn) -> Drawn:
    """Draw singletons with storage and without."""
    storage = draw(st.none() | memories())
    volume = volumes() if storage is None else st.just(Volume.claim("data"))
    main = draw(containers(st.just("main"), volume))
    modes: list[Mode] = ["at-most-one", "at-least-one"] if storage is None else ["at-most-one"]
    mode = draw(st.sampled_from(modes))
    pod = draw(pod_settings())

    def make(chart: Construct) -> None:
        ReliableSingleton(chart, "drawn", run=main, mode=mode, storage=storage, pod=pod)

    return Drawn(make, can_clash=storage is None)


@st.composite
def configured_pods(draw: st.DrawFn) -> Drawn:
    """Draw pods that read the chart's own configuration, run as its account and claim storage."""
    data = draw(st.dictionaries(file_names, texts, min_size=1, max_size=3))
    keys = draw(st.lists(file_names, min_size=1, max_size=3, unique=True))
    key, immutable = draw(st.sampled_from(sorted(data))), draw(st.booleans())
    called = draw(names)
    size = draw(memories())

    def make(chart: Construct) -> None:
        texts_map = ConfigMap(chart, "texts", data=data, immutable=immutable)
        secret = Secret(chart, "secret", keys=keys)
        ServiceAccount(chart, called)
        main = Container(
            "main",
            image="example.com/main:1",
            resources=Resources(cpu="1", memory="1Gi"),
            env={"TEXT": texts_map.key(key), "HIDDEN": secret.key(keys[0])},
            mounts={"/texts": Volume.config_map(texts_map), "/data": Volume.claim("data")},
        )
        SidecarPod(chart, "drawn", main=main, workload=StatefulSet(claims=[Claim(name="data", size=size)]))

    return Drawn(make, can_clash=False)


def patterns() -> st.SearchStrategy[Drawn]:
    """Draw whole patterns of every kind."""
    return st.one_of(sidecar_pods(), stateless_services(), singletons(), configured_pods())
