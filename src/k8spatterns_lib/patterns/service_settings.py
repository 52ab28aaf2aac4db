"""The settings that every Service for pods takes, written once.

Source: Kubernetes API reference, ServiceSpec v1 core; Kubernetes docs, "Service", "Virtual IPs
and Service Proxies" (affinity, traffic policies and distribution).
"""

from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from typing import Any, Final, Literal, TypedDict, get_args

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.version_gates import has, require
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion
from k8spatterns_lib.values.names import label_key
from k8spatterns_lib.values.setting_checks import one_of, parts

ServiceType = Literal["ClusterIP", "NodePort", "LoadBalancer"]
Traffic = Literal["PreferClose", "PreferSameZone", "PreferSameNode"]
TrafficPolicy = Literal["Cluster", "Local"]
IpFamily = Literal["IPv4", "IPv6"]
IpFamilyPolicy = Literal["SingleStack", "PreferDualStack", "RequireDualStack"]

_TYPES: Final = get_args(ServiceType)
_LONGEST_AFFINITY_SECONDS: Final = 86_400
_SWITCHES: Final = ("headless", "publish_not_ready", "sticky", "node_ports")
_CHOICES: Final[Mapping[str, tuple[object, ...]]] = {
    "traffic": get_args(Traffic),
    "internal_traffic": get_args(TrafficPolicy),
    "external_traffic": get_args(TrafficPolicy),
    "ip_family_policy": get_args(IpFamilyPolicy),
}
_NOT_HEADLESS: Final = ("sticky", "sticky_seconds", "traffic", "internal_traffic")
_OUTSIDE: Final = ("external_traffic",)
_BALANCED: Final = ("load_balancer_class", "source_ranges", "node_ports")


class ServiceSettings(TypedDict, total=False):
    """What a Service may say beyond its ports and its type.

    Keys:
        headless: No address of its own: the name gives the pods' addresses. Default: False.
        publish_not_ready: Names and addresses of pods that are not ready yet, too, so that
            members find each other while they start. Default: False.
        sticky: A client stays with one pod. Default: False.
        sticky_seconds: For how long after its last connection, 1 to 86400; makes it sticky.
            Default: 10800 (three hours) where it is sticky.
        traffic: Which pods are preferred: those of the client's zone ("PreferSameZone", or its older
            name "PreferClose") or of its node ("PreferSameNode"). Default: all alike.
        internal_traffic: "Local": clients in the cluster reach pods of their own node alone.
            Default: "Cluster".
        external_traffic: "Local": traffic from outside goes to pods of the node that it came
            to, and keeps its source address. Default: "Cluster".
        load_balancer_class: Who makes the load balancer. Default: the cloud's own.
        source_ranges: Blocks of addresses that the load balancer admits. Default: all.
        node_ports: False: the load balancer reaches pods without a port on every node.
            Default: True.
        ip_families: "IPv4", "IPv6" or both, the first is the main one. Default: the cluster's.
        ip_family_policy: Whether both are needed. Default: "SingleStack".
        annotations: Such as a cloud's load balancer reads. Default: none.
    """

    headless: bool
    publish_not_ready: bool
    sticky: bool
    sticky_seconds: int
    traffic: Traffic
    internal_traffic: TrafficPolicy
    external_traffic: TrafficPolicy
    load_balancer_class: str
    source_ranges: Sequence[str]
    node_ports: bool
    ip_families: Sequence[IpFamily]
    ip_family_policy: IpFamilyPolicy
    annotations: Mapping[str, str]


def check_service_type(service_type: object, where: str) -> None:
    """Refuse a type that Kubernetes does not know.

    Raises:
        SettingError: The type is unknown.
    """
    if service_type not in _TYPES:
        fix = f"Use one of: {', '.join(_TYPES)}." if service_type != "ExternalName" else "Use ExternalService(host=…)."
        raise SettingError(where, "type must be a Service type", got=service_type, fix=fix)


def service_settings(
    settings: ServiceSettings, *, service_type: str, version: KubernetesVersion, where: str
) -> dict[str, Any]:
    """Return the fields of a Service's `spec` that the type and the settings ask for.

    Raises:
        SettingError: A setting is wrong, or does not fit the type or another one.
        VersionError: The traffic distribution is newer than the target's version.
    """
    check_service_type(service_type, where)
    found: dict[str, Any] = {} if service_type == "ClusterIP" else {"type": service_type}
    if not settings:
        return found
    _check_values(settings, where)
    _check_fit(settings, service_type, where)
    if settings.get("headless"):
        found["clusterIP"] = "None"
    if settings.get("publish_not_ready"):
        found["publishNotReadyAddresses"] = True
    found |= _affinity(settings)
    for field, value in (
        ("trafficDistribution", _distribution(settings.get("traffic"), version, where)),
        ("internalTrafficPolicy", settings.get("internal_traffic")),
        ("externalTrafficPolicy", settings.get("external_traffic")),
        ("loadBalancerClass", settings.get("load_balancer_class")),
        ("loadBalancerSourceRanges", _ranges(settings.get("source_ranges", ()), where)),
        ("ipFamilyPolicy", settings.get("ip_family_policy")),
        ("ipFamilies", list(settings.get("ip_families", ()))),
    ):
        if value:
            found[field] = value
    if settings.get("node_ports", True) is False:
        found["allocateLoadBalancerNodePorts"] = False
    return found


def service_metadata(settings: ServiceSettings, *, where: str) -> dict[str, Any]:
    """Return the metadata that the settings ask for.

    Raises:
        SettingError: An annotation is wrong.
    """
    annotations = settings.get("annotations")
    if not annotations:
        return {}
    if not isinstance(annotations, Mapping):
        raise SettingError(where, "annotations must be a mapping", got=annotations, fix='Write {"name": "…"}.')
    for key, value in annotations.items():
        label_key(key, where, "annotation")
        if not isinstance(value, str):
            raise SettingError(where, f"the annotation {key} must be text", got=value, fix="Write it as text.")
    return {"annotations": dict(annotations)}


def _distribution(traffic: Traffic | None, version: KubernetesVersion, where: str) -> str | None:
    """Return what is written: the same zone has another name in clusters before 1.34, which later ones warn of."""
    if traffic in {"PreferClose", "PreferSameZone"} and not has("traffic-prefer-same", version):
        require("traffic-prefer-close", version, where)
        return "PreferClose"
    if traffic is not None:
        require("traffic-prefer-same", version, where)
    return "PreferSameZone" if traffic == "PreferClose" else traffic


def _affinity(settings: ServiceSettings) -> dict[str, Any]:
    seconds = settings.get("sticky_seconds")
    if not settings.get("sticky") and seconds is None:
        return {}
    found: dict[str, Any] = {"sessionAffinity": "ClientIP"}
    if seconds is not None:
        found["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": seconds}}
    return found


def _check_values(settings: ServiceSettings, where: str) -> None:
    for name, value in settings.items():
        if name not in ServiceSettings.__annotations__:
            fix = f"Settings of every Service: {', '.join(ServiceSettings.__annotations__)}."
            raise SettingError(where, f"there is no setting {name!r}", got=value, fix=fix)
        if name in _SWITCHES and value is not True and value is not False:
            raise SettingError(where, f"{name} must be True or False", got=value, fix="Give one of them.")
        if name in _CHOICES:
            one_of(_CHOICES[name], value, where, name)
    seconds = settings.get("sticky_seconds")
    if seconds is not None and (type(seconds) is not int or not 1 <= seconds <= _LONGEST_AFFINITY_SECONDS):
        what = f"sticky_seconds must be 1 to {_LONGEST_AFFINITY_SECONDS}"
        raise SettingError(where, what, got=seconds, fix="Give seconds, at most a day.")
    if "load_balancer_class" in settings:
        label_key(settings["load_balancer_class"], where, "load_balancer_class")
    families = parts(settings.get("ip_families", ()), str, where, "ip_families")
    if len(set(families)) != len(families) or not set(families) <= {*get_args(IpFamily)}:
        raise SettingError(where, "ip_families must be IPv4, IPv6 or both", got=families, fix='Write ["IPv4", "IPv6"].')


def _check_fit(settings: ServiceSettings, service_type: str, where: str) -> None:
    if settings.get("headless"):
        if service_type != "ClusterIP":
            fix = "Leave one of them out: a headless Service has no address to be reached by."
            raise SettingError(where, "headless does not go with the type", got=service_type, fix=fix)
        wrong = [each for each in _NOT_HEADLESS if settings.get(each)]
        if wrong:
            fix = "Leave it out: clients of a headless Service choose the pod themselves."
            raise SettingError(where, f"headless does not go with {wrong[0]}", fix=fix)
    if settings.get("sticky", True) is False and "sticky_seconds" in settings:
        got = settings["sticky_seconds"]
        raise SettingError(where, "sticky=False does not go with sticky_seconds", got=got, fix="Leave one of them out.")
    for names, types in ((_OUTSIDE, ("NodePort", "LoadBalancer")), (_BALANCED, ("LoadBalancer",))):
        for name in names:
            if name in settings and service_type not in types:
                fix = f"Give type={' or '.join(map(repr, types))}, or leave it out."
                raise SettingError(where, f"{name} does not go with the type", got=service_type, fix=fix)
    if len(settings.get("ip_families", ())) > 1 and settings.get("ip_family_policy", "SingleStack") == "SingleStack":
        fix = 'Give ip_family_policy="PreferDualStack" or "RequireDualStack".'
        raise SettingError(where, "two ip_families need a policy", got=settings.get("ip_family_policy"), fix=fix)


def _ranges(ranges: Sequence[str], where: str) -> list[str]:
    found = parts(ranges, str, where, "source_ranges")
    for each in found:
        try:
            ip_network(each)
        except ValueError as error:
            fix = f'Write "192.0.2.0/24" ({error}).'
            raise SettingError(where, "source_ranges must hold blocks of addresses", got=each, fix=fix) from None
    return [str(ip_network(each)) for each in found]
