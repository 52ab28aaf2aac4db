"""Reusable constructs named after the Kubernetes patterns.

Everything that a program needs is imported from here, from `k8spatterns_lib.workloads`
(what runs the pods) and from `k8spatterns_lib.testing`.
"""

# ruff: noqa: E402 - jsii loads packages as they are imported, and has to know before how

from k8spatterns_lib.node import use_bundled_node
from k8spatterns_lib.node_on_demand import start_node_on_demand

use_bundled_node()
start_node_on_demand()

from k8spatterns_lib.delivery.environment import Environment
from k8spatterns_lib.delivery.fleet import Fleet
from k8spatterns_lib.delivery.region import Region
from k8spatterns_lib.delivery.target import Target
from k8spatterns_lib.errors import DeliveryError, ManifestError, PatternError, SettingError, VersionError
from k8spatterns_lib.manifests.app import App
from k8spatterns_lib.manifests.chart import Chart
from k8spatterns_lib.patterns.advanced.autoscaler import Autoscale
from k8spatterns_lib.patterns.behavioral.ingress import HttpRoute, Ingress
from k8spatterns_lib.patterns.behavioral.reliable_singleton import ReliableSingleton
from k8spatterns_lib.patterns.behavioral.service import ExternalService, Service
from k8spatterns_lib.patterns.behavioral.stateless_service import StatelessService
from k8spatterns_lib.patterns.configuration.config_map import ConfigMap, Secret
from k8spatterns_lib.patterns.data.my_sql import MySql
from k8spatterns_lib.patterns.foundational.namespace import Namespace
from k8spatterns_lib.patterns.security.service_account import ServiceAccount
from k8spatterns_lib.patterns.structural.adapter_pod import AdapterPod
from k8spatterns_lib.patterns.structural.git_sync import GitSync
from k8spatterns_lib.patterns.structural.json_lines import JsonLines
from k8spatterns_lib.patterns.structural.sidecar_pod import SidecarPod
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
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.job import PodFailureRule
from k8spatterns_lib.values.lifecycle import Hook, Lifecycle
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.quantity import Cpu, Memory
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.schedule import Schedule
from k8spatterns_lib.values.scheduling import NodeTerm, PodTerm, Scheduling, Spread, Toleration
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.strategy import Recreate, RollingUpdate
from k8spatterns_lib.values.volume import Mount, Volume, VolumeFile

__all__ = [
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
