"""Every wrong value is refused in one line that says where, what, what came and what to do."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from k8spatterns_lib import (
    Autoscale,
    Claim,
    ConfigMapKey,
    Container,
    ContainerResource,
    Cpu,
    EnvFrom,
    EnvTemplate,
    Hook,
    Image,
    Lifecycle,
    Memory,
    Mount,
    NodeTerm,
    Plain,
    PodFailureRule,
    PodField,
    PodSettings,
    Port,
    Probe,
    Resources,
    RollingUpdate,
    Schedule,
    Scheduling,
    SecretKey,
    Security,
    SettingError,
    Spread,
    Toleration,
    Volume,
)
from k8spatterns_lib.values.names import (
    absolute_path,
    config_key,
    dns_label,
    dns_subdomain,
    env_name,
    label_key,
    label_value,
)
from k8spatterns_lib.workloads import CronJob, DaemonSet, Deployment, Job, StatefulSet

RESOURCES = Resources(cpu="50m", memory="64Mi")


def container(**settings: Any) -> Container:
    values: dict[str, Any] = {"image": "example.com/web:1", "resources": RESOURCES, **settings}
    return Container("web", **values)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Cpu.parse("x"), "Cpu: cpu must be an amount of CPU, got 'x'. Write cores or thousandths: \"0.5\" or \"500m\"."),
    (lambda: Cpu.parse("0.0001"), "Cpu: cpu must be a positive number of thousandths, got '0.0001'. The smallest amount is"),
    (lambda: Cpu.parse(text=True), "Cpu: cpu must be an amount of CPU, got True."),
    (lambda: Memory.parse("1.5"), "Memory: memory must be a positive number of whole bytes, got '1.5'."),
    (lambda: Memory.parse("0Mi"), "Memory: memory must be a positive number of whole bytes, got '0Mi'."),
    (lambda: Memory.parse(5), "Memory: memory must be an amount in bytes, got 5."),  # type: ignore[arg-type]
    (lambda: Resources(cpu="2", memory="1Gi", cpu_limit="1"), "Resources: cpu_limit must not be below the request, got '1'."),
    (
        lambda: Resources(cpu="2", memory="1Gi", ephemeral_storage="2Gi", ephemeral_storage_limit="1Gi"),
        "Resources: ephemeral_storage_limit must not be below the request, got '1Gi'.",
    ),
    (lambda: Resources(cpu="2", memory="1Gi", extended={"gpu": 1}), "Resources: extended must count devices by qualified names"),
    (lambda: Image.parse(""), "Image: image must be the text of an image reference, got ''."),
    (lambda: Image.parse("web:a b"), "Image 'web': the tag is malformed, got 'a b'."),
    (lambda: Image.parse("web@sha256:12"), "Image 'web': the digest is malformed, got 'sha256:12'."),
    (lambda: Port(name="Http", number=80), "Port 'Http': the name must be a service name, got 'Http'."),
    (
        lambda: Port(name="http", number=80, host_port=80),
        "Port 'http': a port of the node needs a reason, got None. Add reason=\"…\": it is written into the manifest.",
    ),
    (lambda: Port(name="http", number=80, host_port=80, reason=" "), "Port 'http': a port of the node needs a reason, got ' '."),
    (lambda: Port(name="http", number=80, protocol="QUIC"), "Port 'http': the protocol is unknown, got 'QUIC'."),  # type: ignore[arg-type]
    (lambda: SecretKey("A", "key"), "SecretKey: secret must be a DNS subdomain, got 'A'."),
    (lambda: ConfigMapKey("a", "my key"), "ConfigMapKey 'a': key must be a file name, got 'my key'."),
    (lambda: PodField("spec.containers"), "PodField: the API does not offer this field, got 'spec.containers'."),
    (lambda: PodField("metadata.labels['a b']"), "PodField: label must be a label key, got 'a b'."),
    (lambda: ContainerResource("limits.gpu"), "ContainerResource: the API does not offer this resource, got 'limits.gpu'."),  # type: ignore[arg-type]
    (lambda: Plain("text", ""), "Plain: a reason is needed, got ''."),
    (lambda: EnvTemplate("a", {"B": SecretKey("s", "k")}), "EnvTemplate: the text does not use B, got 'a'. Write $(B) where"),
    (EnvFrom, "EnvFrom: exactly one of config_map and secret, got {'config_map': None, 'secret': None}."),
    (lambda: EnvFrom(secret="s", prefix="1"), "EnvFrom: prefix must be a name, got '1'."),
    (lambda: Probe.http("healthz", port=80), "Probe: path must start with '/', got 'healthz'."),
    (lambda: Probe.tcp(0), "Probe: port must be 1 to 65535, or a port's name, got 0."),
    (lambda: Probe.tcp(80, period_seconds=0), "Probe: period_seconds must be a whole number from 1, got 0."),
    (lambda: Probe.tcp(80, initial_delay_seconds=-1), "Probe: initial_delay_seconds must be a whole number from 0, got -1."),
    (lambda: Probe.tcp(80, periods=1), "Probe.tcp: there is no setting 'periods'."),  # type: ignore[call-arg]
    (Probe.exec, "Probe: exec needs a command, got ()."),
    (lambda: Hook.sleep(0), "Hook.sleep: seconds must be a whole number from 1, got 0."),
    (Hook.exec, "Hook.exec: a command is needed, got ()."),
    (lambda: Hook.http("x", port=80), "Hook.http: path must start with '/', got 'x'."),
    (lambda: Lifecycle(pre_stop="sleep"), "Lifecycle: pre_stop must be a Hook, got 'sleep'."),  # type: ignore[arg-type]
    (lambda: Lifecycle(stop_signal="QUIT"), "Lifecycle: stop_signal must name a signal, got 'QUIT'."),
    (lambda: Volume.empty_dir("A"), "Volume 'A': name must be a DNS label, got 'A'."),
    (lambda: Mount("a"), "Mount: a Volume is mounted, got 'a'."),  # type: ignore[arg-type]
    (lambda: Volume.empty_dir("a").file("/b"), "Volume 'a': a path in a volume must be relative, got '/b'."),
    (lambda: Volume.config_map("a", mode=0o1000), "Volume 'a': a mode must be 0o000 to 0o777, got 512."),
    (lambda: Security(user=0), "Security: user 0 is root, got 0."),
    (lambda: Security(user="web"), "Security: user must be a number, got 'web'."),  # type: ignore[arg-type]
    (lambda: Security(seccomp="Localhost"), "Security: a seccomp profile of the node needs a path, got None."),
    (lambda: Security(privileged=True), "Security: less than restricted needs a reason, got 'privileged'."),
    (
        lambda: Security(add_capabilities=["SYS_TIME"], apparmor="Unconfined", seccomp="Unconfined", read_only_root=False),
        "Security: less than restricted needs a reason, got 'read_only_root, seccomp, apparmor, add_capabilities'.",
    ),
    (lambda: Toleration(seconds=5), "Toleration: seconds go with NoExecute, got None."),
    (lambda: Toleration(value="a"), "Toleration: a value needs a key, got 'a'."),
    (lambda: NodeTerm(key="a"), "NodeTerm 'a': operator and values do not fit, got ()."),
    (lambda: Spread(max_skew=0), "Spread: max_skew must be a whole number from 1, got 0."),
    (lambda: Scheduling(node_selector={"a b": "c"}), "labels: label must be a label key, got 'a b'."),
    (lambda: Schedule("61 * * * *"), "Schedule: the expression can not be read, got '61 * * * *'."),
    (lambda: Schedule("0 0 31 2 *"), "Schedule: the expression can not be read, got '0 0 31 2 *'."),
    (lambda: Schedule("TZ=UTC 0 * * * *"), "Schedule: the expression must be cron fields alone, got 'TZ=UTC 0 * * * *'."),
    (lambda: Schedule("@daily", "Mars/Base"), "Schedule: the time zone is unknown, got 'Mars/Base'."),
    (lambda: RollingUpdate(max_surge=0), "RollingUpdate: max_surge and max_unavailable must not both be zero, got 0."),
    (lambda: RollingUpdate(max_surge="a"), "RollingUpdate: max_surge must be a count or a percentage, got 'a'."),
    (lambda: Claim(size="1Gi", access="Any"), "Claim 'data': the access mode is unknown, got 'Any'."),  # type: ignore[arg-type]
    (lambda: Deployment(replicas=-1), "Deployment: replicas must be a whole number from 0, got -1."),
    (lambda: Deployment(strategy="Recreate"), "Deployment: the strategy is none, got 'Recreate'."),  # type: ignore[arg-type]
    (
        lambda: Deployment(min_ready_seconds=9, progress_deadline_seconds=9),
        "Deployment: progress_deadline_seconds is too short, got 9.",
    ),
    (lambda: DaemonSet(max_unavailable=0), "DaemonSet: the update can not go on, got 0."),
    (
        lambda: StatefulSet(claims=[Claim(size="1Gi"), Claim(size="2Gi")]),
        "StatefulSet: two claims must not share a name, got ['data', 'data'].",
    ),
    (lambda: Job(indexed=True, completions=None), "Job: an indexed job needs completions, got None."),
    (lambda: Job(max_failed_indexes=1), "Job: max_failed_indexes goes with indexed jobs, got 1."),
    (
        lambda: Job(restart="OnFailure", pod_failure=[PodFailureRule(action="FailJob", exit_codes=[1])]),
        "Job: pod_failure needs restart='Never', got 'OnFailure'.",
    ),
    (lambda: PodFailureRule(action="FailJob"), "PodFailureRule: a rule needs one condition, got ()."),
    (
        lambda: CronJob(schedule="@daily", starting_deadline_seconds=5),
        "CronJob: starting_deadline_seconds must be a whole number from 10, got 5.",
    ),
    (lambda: PodSettings(grace_seconds=0), "PodSettings: grace_seconds must be a whole number from 1, got 0."),
    (lambda: PodSettings(security="none"), "PodSettings: security must be a Security, got 'none'."),  # type: ignore[arg-type]
    (lambda: PodSettings(annotations={"a": 1}), "PodSettings: the annotation a must be text, got 1."),  # type: ignore[dict-item]
    (lambda: Autoscale(maximum=3, cpu_percent=None), "Autoscale: a target is needed."),
    (lambda: container(ports=[80]), "Container: ports must be a mapping, got [80]."),
    (lambda: container(command="run"), "Container: a list of texts is needed, not one text, got 'run'."),
    (lambda: container(args=[1]), "Container 'web': args must be texts, got 1."),
    (lambda: container(mounts={"/a": "b"}), "Container: the mount at /a must be a Volume, got 'b'."),
    (lambda: container(resources="1"), "Container 'web': resources must be Resources, got '1'."),
    (lambda: container(readiness="/"), "Container 'web': readiness must be a Probe, got '/'."),
    (lambda: container(pull_policy="Sometimes"), "Container 'web': pull_policy is unknown, got 'Sometimes'."),
    (lambda: container(ports={"a": 80, "b": 80}), "Container 'web': two ports must not share a number, got [80, 80]."),
    (
        lambda: container(ports={"a": Port(name="x", number=1), "b": Port(name="x", number=2)}),
        "Container 'web': two ports must not share a name, got 'x'.",
    ),
    (lambda: container(writable=["/a", "/a"]), "Container 'web': two volumes must not share a path, got '/a'."),
    (lambda: container().port("http"), "Container 'web': no port named 'http'. Its ports: none."),
    (lambda: container(env={"1": "a"}), "Container 'web': environment variable must be a name, got '1'."),
    (lambda: container(image=None), "Image: image must be the text of an image reference, got None."),
    (lambda: Container("web", "x"), "Container 'x': at most 1 setting is positional, got 2."),  # type: ignore[call-arg]
    (lambda: Port(80), "Port: no setting is positional, got 1. Give all by name."),  # type: ignore[call-arg, arg-type]
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=[message[:60] for _, message in REFUSED])
def test_a_wrong_value_is_refused_in_one_line(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}") as refused:
        make()

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (dns_label, "a-1", "-a"),
        (dns_subdomain, "a.b-c", "a..b"),
        (label_key, "example.com/Name_1", "a/b/c"),
        (label_value, "", "a b"),
        (env_name, "A_1", "A="),
        (config_key, "a.B_-", ".."),
        (absolute_path, "/a/b", "/a/../b"),
    ],
)
def test_a_name_is_given_back_or_refused(check: Callable[[str, str], str], good: str, bad: str) -> None:
    assert check(good, "here") == good
    for wrong in (bad, ["a"], None):
        with pytest.raises(SettingError, match=r"^here: "):
            check(wrong, "here")  # type: ignore[arg-type]
