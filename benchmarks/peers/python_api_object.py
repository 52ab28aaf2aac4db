"""cdk8s in Python, untyped: an `ApiObject` and a JSON patch for its `spec`.

The keywords of `cdk8s.ApiObject` take metadata only, so a patch is the way in for all else.
"""

import sys

from cdk8s import ApiObject, ApiObjectMetadata, App, Chart, JsonPatch, YamlOutputType

from benchmarks.model import Manifest, deployment_spec, labels, read_input, service_spec


def main(source: str, outdir: str) -> None:
    """Write the objects of `source` into `outdir`."""
    app = App(outdir=outdir, yaml_output_type=YamlOutputType.FILE_PER_RESOURCE)
    for each in read_input(source):
        chart = Chart(app, each["id"])
        for service in each["services"]:
            name = service["name"]
            _add(chart, "apps/v1", "Deployment", name, deployment_spec(each["id"], service))
            _add(chart, "v1", "Service", name, service_spec(name))
    app.synth()


def _add(chart: Chart, api_version: str, kind: str, name: str, spec: Manifest) -> None:
    metadata = ApiObjectMetadata(name=name, labels=labels(chart.node.id, name))
    made = ApiObject(chart, f"{name}-{kind}", api_version=api_version, kind=kind, metadata=metadata)
    made.add_json_patch(JsonPatch.add("/spec", spec))


main(*sys.argv[1:])
