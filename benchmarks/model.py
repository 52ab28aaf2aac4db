"""The work of all peers: N/2 Deployments and N/2 Services in ten charts.

Every peer reads the same list of services (`charts`), as JSON or as Helm values, and says
in its own language what an object looks like; `deployment` and `service` say it once more,
and every tree that a peer wrote is compared with them.

What differs between services: name, images' tags, replicas, port, requests, all four
environment values and an argument of the second container, so that no two containers
are equal. What all share: strategy, probes, security, the volume and the second container's image.

Imported by timed programs: it must stay cheap to import.
"""

import json
from pathlib import Path
from typing import Any, Final, TypedDict

CHARTS: Final = 10
MANAGER: Final = "k8spatterns-lib"
LOGS_IMAGE: Final = "registry.example.com/platform/log-shipper:2.4.1"
LOGS_PATH: Final = "/var/log/app"
LOGS_PORT: Final = 9102

_SIZES: Final = (("100m", "128Mi"), ("250m", "256Mi"), ("500m", "512Mi"), ("1", "1Gi"))
_LEVELS: Final = ("debug", "info", "warning")

Manifest = dict[str, Any]


class Env(TypedDict):
    """An environment variable as Kubernetes writes it."""

    name: str
    value: str


class Service(TypedDict):
    """What one service says of itself; everything else is the same for all."""

    name: str
    image: str
    replicas: int
    port: int
    env: list[Env]
    cpu: str
    memory: str


class Chart(TypedDict):
    """A chart and its services."""

    id: str
    services: list[Service]


def charts(objects: int) -> list[Chart]:
    """Return the input of all peers for `objects` objects, half of them Deployments.

    Raises:
        ValueError: The objects can not be spread over the charts in equal parts.
    """
    count = objects // 2
    if objects < 1 or objects % (2 * CHARTS):
        raise ValueError(f"objects must be a multiple of {2 * CHARTS}, got {objects}")
    each = count // CHARTS
    return [
        {"id": f"chart-{chart}", "services": [_service(chart * each + n, count) for n in range(each)]}
        for chart in range(CHARTS)
    ]


def _service(index: int, count: int) -> Service:
    name = _name(index)
    cpu, memory = _SIZES[index % len(_SIZES)]
    return {
        "name": name,
        "image": f"registry.example.com/team-{index % 7}/{name}:1.{index % 20}.{index % 9}",
        "replicas": 2 + index % 3,
        "port": 8080 + index % 3,
        "env": [
            {"name": "SERVICE_NAME", "value": name},
            {"name": "UPSTREAM_URL", "value": f"http://{_name((index * 7 + 1) % count)}:80/api"},
            {"name": "LOG_LEVEL", "value": _LEVELS[index % len(_LEVELS)]},
            {"name": "CACHE_ENTRIES", "value": str(1000 + index)},
        ],
        "cpu": cpu,
        "memory": memory,
    }


def _name(index: int) -> str:
    return f"service-{index:05d}"


def write_input(path: Path, objects: int) -> None:
    """Write what `read_input` reads."""
    path.write_text(json.dumps(charts(objects)), encoding="utf-8")


def read_input(path: str) -> list[Chart]:
    """Return the charts that a file holds."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not to be in a floor's time
        return list(json.load(file))


def manifests(chart: Chart) -> list[Manifest]:
    """Return the objects of a chart, each service's Deployment before its Service."""
    return [build(chart["id"], each) for each in chart["services"] for build in (deployment, service)]


def labels(chart: str, name: str) -> dict[str, str]:
    """Return the three labels of an object and of its pods."""
    return {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/part-of": chart,
        "app.kubernetes.io/managed-by": MANAGER,
    }


def selector(name: str) -> dict[str, str]:
    """Return the label by which a Deployment and its Service find the pods."""
    return {"app.kubernetes.io/name": name}


def deployment(chart: str, of: Service) -> Manifest:
    """Return the Deployment of a service."""
    name = of["name"]
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels(chart, name)},
        "spec": deployment_spec(chart, of),
    }


def deployment_spec(chart: str, of: Service) -> Manifest:
    """Return the `spec` of a service's Deployment."""
    name = of["name"]
    return {
        "replicas": of["replicas"],
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
        "selector": {"matchLabels": selector(name)},
        "template": {
            "metadata": {"labels": labels(chart, name)},
            "spec": {
                "automountServiceAccountToken": False,
                "enableServiceLinks": False,
                "securityContext": {
                    "runAsNonRoot": True,
                    "runAsUser": 65532,
                    "runAsGroup": 65532,
                    "fsGroup": 65532,
                    "seccompProfile": {"type": "RuntimeDefault"},
                },
                "containers": [_main(of), _logs(name)],
                "volumes": [{"name": "logs", "emptyDir": {"sizeLimit": "64Mi"}}],
            },
        },
    }


def _main(of: Service) -> Manifest:
    return {
        "name": of["name"],
        "image": of["image"],
        "env": [{"name": each["name"], "value": each["value"]} for each in of["env"]],
        "ports": [{"name": "http", "containerPort": of["port"]}],
        "resources": _resources(of["cpu"], of["memory"]),
        "volumeMounts": [{"name": "logs", "mountPath": LOGS_PATH}],
        "readinessProbe": {"httpGet": {"path": "/ready", "port": "http"}, "periodSeconds": 5, "timeoutSeconds": 2},
        "livenessProbe": {
            "httpGet": {"path": "/alive", "port": "http"},
            "initialDelaySeconds": 10,
            "periodSeconds": 20,
        },
        "securityContext": _security(),
    }


def _logs(name: str) -> Manifest:
    return {
        "name": "logs",
        "image": LOGS_IMAGE,
        "args": ["--service", name, "--path", LOGS_PATH],
        "ports": [{"name": "metrics", "containerPort": LOGS_PORT}],
        "resources": _resources("20m", "32Mi"),
        "volumeMounts": [{"name": "logs", "mountPath": LOGS_PATH, "readOnly": True}],
        "securityContext": _security(),
    }


def _resources(cpu: str, memory: str) -> Manifest:
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": memory}}


def _security() -> Manifest:
    return {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }


def service(chart: str, of: Service) -> Manifest:
    """Return the Service of a service."""
    name = of["name"]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "labels": labels(chart, name)},
        "spec": service_spec(name),
    }


def service_spec(name: str) -> Manifest:
    """Return the `spec` of a service's Service."""
    return {
        "selector": selector(name),
        "ports": [
            {"name": "http", "port": 80, "targetPort": "http"},
            {"name": "metrics", "port": LOGS_PORT, "targetPort": "metrics"},
        ],
    }
