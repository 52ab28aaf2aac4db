"""`web`: git push to deploy; nginx serves what a sidecar pulls from a repository."""

import attrs
from constructs import Construct

from k8spatterns_lib import Chart, Container, GitSync, Namespace, Peer, Probe, Resources, SidecarPod
from k8spatterns_lib.workloads import Deployment


@attrs.frozen(kw_only=True)
class WebSettings:
    """What differs between targets."""

    repository: str = "https://git.example.com/demo-web.git"
    replicas: int = 1


class Web(Chart):
    """The web site and the sidecar that keeps it up to date."""

    def __init__(self, scope: Construct, id: str, *, settings: WebSettings) -> None:
        """Make the chart of one target."""
        super().__init__(scope, id, namespace="web")
        Namespace(self, "namespace", name="web")
        site = GitSync(settings.repository, branch="main", period_seconds=5)
        pod = SidecarPod(
            self,
            "demo-web",
            main=Container(
                "nginx",
                image="docker.io/nginxinc/nginx-unprivileged:1.27.3",
                ports={"http": 8080},
                mounts={"/usr/share/nginx/html": site.files.read_only()},
                writable=["/tmp"],
                readiness=Probe.http("/", port="http"),
                resources=Resources(cpu="50m", memory="64Mi"),
            ),
            sidecars=[site],
            workload=Deployment(replicas=settings.replicas),
        )
        pod.expose(port=80, to="http")
        pod.network.allow_to(Peer.anywhere(), ports=[443])  # the repository
