"""Those fields of a pod that come from its settings alone.

Every answer is cached and shared; callers must not mutate it.
Source: Kubernetes API reference, PodSpec v1 core.
"""

from functools import lru_cache
from typing import Any

from k8spatterns_lib.manifests.pods.scheduling_spec import scheduling_spec
from k8spatterns_lib.manifests.pods.security_context import pod_host_fields, pod_security_context
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.security import RESTRICTED


@lru_cache(maxsize=1024)
def identity_fields(settings: PodSettings) -> dict[str, Any]:
    """Return the fields that stand before a pod's containers: its account and its rights.

    `automountServiceAccountToken` is said in either case, since the account may say otherwise;
    so is `enableServiceLinks`, whose default fills the environment with every Service's address.
    """
    spec: dict[str, Any] = {}
    if settings.service_account is not None:
        spec["serviceAccountName"] = settings.service_account
    spec["automountServiceAccountToken"] = settings.token
    spec["enableServiceLinks"] = False
    if settings.hostname is not None:
        spec["hostname"] = settings.hostname
    security = settings.security or RESTRICTED
    spec |= pod_host_fields(security)
    if settings.share_process_namespace:
        spec["shareProcessNamespace"] = True
    spec["securityContext"] = pod_security_context(security)
    if settings.pull_secrets:
        spec["imagePullSecrets"] = [{"name": name} for name in settings.pull_secrets]
    return spec


@lru_cache(maxsize=1024)
def running_fields(settings: PodSettings) -> dict[str, Any]:
    """Return the fields that stand behind a pod's volumes: its ends, its names, its place."""
    spec: dict[str, Any] = {}
    if settings.grace_seconds is not None:
        spec["terminationGracePeriodSeconds"] = settings.grace_seconds
    if settings.active_deadline_seconds is not None:
        spec["activeDeadlineSeconds"] = settings.active_deadline_seconds
    spec |= _dns(settings)
    if settings.host_aliases:
        spec["hostAliases"] = [{"ip": address, "hostnames": list(names)} for address, names in settings.host_aliases]
    if settings.readiness_gates:
        spec["readinessGates"] = [{"conditionType": gate} for gate in settings.readiness_gates]
    if settings.priority_class is not None:
        spec["priorityClassName"] = settings.priority_class
    if settings.runtime_class is not None:
        spec["runtimeClassName"] = settings.runtime_class
    if settings.scheduling is not None:
        spec |= scheduling_spec(settings.scheduling)
    return spec


def _dns(settings: PodSettings) -> dict[str, Any]:
    policy = settings.dns_policy
    if policy is None and settings.security is not None and settings.security.host_network:
        # Pods on the node's network ask the node's name servers otherwise, which know no Services.
        policy = "ClusterFirstWithHostNet"
    spec: dict[str, Any] = {} if policy in {None, "ClusterFirst"} else {"dnsPolicy": policy}
    options = [
        {"name": name} if value is None else {"name": name, "value": value} for name, value in settings.dns_options
    ]
    config = {
        "nameservers": list(settings.dns_servers),
        "searches": list(settings.dns_searches),
        "options": options,
    }
    given = {key: value for key, value in config.items() if value}
    if given:
        spec["dnsConfig"] = given
    return spec
