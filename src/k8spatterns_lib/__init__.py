"""Reusable constructs named after the Kubernetes patterns.

Everything that a program needs is imported from here, from `k8spatterns_lib.workloads`
(what runs the pods) and from `k8spatterns_lib.testing`.

A name is loaded when it is asked for (PEP 562): a program pays for the patterns that it uses.
"""

from typing import TYPE_CHECKING

from k8spatterns_lib.door import loads_on_demand
from k8spatterns_lib.homes import HOMES
from k8spatterns_lib.node import use_bundled_node

# jsii takes it from the environment, whoever imports it.
use_bundled_node()

if TYPE_CHECKING:
    from k8spatterns_lib.delivery.environment import Environment
    from k8spatterns_lib.delivery.fleet import Fleet
    from k8spatterns_lib.delivery.region import Region
    from k8spatterns_lib.delivery.target import Target
    from k8spatterns_lib.errors import DeliveryError, ManifestError, PatternError, SettingError, VersionError
    from k8spatterns_lib.manifests.app import App
    from k8spatterns_lib.manifests.chart import Chart
    from k8spatterns_lib.manifests.manifest import Manifest
    from k8spatterns_lib.patterns.advanced.autoscaler import Autoscale
    from k8spatterns_lib.patterns.behavioral.external_service import ExternalService
    from k8spatterns_lib.patterns.behavioral.http_route import HttpRoute
    from k8spatterns_lib.patterns.behavioral.ingress import Ingress
    from k8spatterns_lib.patterns.behavioral.kuard_queue import KuardQueue
    from k8spatterns_lib.patterns.behavioral.leader_election import LeaderElection
    from k8spatterns_lib.patterns.behavioral.redis_queue import RedisQueue
    from k8spatterns_lib.patterns.behavioral.reliable_singleton import ReliableSingleton
    from k8spatterns_lib.patterns.behavioral.scaled import Scaled
    from k8spatterns_lib.patterns.behavioral.service import Service
    from k8spatterns_lib.patterns.behavioral.stateless_service import StatelessService
    from k8spatterns_lib.patterns.behavioral.until_empty import UntilEmpty
    from k8spatterns_lib.patterns.behavioral.work_queue import WorkQueue
    from k8spatterns_lib.patterns.configuration.config_map import ConfigMap, Secret
    from k8spatterns_lib.patterns.data.mongo_backup import MongoBackup
    from k8spatterns_lib.patterns.data.mongo_stateful_set import MongoStatefulSet
    from k8spatterns_lib.patterns.data.mongo_user import MongoUser
    from k8spatterns_lib.patterns.data.my_sql import MySql
    from k8spatterns_lib.patterns.data.redis_sentinel import RedisSentinel
    from k8spatterns_lib.patterns.foundational.namespace import Namespace
    from k8spatterns_lib.patterns.foundational.persistent_volume import PersistentVolume
    from k8spatterns_lib.patterns.foundational.persistent_volume_claim import PersistentVolumeClaim
    from k8spatterns_lib.patterns.security.service_account import ServiceAccount
    from k8spatterns_lib.patterns.structural.adapter_pod import AdapterPod
    from k8spatterns_lib.patterns.structural.ambassador_pod import AmbassadorPod
    from k8spatterns_lib.patterns.structural.config_reloader import ConfigReloader
    from k8spatterns_lib.patterns.structural.exporters.jmx_rule import JmxRule
    from k8spatterns_lib.patterns.structural.exporters.statsd_mapping import StatsdMapping
    from k8spatterns_lib.patterns.structural.git_sync import GitSync
    from k8spatterns_lib.patterns.structural.json_lines import JsonLines
    from k8spatterns_lib.patterns.structural.log_normalizer import LogNormalizer
    from k8spatterns_lib.patterns.structural.log_shipper import LogShipper
    from k8spatterns_lib.patterns.structural.permissions import Permissions
    from k8spatterns_lib.patterns.structural.pod_monitor import PodMonitor
    from k8spatterns_lib.patterns.structural.prometheus_exporter import PrometheusExporter
    from k8spatterns_lib.patterns.structural.redis_read_write_split import RedisReadWriteSplit
    from k8spatterns_lib.patterns.structural.sidecar_pod import SidecarPod
    from k8spatterns_lib.patterns.structural.to_http import ToHttp
    from k8spatterns_lib.patterns.structural.to_s3 import ToS3
    from k8spatterns_lib.patterns.structural.to_stdout import ToStdout
    from k8spatterns_lib.patterns.structural.wait_for_service import WaitForService
    from k8spatterns_lib.values.claim import Claim
    from k8spatterns_lib.values.container import Container
    from k8spatterns_lib.values.environment import (
        ConfigMapKey,
        ContainerResource,
        EnvFrom,
        EnvTemplate,
        Plain,
        PodField,
        SecretKey,
    )
    from k8spatterns_lib.values.gateway_ref import GatewayRef
    from k8spatterns_lib.values.http_path import HttpPath
    from k8spatterns_lib.values.http_redirect import HttpRedirect
    from k8spatterns_lib.values.http_rule import HttpRule
    from k8spatterns_lib.values.image import Image
    from k8spatterns_lib.values.job import PodFailureRule
    from k8spatterns_lib.values.lifecycle import Hook, Lifecycle
    from k8spatterns_lib.values.peer import Peer
    from k8spatterns_lib.values.pod_settings import PodSettings
    from k8spatterns_lib.values.pods_ref import PodsRef
    from k8spatterns_lib.values.port import Port
    from k8spatterns_lib.values.probe import Probe
    from k8spatterns_lib.values.quantity import Cpu, Memory
    from k8spatterns_lib.values.redis_servers import RedisServers
    from k8spatterns_lib.values.reference import (
        ClaimRef,
        ConfigMapRef,
        NamespaceRef,
        PersistentVolumeRef,
        SecretRef,
        ServiceAccountRef,
        ServiceRef,
    )
    from k8spatterns_lib.values.resources import Resources
    from k8spatterns_lib.values.schedule import Schedule
    from k8spatterns_lib.values.scheduling import NodeTerm, PodTerm, Scheduling, Spread, Toleration
    from k8spatterns_lib.values.security import Security
    from k8spatterns_lib.values.service_port import ServicePort
    from k8spatterns_lib.values.strategy import Recreate, RollingUpdate
    from k8spatterns_lib.values.volume import Mount, Volume, VolumeFile

__all__ = [
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

# Type checkers read the imports above; with a `__getattr__` they would take any name for one of the library's.
if not TYPE_CHECKING:
    __getattr__ = loads_on_demand(__name__, HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
