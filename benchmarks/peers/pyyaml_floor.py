"""The floor of PyYAML: dictionaries, and nothing else but its C dumper."""

import sys

import yaml

from benchmarks.model import manifests, read_input


def main(source: str, outdir: str) -> None:
    """Write the objects of `source` into `outdir`."""
    for chart in read_input(source):
        for each in manifests(chart):
            path = f"{outdir}/{each['metadata']['name']}.{each['kind'].lower()}.yaml"
            with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - a floor
                yaml.dump(each, file, Dumper=yaml.CSafeDumper, sort_keys=False)


main(*sys.argv[1:])
