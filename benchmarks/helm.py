"""helm 4: one umbrella chart with a sub-chart for each chart of the model, and a template for each object.

helm writes a file for each template, so a template for each object gives what the others write.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from benchmarks.cache import built
from benchmarks.model import Chart, read_input
from benchmarks.peer import Command, LeftOutError

VERSION: Final = "v4.3.1"
_MODULE: Final = "helm.sh/helm/v4/cmd/helm"
_TEMPLATES: Final = Path(__file__).parent / "helm" / "_objects.tpl"


def prepare() -> Command:
    """Build helm, and return its command.

    Raises:
        LeftOutError: There is no go, or the build failed.
    """
    helm = built(f"helm-{VERSION}", _build) / "helm"

    def command(source: Path, outdir: Path) -> tuple[str, ...]:
        chart = source.with_suffix(".chart")
        if not chart.exists():
            _write_chart(chart, read_input(str(source)))
        return str(helm), "template", "benchmark", str(chart), "--output-dir", str(outdir)

    return command


def _build(folder: Path) -> None:
    go = shutil.which("go")
    if go is None:
        raise LeftOutError("there is no go to build it with")
    run = subprocess.run(
        [go, "install", f"{_MODULE}@{VERSION}"],
        env={**os.environ, "GOBIN": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise LeftOutError(f"its build failed: {' '.join(run.stderr.split())[-200:]}")


def _write_chart(root: Path, charts: list[Chart]) -> None:
    _write_head(root, "benchmark")
    for chart in charts:
        folder = root / "charts" / chart["id"]
        _write_head(folder, chart["id"])
        (folder / "templates").mkdir()
        shutil.copy(_TEMPLATES, folder / "templates")
        services = {each["name"]: {**each, "chart": chart["id"]} for each in chart["services"]}
        (folder / "values.yaml").write_text(json.dumps({"services": services}), encoding="utf-8")
        for name in services:
            for kind in ("deployment", "service"):
                template = f'{{{{ include "{kind}" (index .Values.services "{name}") }}}}\n'
                (folder / "templates" / f"{name}.{kind}.yaml").write_text(template, encoding="utf-8")


def _write_head(folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    head = f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n"
    (folder / "Chart.yaml").write_text(head, encoding="utf-8")
