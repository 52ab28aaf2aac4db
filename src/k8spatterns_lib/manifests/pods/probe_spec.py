"""Probes, and the handlers that they share with lifecycle hooks, as Kubernetes writes them.

What equals the API's own default is left away, so a probe reads as what its author set.
Source: Kubernetes API reference, Probe v1 core.
"""

from collections.abc import Sequence
from typing import Any

from k8spatterns_lib.values.probe import Probe

_TIMING = (
    ("initialDelaySeconds", "initial_delay_seconds", 0),
    ("periodSeconds", "period_seconds", 10),
    ("timeoutSeconds", "timeout_seconds", 1),
    ("successThreshold", "success_threshold", 1),
    ("failureThreshold", "failure_threshold", 3),
    ("terminationGracePeriodSeconds", "termination_grace_seconds", None),
)


def probe_spec(probe: Probe) -> dict[str, Any]:
    """Return `probe` as the API has it."""
    spec = _handler(probe)
    for key, field, default in _TIMING:
        value = getattr(probe, field)
        if value != default:
            spec[key] = value
    return spec


def http_get(
    path: str | None, port: str | int | None, *, scheme: str = "HTTP", headers: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Return an HTTP handler; `scheme` HTTP is the API's default and left away."""
    spec: dict[str, Any] = {"path": path, "port": port}
    if scheme != "HTTP":
        spec["scheme"] = scheme
    if headers:
        spec["httpHeaders"] = [{"name": name, "value": value} for name, value in headers]
    return {"httpGet": spec}


def exec_command(command: Sequence[str]) -> dict[str, Any]:
    """Return a handler that runs a command in the container, without a shell."""
    return {"exec": {"command": list(command)}}


def _handler(probe: Probe) -> dict[str, Any]:
    match probe.kind:
        case "http" | "https":
            return http_get(probe.path, probe.port, scheme=probe.kind.upper(), headers=probe.headers)
        case "tcp":
            return {"tcpSocket": {"port": probe.port}}
        case "grpc":
            service = {} if probe.service is None else {"service": probe.service}
            return {"grpc": {"port": probe.port, **service}}
        case "exec":
            return exec_command(probe.command)
