"""The public door: what users can import, written down, so that a change of it is seen."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import k8spatterns_lib
from k8spatterns_lib import workloads

NAMES = [
    "AdapterPod",
    "AmbassadorPod",
    "App",
    "Autoscale",
    "Chart",
    "Claim",
    "ClaimRef",
    "ConfigMap",
    "ConfigMapKey",
    "ConfigMapRef",
    "ConfigReloader",
    "Container",
    "ContainerResource",
    "Cpu",
    "DeliveryError",
    "EnvFrom",
    "EnvTemplate",
    "Environment",
    "ExternalService",
    "Fleet",
    "GatewayRef",
    "GitSync",
    "Hook",
    "HttpPath",
    "HttpRedirect",
    "HttpRoute",
    "HttpRule",
    "Image",
    "Ingress",
    "JmxRule",
    "JsonLines",
    "KuardQueue",
    "LeaderElection",
    "Lifecycle",
    "LogNormalizer",
    "LogShipper",
    "Manifest",
    "ManifestError",
    "Memory",
    "MongoBackup",
    "MongoStatefulSet",
    "MongoUser",
    "Mount",
    "MySql",
    "Namespace",
    "NamespaceRef",
    "NodeTerm",
    "PatternError",
    "Peer",
    "Permissions",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "PersistentVolumeRef",
    "Plain",
    "PodFailureRule",
    "PodField",
    "PodMonitor",
    "PodSettings",
    "PodTerm",
    "PodsRef",
    "Port",
    "Probe",
    "PrometheusExporter",
    "Recreate",
    "RedisQueue",
    "RedisReadWriteSplit",
    "RedisSentinel",
    "RedisServers",
    "Region",
    "ReliableSingleton",
    "Resources",
    "RollingUpdate",
    "Scaled",
    "Schedule",
    "Scheduling",
    "Secret",
    "SecretKey",
    "SecretRef",
    "Security",
    "Service",
    "ServiceAccount",
    "ServiceAccountRef",
    "ServicePort",
    "ServiceRef",
    "SettingError",
    "SidecarPod",
    "Spread",
    "StatelessService",
    "StatsdMapping",
    "Target",
    "ToHttp",
    "ToS3",
    "ToStdout",
    "Toleration",
    "UntilEmpty",
    "VersionError",
    "Volume",
    "VolumeFile",
    "WaitForService",
    "WorkQueue",
]

WORKLOADS = ["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"]


def test_the_door_has_these_names_sorted() -> None:
    assert k8spatterns_lib.__all__ == NAMES == sorted(NAMES)
    assert workloads.__all__ == WORKLOADS


def test_every_name_of_the_door_is_there_and_says_what_it_is() -> None:
    for module in (k8spatterns_lib, workloads):
        for name in module.__all__:
            assert getattr(module, name).__doc__, name


def test_what_type_checkers_see_is_what_is_loaded() -> None:
    tree = ast.parse(Path(k8spatterns_lib.__file__).read_text())
    (seen,) = [each for each in tree.body if isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING"]
    imports = [each for each in seen.body if isinstance(each, ast.ImportFrom)]

    homes = {name.name: f"{each.module}" for each in imports for name in each.names}

    assert homes == {name: getattr(k8spatterns_lib, name).__module__ for name in k8spatterns_lib.__all__}


def test_a_name_that_is_not_there_is_missed_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="module 'k8spatterns_lib' has no attribute 'Sidecar'"):
        getattr(k8spatterns_lib, "Sidecar")  # noqa: B009 - type checkers miss it, too


def test_the_door_lists_its_names_before_they_are_loaded() -> None:
    assert set(NAMES) <= set(dir(k8spatterns_lib))


def test_a_program_loads_only_the_patterns_that_it_uses() -> None:
    program = "import sys; from k8spatterns_lib import SidecarPod; print('\\n'.join(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert "k8spatterns_lib.patterns.structural.sidecar_pod" in loaded
    assert "k8spatterns_lib.patterns.structural.git_sync" not in loaded
    assert not any(each.startswith("k8spatterns_lib.delivery") for each in loaded)
