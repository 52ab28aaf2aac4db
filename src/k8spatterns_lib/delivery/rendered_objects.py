"""The objects of a service in a target, as they are written."""

from typing import Any

import yaml

from k8spatterns_lib.delivery.service import Service
from k8spatterns_lib.delivery.target import Target
from k8spatterns_lib.manifests.files.chart_directory import KUSTOMIZATION

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast where it is there


def rendered_objects(service: Service, target: Target) -> list[dict[str, Any]]:
    """Return the objects in the order in which they are applied.

    Raises:
        PatternError: The chart is wrong, or the service does not run there.
    """
    files = service.app(target).render()
    return [read_object(content) for path, content in files.items() if not path.endswith(KUSTOMIZATION)]


def read_object(content: bytes) -> dict[str, Any]:
    """Return the object that a written file holds."""
    data: dict[str, Any] = yaml.load(content, Loader=_LOADER)  # noqa: S506 - a safe loader, see above
    return data
