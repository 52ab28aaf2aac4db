"""This library: a `SidecarPod` with two containers and its Service.

Usage: `python -m benchmarks.peers.library INPUT OUTDIR [lean]`. With `lean`, what the
pattern adds by itself (network policy, disruption budget, spread) is switched off, so that
it writes as many objects as the others do.
"""

import sys

from benchmarks.model import LOGS_IMAGE, LOGS_PATH, LOGS_PORT, Service, read_input
from k8spatterns_lib import App, Chart, Container, Probe, Resources, SidecarPod, Volume
from k8spatterns_lib.workloads import Deployment


def main(source: str, outdir: str, *options: str) -> None:
    """Write the objects of `source` into `outdir`."""
    adds = "lean" not in options
    app_of(source, outdir, adds=adds).synth()


def app_of(source: str, outdir: str, *, adds: bool) -> App:
    """Return an app with the objects of `source`; `adds` is whether patterns may add objects of their own."""
    app = App(outdir=outdir)
    for each in read_input(source):
        chart = Chart(app, each["id"])
        for service in each["services"]:
            _add(chart, service, adds=adds)
    return app


def _add(chart: Chart, of: Service, *, adds: bool) -> None:
    logs = Volume.empty_dir("logs", size_limit="64Mi")
    pod = SidecarPod(
        chart,
        of["name"],
        main=_main(of, logs),
        sidecars=[_logs(of["name"], logs)],
        native=False,
        workload=Deployment(replicas=of["replicas"]),
        network_policy=adds,
        disruption_budget=adds,
        spread=adds,
    )
    pod.expose(port=80, to="http")
    pod.expose(port=LOGS_PORT, to="metrics")


def _main(of: Service, logs: Volume) -> Container:
    return Container(
        of["name"],
        image=of["image"],
        ports={"http": of["port"]},
        env={each["name"]: each["value"] for each in of["env"]},
        mounts={LOGS_PATH: logs},
        readiness=Probe.http("/ready", port="http", period_seconds=5, timeout_seconds=2),
        liveness=Probe.http("/alive", port="http", initial_delay_seconds=10, period_seconds=20),
        resources=Resources(cpu=of["cpu"], memory=of["memory"]),
    )


def _logs(name: str, logs: Volume) -> Container:
    return Container(
        "logs",
        image=LOGS_IMAGE,
        args=["--service", name, "--path", LOGS_PATH],
        ports={"metrics": LOGS_PORT},
        mounts={LOGS_PATH: logs.read_only()},
        resources=Resources(cpu="20m", memory="32Mi"),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
