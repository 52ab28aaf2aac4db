"""`App`: a `cdk8s.App` that writes its charts itself, one object a file, a directory a chart."""

import os
from pathlib import Path
from typing import Any

import cdk8s

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.chart import Chart
from k8spatterns_lib.manifests.files.chart_directory import chart_files
from k8spatterns_lib.manifests.files.tree_writer import Changes, write_tree
from k8spatterns_lib.manifests.foreign_objects import foreign_objects
from k8spatterns_lib.manifests.manifest_checks import chart_errors
from k8spatterns_lib.manifests.manifest_of import manifest_of
from k8spatterns_lib.manifests.tree import InTree, Tree, TreeMeta, tree_of
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion


class App(InTree, cdk8s.App, metaclass=TreeMeta):
    """The root of a program's constructs.

    Everything that goes into a `cdk8s.App` goes in here: patterns, `ApiObject`,
    cdk8s-plus, `Include` and `Helm`. Their objects come out in the same directories.

    Args:
        outdir: Where to write. Default: `$CDK8S_OUTDIR` (set by the cdk8s CLI and by
            `k8spatterns synth`), else `dist`.
        kubernetes: The version that the clusters of all charts run, such as "1.36".
            Default: the newest that the library knows.
        within: The directory, relative to `outdir`, in which the charts' directories
            stand; also in front of their paths in messages. Default: `outdir` itself.

    Raises:
        SettingError: The version is not supported.
    """

    def __init__(  # pyright: ignore[reportMissingSuperCall] - the tree makes the call
        self,
        outdir: str | os.PathLike[str] | None = None,
        *,
        kubernetes: str | KubernetesVersion = NEWEST,
        within: str = "",
    ) -> None:
        self.kubernetes: KubernetesVersion = KubernetesVersion.parse(kubernetes)
        self.path_in_tree = within
        self._tree = Tree(own=True)
        directory = os.fspath(outdir or os.environ.get("CDK8S_OUTDIR") or "dist")
        self._outdir = Path(directory)
        one_each = cdk8s.YamlOutputType.FILE_PER_RESOURCE
        self._tree.make(cdk8s.App.__init__, self, outdir=directory, yaml_output_type=one_each)

    def synth(self) -> None:
        """Check everything, then write everything: the old tree stays whole if anything is wrong.

        Raises:
            ManifestError: Objects contradict each other, or are no data.
        """
        self.write()

    def write(self) -> Changes:
        """Do what `synth` does, and return which files were added, changed and removed."""
        return write_tree(self._outdir, self.render())

    def render(self) -> dict[str, bytes]:
        """Return the files of all charts by their paths below the output directory.

        Raises:
            ManifestError: Objects contradict each other, or are no data.
        """
        rendered = [(chart, manifest_of(chart), list(chart.to_json())) for chart in self.charts_as_made()]
        wrong = [error for each in rendered for error in chart_problems(each[0], each[2])]
        if wrong:
            raise ManifestError.of(wrong)
        files: dict[str, bytes] = {}
        for _, manifest, objects in rendered:
            files |= chart_files(objects, directory=manifest.path)
        return files

    def synth_yaml(self) -> str:
        """Return all objects of all charts as one text of YAML documents."""
        files = self.render()
        texts = [content.decode() for path, content in files.items() if not path.endswith("kustomization.yaml")]
        return "---\n".join(texts)

    def charts_as_made(self) -> list[cdk8s.Chart]:
        """Return the charts in the order of their making; those of others only if somebody looked."""
        if not self._tree.looked:
            return list(self._tree.charts)
        charts: list[cdk8s.Chart] = [each for each in self.node.find_all() if isinstance(each, cdk8s.Chart)]
        return charts


def chart_problems(chart: cdk8s.Chart, objects: list[Any]) -> list[ManifestError]:
    """Return what is wrong with a chart as a whole; `objects` are those that it will write."""
    manifest = manifest_of(chart)
    looked = tree_of(chart).looked
    return chart_errors(objects, manifest, lambda: foreign_objects(chart, manifest) if looked else [])


__all__ = ["App", "Chart", "chart_problems"]
