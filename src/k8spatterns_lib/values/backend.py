"""Where an HTTP request goes: a Service and one of its ports.

Source: Kubernetes API reference, IngressServiceBackend; Gateway API v1, HTTPBackendRef.
"""

from collections.abc import Mapping
from typing import Final

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.reference import HasService, ServiceRef, service_reference
from k8spatterns_lib.values.service_port import port_number

Backend = tuple[str | ServiceRef | HasService, int | str]
"""A Service, by name, by reference or as a construct, and its port; an Ingress takes port names, too."""

WeightedBackend = tuple[ServiceRef, int, int]
"""A Service, its port and its weight."""

_PARTS: Final = 2
_WEIGHTED_PARTS: Final = 3
_MOST: Final = 16
_HEAVIEST: Final = 1_000_000


def to_backend(backend: Backend, where: str) -> tuple[ServiceRef, int | str]:
    """Return the Service and the port that are meant.

    Raises:
        SettingError: It is no pair, stands for no Service, or the port can be none.
    """
    if not isinstance(backend, tuple) or len(backend) != _PARTS:
        raise SettingError(where, "a backend is a Service and its port", got=backend, fix='Write ("web", 80).')
    service, port = service_reference(backend[0], where), backend[1]
    if isinstance(port, str):
        Port(name=port, number=1)  # the rule for names is the same
    else:
        port_number(port, where, "port")
    return service, port


def weighted_backends(
    backends: Backend | Mapping[Backend, int] | tuple[WeightedBackend, ...], where: str
) -> tuple[WeightedBackend, ...]:
    """Return Services, ports and weights; a backend alone has weight 1.

    Raises:
        SettingError: A backend or a weight is wrong, or none would get any traffic.
    """
    if isinstance(backends, tuple) and all(map(_is_weighted, backends)):
        return backends  # type: ignore[return-value] # they come from another rule, which checked them
    listed = list(backends.items()) if isinstance(backends, Mapping) else [(backends, 1)]
    found: list[WeightedBackend] = []
    for backend, weight in listed:
        if type(weight) is not int or not 0 <= weight <= _HEAVIEST:
            what = f"a weight must be a whole number from 0 to {_HEAVIEST}"
            raise SettingError(where, what, got=weight, fix="Use 1.")
        service, port = to_backend(backend, where)  # type: ignore[arg-type] # what is no pair is refused there
        if isinstance(port, str):
            raise SettingError(where, "a route names ports by number", got=port, fix="Give the Service's port.")
        found.append((service, port, weight))
    if not any(weight for _, _, weight in found):
        fix = 'Give a Service and its port: ("web", 80).'
        raise SettingError(where, "a route needs a backend that gets traffic", got=listed, fix=fix)
    if len(found) > _MOST:
        raise SettingError(where, f"a route has at most {_MOST} backends for a path", got=len(found), fix="Use fewer.")
    return tuple(found)


def _is_weighted(part: object) -> bool:
    return isinstance(part, tuple) and len(part) == _WEIGHTED_PARTS and isinstance(part[0], ServiceRef)
