"""Claims of a chart are mounted by no more pods than their access mode lets."""

from typing import Any

import pytest

from k8spatterns_lib import (
    App,
    Autoscale,
    Chart,
    Container,
    ManifestError,
    PersistentVolumeClaim,
    PodSettings,
    PodTerm,
    Resources,
    Scheduling,
    SidecarPod,
    StatelessService,
    Volume,
)
from k8spatterns_lib.workloads import CronJob, DaemonSet, Deployment, Job


def container(claim: str = "photos") -> Container:
    resources = Resources(cpu="50m", memory="64Mi")
    return Container("web", image="example.com/web:1", mounts={"/photos": Volume.claim(claim)}, resources=resources)


def rendered(workload: Any, *, access: Any = "ReadWriteOnce", claim: str = "photos", **settings: Any) -> list[str]:
    app = App()
    chart = Chart(app, "shop", namespace="shop")
    PersistentVolumeClaim(chart, "photos", size="1Gi", access=access)
    SidecarPod(chart, "web", main=container(claim), workload=workload, **settings)
    return list(app.render())


SEVERAL = [
    Deployment(replicas=2),
    DaemonSet(),
    Job(completions=2, parallelism=2),
    CronJob(schedule="@daily", job=Job(completions=2, parallelism=2)),
]


@pytest.mark.parametrize("workload", SEVERAL, ids=lambda each: type(each).__name__)
def test_several_pods_do_not_share_a_claim_of_one_node(workload: Any) -> None:
    message = (
        r"^shop/web \w+ 'web': several pods share the claim 'photos', which the pods of one node alone can use, "
        r"got \['ReadWriteOnce'\]\. Give the claim access=\"ReadWriteMany\", run one replica, or"
    )

    with pytest.raises(ManifestError, match=message):
        rendered(workload)


@pytest.mark.parametrize(
    "workload", [Deployment(), Job(completions=2, parallelism=1)], ids=lambda each: type(each).__name__
)
def test_one_pod_at_a_time_uses_any_claim(workload: Any) -> None:
    assert "shop/photos.persistentvolumeclaim.yaml" in rendered(workload)


@pytest.mark.parametrize("access", ["ReadWriteMany", "ReadOnlyMany"])
def test_several_pods_share_a_claim_that_is_made_for_it(access: str) -> None:
    assert "shop/photos.persistentvolumeclaim.yaml" in rendered(Deployment(replicas=2), access=access)


def test_a_claim_elsewhere_is_not_judged() -> None:
    assert "shop/photos.persistentvolumeclaim.yaml" in rendered(Deployment(replicas=2), claim="elsewhere")


def test_pods_that_stay_together_share_a_claim_of_one_node_but_not_one_of_one_pod() -> None:
    together = PodSettings(scheduling=Scheduling(pod_affinity=[PodTerm(labels={"a": "b"}, apart=False)]))

    assert "shop/photos.persistentvolumeclaim.yaml" in rendered(Deployment(replicas=2), pod=together)
    with pytest.raises(ManifestError, match="which one pod alone can use"):
        rendered(Deployment(replicas=2), access="ReadWriteOncePod", pod=together)


def test_an_autoscaled_workload_has_several_pods() -> None:
    app = App()
    chart = Chart(app, "shop", namespace="shop")
    PersistentVolumeClaim(chart, "photos", size="1Gi")
    StatelessService(chart, "web", container=container(), autoscale=Autoscale(maximum=5))

    with pytest.raises(ManifestError, match="shop/web Deployment 'web': several pods share the claim 'photos'"):
        app.render()
