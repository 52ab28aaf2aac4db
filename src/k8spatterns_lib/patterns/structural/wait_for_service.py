"""`WaitForService`: a step that ends once a Service takes connections.

Problem: a pod that starts before what it needs fails, is started again, waits longer each time.
Solution: it does not start before. The step tries to connect by TCP until that works; a Service without a
ready pod refuses connections, so this waits for readiness too.

It is for the start alone. What is needed can go away later, and an application has to cope with that anyhow:
one that retries by itself needs no such step.

Without `timeout_seconds` it waits for ever: the pod shows `Init:0/1`, and the step's log says what for. With
it, the step fails and is started again by the kubelet, later each time; a Job whose pods are not restarted
counts it as a failed pod.

Source: Kubernetes Patterns, 2nd ed., ch. 15 "Init Container"; Kubernetes docs, "Init Containers" (the example
that waits for Services).
"""

from importlib.resources import files
from ipaddress import ip_address
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pods.writable_paths import label_text
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.structural.json_lines import IMAGE
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.names import dns_label, dns_subdomain
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.reference import HasService, ServiceRef
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.volume import Volume

_PROGRAM: Final = "/program"
_FILE: Final = "service_waiter.py"


def _to_host(service: str | ServiceRef | HasService) -> str:
    if isinstance(service, str):
        return service
    if isinstance(service, HasService):
        service = service.service_ref
    if not isinstance(service, ServiceRef):
        fix = "Give a host name, a ServiceRef, or a construct that has a Service."
        raise SettingError("WaitForService", "this stands for no Service", got=service, fix=fix)
    return service.host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _default_name(step: "WaitForService") -> str:
    host = step.service
    first = host if _is_address(host) else host.partition(".")[0]
    return label_text(f"wait-for-{first.replace(':', '-').replace('.', '-')}".rstrip("-"))


@refuses_unknown_settings
@attrs.frozen
class WaitForService:
    """A step that waits for a Service, or for a host anywhere.

    Args:
        service: A Service as a construct or a reference, or a host name or address. Kept as the latter.
        port: The port that clients use.
        period_seconds: From one try to the next, and how long one may take. Default: 2.
        timeout_seconds: When the step gives up. Default: never.
        name: The container's name. Default: "wait-for-" and the first part of the host name.
        image: A Python 3.10 or newer. Default: the official image.
        resources: What it is guaranteed. Default: 10m CPU and 32Mi memory.

    Raises:
        SettingError: It is no host, or a number is wrong.
    """

    service: str = attrs.field(converter=_to_host)
    port: int
    period_seconds: int = attrs.field(default=2, kw_only=True)
    timeout_seconds: int | None = attrs.field(default=None, kw_only=True)
    name: str = attrs.field(default=attrs.Factory(_default_name, takes_self=True), kw_only=True)
    image: Image = attrs.field(default=IMAGE, kw_only=True, converter=to_image)
    resources: Resources = attrs.field(default=Resources(cpu="10m", memory="32Mi"), kw_only=True)

    def __attrs_post_init__(self) -> None:
        where = f"WaitForService {self.service!r}"
        if not _is_address(self.service):
            dns_subdomain(self.service, where, "the host")
        dns_label(self.name, where)
        Port(name="port", number=self.port)
        for setting, seconds in (("period_seconds", self.period_seconds), ("timeout_seconds", self.timeout_seconds)):
            never = seconds is None and setting == "timeout_seconds"
            if not never and (type(seconds) is not int or seconds < 1):
                raise SettingError(where, f"{setting} must be a whole number from 1", got=seconds, fix="Give seconds.")

    def part(self, pattern: str, main: Container) -> PodPart:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the step, and its program as a ConfigMap that all such steps of the pod share."""
        config = f"{pattern}-wait-for-service"
        limit = [] if self.timeout_seconds is None else [str(self.timeout_seconds)]
        step = Container(
            self.name,
            image=self.image,
            command=["python", f"{_PROGRAM}/{_FILE}"],
            args=[self.service, str(self.port), str(self.period_seconds), *limit],
            mounts={_PROGRAM: Volume.config_map(config, name="wait-for-service").read_only()},
            resources=self.resources,
        )
        program = (files("k8spatterns_lib.patterns.structural") / _FILE).read_text(encoding="utf-8")
        return PodPart(init=(step,), config={config: {_FILE: program}})
