"""The floor of ryaml: dictionaries, and nothing else but its dumper.

It is not safe for readers of YAML 1.1 (`yes`, `on`, dates stay unquoted); the model has no such text.
"""

import sys

from ryaml import dumps  # type: ignore[attr-defined]  # pyright: ignore[reportPrivateImportUsage] - its stubs miss it

from benchmarks.model import manifests, read_input


def main(source: str, outdir: str) -> None:
    """Write the objects of `source` into `outdir`."""
    for chart in read_input(source):
        for each in manifests(chart):
            path = f"{outdir}/{each['metadata']['name']}.{each['kind'].lower()}.yaml"
            with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - a floor
                file.write(dumps(each))


main(*sys.argv[1:])
