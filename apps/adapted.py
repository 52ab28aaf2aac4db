"""`adapted`: an application that can not be changed writes `top` text and a log of its own; its pod offers JSON."""

import attrs
from constructs import Construct

from k8spatterns_lib import AdapterPod, Chart, Container, JsonLines, LogNormalizer, Namespace, Resources, Volume
from k8spatterns_lib.workloads import Deployment

_TOP = """while true; do
  date > /metrics/raw.txt
  top -n 1 -b >> /metrics/raw.txt
  echo "$(date -u '+%Y-%m-%d %H:%M:%S') [I] looked at $(wc -l < /metrics/raw.txt) lines" >> /logs/app.log
  sleep 5
done
"""


@attrs.frozen(kw_only=True)
class AdaptedSettings:
    """What differs between targets."""

    replicas: int = 1


class Adapted(Chart):
    """The application and its adapters."""

    def __init__(self, scope: Construct, id: str, *, settings: AdaptedSettings) -> None:
        """Make the chart of one target."""
        super().__init__(scope, id, namespace="adapted")
        Namespace(self, "namespace", name="adapted")
        raw = Volume.empty_dir("raw", size_limit="16Mi")
        logs = Volume.empty_dir("logs", size_limit="64Mi")
        pod = AdapterPod(
            self,
            "adapted",
            main=Container(
                "app",
                image="docker.io/library/alpine:3.20.3",
                command=["/bin/sh", "-c"],
                args=[_TOP],
                mounts={"/metrics": raw, "/logs": logs},
                resources=Resources(cpu="50m", memory="32Mi"),
            ),
            adapter=[
                JsonLines(
                    source=raw.file("raw.txt"),
                    fields={"memory": r"Mem:\s+(\d+\w)", "cpu": r"CPU:\s+(\d+%)"},
                    port=8080,
                ),
                LogNormalizer(
                    source=logs.file("app.log"),
                    pattern=r"^(?P<time>\S+ \S+) \[(?P<level>\w)\] (?P<message>.*)$",
                    time_format="%Y-%m-%d %H:%M:%S",
                    levels={"I": "info"},
                    port=8081,
                ),
            ],
            workload=Deployment(replicas=settings.replicas),
        )
        pod.expose(port=80, to="json")
        pod.expose(port=81, to="normalizer")
