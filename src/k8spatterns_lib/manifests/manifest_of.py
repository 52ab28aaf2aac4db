"""Which `ChartManifest` a construct's objects go into."""

import cdk8s
from constructs import Construct

from k8spatterns_lib.manifests.chart_manifest import ChartManifest
from k8spatterns_lib.manifests.manifest_checks import ManifestValidation
from k8spatterns_lib.manifests.tree import tree_of
from k8spatterns_lib.values.kubernetes_version import NEWEST

_MANIFEST = "_k8spatterns_manifest"


def manifest_of(scope: Construct) -> ChartManifest:
    """Return what the chart of `scope` holds; a plain `cdk8s.Chart` gets it on the first call.

    Raises:
        RuntimeError: No chart is above `scope`.
    """
    own = getattr(scope, "manifest", None)
    if isinstance(own, ChartManifest):  # a chart or a pattern of the library
        return own
    chart = cdk8s.Chart.of(scope)
    for manifest in (getattr(chart, "manifest", None), getattr(chart, _MANIFEST, None)):
        if isinstance(manifest, ChartManifest):
            return manifest
    path = "/".join(filter(None, (getattr(chart.node.root, "path_in_tree", ""), chart.node.path)))
    manifest = ChartManifest(
        name=path.partition("/")[0],
        path=path,
        namespace=chart.namespace,
        labels=dict(chart.labels),
        version=getattr(chart.node.root, "kubernetes", NEWEST),
        api_objects_at_once=True,
    )
    setattr(chart, _MANIFEST, manifest)
    if not tree_of(chart).own:  # the library's own App checks all charts itself
        chart.node.add_validation(ManifestValidation(chart, manifest))
    return manifest
