"""nginx-prometheus-exporter, which reads nginx's `stub_status` page.

Source: nginx-prometheus-exporter 1.5, README ("Command-line Arguments").
"""

from typing import Final

from k8spatterns_lib.patterns.structural.exporters.exporter_program import Exporter, ExporterProgram, ExporterSettings
from k8spatterns_lib.patterns.structural.to_http import http_url

_WHERE: Final = "PrometheusExporter.nginx"
_PROGRAM: Final = ExporterProgram(
    name="nginx-exporter", image="docker.io/nginx/nginx-prometheus-exporter:1.5.1", metrics_port=9113
)


def nginx_exporter(settings: ExporterSettings, *, status_url: str) -> Exporter:
    """Return the exporter of an nginx server with its page at `status_url`."""
    program = _PROGRAM.with_settings(settings, where=_WHERE)
    http_url(status_url, _WHERE)
    args = [f"--nginx.scrape-uri={status_url}", f"--web.listen-address=:{program.metrics_port}"]
    return Exporter(container=program.container(args=args))
