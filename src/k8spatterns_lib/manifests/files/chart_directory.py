"""The files of one chart: a file per object, and the `kustomization.yaml` that lists them in order."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from k8spatterns_lib.manifests.files.file_name import file_names
from k8spatterns_lib.manifests.files.yaml_text import yaml_text

KUSTOMIZATION: Final = "kustomization.yaml"
WRITTEN_BY: Final = "# Written by k8spatterns; changes made by hand are lost.\n"


def chart_files(objects: Sequence[Mapping[str, Any]], *, directory: str) -> dict[str, bytes]:
    """Return the chart's files by path, for objects that come in apply order.

    Raises:
        ManifestError: An object can not be written as YAML.
    """
    names = file_names(objects)
    files = {
        f"{directory}/{name}": yaml_text(each, where=f"{directory}/{name}").encode()
        for name, each in zip(names, objects, strict=True)
    }
    files[f"{directory}/{KUSTOMIZATION}"] = _kustomization(names).encode()
    return files


def _kustomization(names: Sequence[str]) -> str:
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
    listed = "".join(f"- {name}\n" for name in names) or "[]\n"
    resources = f"resources:\n{listed}" if names else "resources: []\n"
    return f"{WRITTEN_BY}{head}sortOptions:\n  order: fifo\n{resources}"
