"""The public door: what users can import, written down, so that a change of it is seen."""

import k8spatterns_lib
from k8spatterns_lib import workloads

NAMES = [
    "AdapterPod",
    "App",
    "Autoscale",
    "Chart",
    "Claim",
    "ConfigMap",
    "ConfigMapKey",
    "Container",
    "ContainerResource",
    "Cpu",
    "DeliveryError",
    "EnvFrom",
    "EnvTemplate",
    "Environment",
    "ExternalService",
    "Fleet",
    "GitSync",
    "Hook",
    "HttpRoute",
    "Image",
    "Ingress",
    "JsonLines",
    "Lifecycle",
    "ManifestError",
    "Memory",
    "Mount",
    "MySql",
    "Namespace",
    "NodeTerm",
    "PatternError",
    "Plain",
    "PodFailureRule",
    "PodField",
    "PodSettings",
    "PodTerm",
    "Port",
    "Probe",
    "Recreate",
    "Region",
    "ReliableSingleton",
    "Resources",
    "RollingUpdate",
    "Schedule",
    "Scheduling",
    "Secret",
    "SecretKey",
    "Security",
    "Service",
    "ServiceAccount",
    "SettingError",
    "SidecarPod",
    "Spread",
    "StatelessService",
    "Target",
    "Toleration",
    "VersionError",
    "Volume",
    "VolumeFile",
]

WORKLOADS = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"]


def test_the_door_has_these_names_sorted() -> None:
    assert k8spatterns_lib.__all__ == NAMES == sorted(NAMES)
    assert workloads.__all__ == WORKLOADS


def test_every_name_of_the_door_is_there_and_says_what_it_is() -> None:
    for module in (k8spatterns_lib, workloads):
        for name in module.__all__:
            assert getattr(module, name).__doc__, name
