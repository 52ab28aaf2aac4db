"""What runs right after a container starts and right before it stops, as Kubernetes writes it.

Source: Kubernetes API reference, Lifecycle v1 core.
"""

from typing import Any

from k8spatterns_lib.manifests.pods.probe_spec import exec_command, http_get
from k8spatterns_lib.values.lifecycle import Hook, Lifecycle


def lifecycle_spec(lifecycle: Lifecycle) -> dict[str, Any]:
    """Return the `lifecycle` of a container; empty if it has no hook.

    `stop_signal` is not written: no supported version has it by default (see `version_gates`).
    """
    spec: dict[str, Any] = {}
    if lifecycle.post_start is not None:
        spec["postStart"] = _hook(lifecycle.post_start)
    if lifecycle.pre_stop is not None:
        spec["preStop"] = _hook(lifecycle.pre_stop)
    return spec


def _hook(hook: Hook) -> dict[str, Any]:
    match hook.kind:
        case "sleep":
            return {"sleep": {"seconds": hook.seconds}}
        case "exec":
            return exec_command(hook.command)
        case "http":
            return http_get(hook.path, hook.port)
