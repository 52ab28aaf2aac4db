"""cdk8s in Python, typed: the `k8s` classes of cdk8s-plus, as `cdk8s import k8s` makes them too."""

import sys

from cdk8s import App, Chart, YamlOutputType
from cdk8s_plus_33 import k8s

from benchmarks.model import LOGS_IMAGE, LOGS_PATH, LOGS_PORT, Service, labels, read_input, selector


def main(source: str, outdir: str) -> None:
    """Write the objects of `source` into `outdir`."""
    app = App(outdir=outdir, yaml_output_type=YamlOutputType.FILE_PER_RESOURCE)
    for each in read_input(source):
        chart = Chart(app, each["id"])
        for service in each["services"]:
            _add(chart, each["id"], service)
    app.synth()


def _add(chart: Chart, part_of: str, of: Service) -> None:
    name = of["name"]
    metadata = k8s.ObjectMeta(name=name, labels=labels(part_of, name))
    k8s.KubeDeployment(
        chart,
        f"{name}-deployment",
        metadata=metadata,
        spec=k8s.DeploymentSpec(
            replicas=of["replicas"],
            strategy=k8s.DeploymentStrategy(
                type="RollingUpdate",
                rolling_update=k8s.RollingUpdateDeployment(
                    max_surge=k8s.IntOrString.from_string("25%"), max_unavailable=k8s.IntOrString.from_number(0)
                ),
            ),
            selector=k8s.LabelSelector(match_labels=selector(name)),
            template=k8s.PodTemplateSpec(metadata=k8s.ObjectMeta(labels=labels(part_of, name)), spec=_pod(of)),
        ),
    )
    k8s.KubeService(
        chart,
        f"{name}-service",
        metadata=metadata,
        spec=k8s.ServiceSpec(
            selector=selector(name),
            ports=[
                k8s.ServicePort(name="http", port=80, target_port=k8s.IntOrString.from_string("http")),
                k8s.ServicePort(name="metrics", port=LOGS_PORT, target_port=k8s.IntOrString.from_string("metrics")),
            ],
        ),
    )


def _pod(of: Service) -> k8s.PodSpec:
    return k8s.PodSpec(
        automount_service_account_token=False,
        enable_service_links=False,
        security_context=k8s.PodSecurityContext(
            run_as_non_root=True,
            run_as_user=65532,
            run_as_group=65532,
            fs_group=65532,
            seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"),
        ),
        containers=[_main(of), _logs(of["name"])],
        volumes=[
            k8s.Volume(name="logs", empty_dir=k8s.EmptyDirVolumeSource(size_limit=k8s.Quantity.from_string("64Mi")))
        ],
    )


def _main(of: Service) -> k8s.Container:
    http = k8s.IntOrString.from_string("http")
    return k8s.Container(
        name=of["name"],
        image=of["image"],
        env=[k8s.EnvVar(name=each["name"], value=each["value"]) for each in of["env"]],
        ports=[k8s.ContainerPort(name="http", container_port=of["port"])],
        resources=_resources(of["cpu"], of["memory"]),
        volume_mounts=[k8s.VolumeMount(name="logs", mount_path=LOGS_PATH)],
        readiness_probe=k8s.Probe(
            http_get=k8s.HttpGetAction(path="/ready", port=http), period_seconds=5, timeout_seconds=2
        ),
        liveness_probe=k8s.Probe(
            http_get=k8s.HttpGetAction(path="/alive", port=http), initial_delay_seconds=10, period_seconds=20
        ),
        security_context=_security(),
    )


def _logs(name: str) -> k8s.Container:
    return k8s.Container(
        name="logs",
        image=LOGS_IMAGE,
        args=["--service", name, "--path", LOGS_PATH],
        ports=[k8s.ContainerPort(name="metrics", container_port=LOGS_PORT)],
        resources=_resources("20m", "32Mi"),
        volume_mounts=[k8s.VolumeMount(name="logs", mount_path=LOGS_PATH, read_only=True)],
        security_context=_security(),
    )


def _resources(cpu: str, memory: str) -> k8s.ResourceRequirements:
    return k8s.ResourceRequirements(
        requests={"cpu": k8s.Quantity.from_string(cpu), "memory": k8s.Quantity.from_string(memory)},
        limits={"memory": k8s.Quantity.from_string(memory)},
    )


def _security() -> k8s.SecurityContext:
    return k8s.SecurityContext(
        allow_privilege_escalation=False,
        capabilities=k8s.Capabilities(drop=["ALL"]),
        read_only_root_filesystem=True,
    )


main(*sys.argv[1:])
