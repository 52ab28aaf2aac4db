"""Hypothesis strategies for values, shared by all layers' tests.

Each draws from all that its class accepts, within sizes that keep tests fast.
"""

import attrs
from hypothesis import strategies as st

from k8spatterns_lib.values.claim import Claim
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.deployment import DaemonSet, Deployment, Pod
from k8spatterns_lib.values.environment import (
    ConfigMapKey,
    ContainerResource,
    EnvFrom,
    EnvSource,
    EnvTemplate,
    EnvValue,
    Plain,
    PodField,
    SecretKey,
)
from k8spatterns_lib.values.image import Image
from k8spatterns_lib.values.job import CronJob, Job, PodFailureRule
from k8spatterns_lib.values.lifecycle import Hook, Lifecycle
from k8spatterns_lib.values.pod_settings import PodSettings
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.quantity import Cpu, Memory
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.schedule import Schedule
from k8spatterns_lib.values.scheduling import NodeTerm, PodTerm, Scheduling, Spread, Toleration
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.stateful_set import StatefulSet
from k8spatterns_lib.values.strategy import Recreate, RollingUpdate
from k8spatterns_lib.values.volume import (
    ConfigMapSource,
    Downward,
    DownwardItem,
    Item,
    Mount,
    SecretSource,
    TokenSource,
    Volume,
)

names = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
"""DNS labels."""
env_names = st.from_regex(r"[A-Z]([A-Z0-9_]{0,8}[A-Z0-9])?", fullmatch=True).filter(
    lambda name: not name.endswith(("PASSWORD", "PASSWD", "SECRET", "TOKEN", "KEY"))
)
file_names = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
paths = st.lists(file_names, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
words = st.from_regex(r"[a-zA-Z0-9 .,:]{1,20}", fullmatch=True).filter(lambda text: text.strip() != "")
modes = st.none() | st.integers(0, 0o777)
port_numbers = st.integers(1, 65535)


def cpus() -> st.SearchStrategy[Cpu]:
    """Draw amounts of CPU up to 64 cores."""
    return st.integers(1, 64_000).map(Cpu)


def memories() -> st.SearchStrategy[Memory]:
    """Draw amounts of memory up to 1 TiB, in whole mebibytes or in odd bytes."""
    return st.integers(1, 2**20).map(Memory.mebibytes) | st.integers(1, 2**40).map(Memory)


@st.composite
def resources(draw: st.DrawFn) -> Resources:
    """Draw requests with and without limits."""
    cpu, memory = draw(cpus()), draw(memories())
    more_cpu, more_memory = draw(st.none() | cpus()), draw(st.none() | memories())
    storage = draw(st.none() | memories())
    return Resources(
        cpu=cpu,
        memory=memory,
        cpu_limit=None if more_cpu is None else Cpu(cpu.millis + more_cpu.millis),
        memory_limit=memory if more_memory is None else Memory(memory.in_bytes + more_memory.in_bytes),
        ephemeral_storage=storage,
        ephemeral_storage_limit=storage,
        extended=draw(st.sampled_from([{}, {"nvidia.com/gpu": 1}, {"example.com/a": 2, "example.com/b": 3}])),
    )


def images() -> st.SearchStrategy[Image]:
    """Draw images by tag, by digest, and by both."""
    repositories = st.sampled_from(["nginx", "docker.io/library/redis", "registry.example.com:5000/team/app"])
    digests = st.sampled_from([None, "sha256:" + "0a" * 32])
    return st.builds(Image, repositories, st.sampled_from(["1", "1.27.3", "v2-alpine"]), digests)


def probes(ports: tuple[str, ...] = ()) -> st.SearchStrategy[Probe]:
    """Draw probes of every kind; `ports` are the names that they may use."""
    port = st.sampled_from(ports) | port_numbers if ports else port_numbers
    headers = st.sampled_from([(), (("Host", "example.com"),)])
    asked = st.one_of(
        st.builds(lambda path, at, head: Probe.http(path, port=at, headers=head), paths, port, headers),
        st.builds(lambda path, at: Probe.https(path, port=at), paths, port),
        st.builds(Probe.tcp, port),
        st.builds(lambda at, service: Probe.grpc(at, service=service), port_numbers, st.none() | names),
        st.builds(lambda command: Probe.exec(*command), st.lists(texts, min_size=1, max_size=3)),
    )
    return st.builds(
        _timed,
        asked,
        initial_delay_seconds=st.integers(0, 60),
        period_seconds=st.integers(10, 60),
        timeout_seconds=st.integers(1, 10),
        failure_threshold=st.integers(1, 9),
        termination_grace_seconds=st.none() | st.integers(1, 9),
    )


def _timed(probe: Probe, **times: int | None) -> Probe:
    return attrs.evolve(probe, **times)  # type: ignore[arg-type] # only one of the times can be None


def hooks(ports: tuple[str, ...] = ()) -> st.SearchStrategy[Hook]:
    """Draw lifecycle hooks of every kind."""
    port = st.sampled_from(ports) | port_numbers if ports else port_numbers
    return st.one_of(
        st.integers(1, 30).map(Hook.sleep),
        st.lists(texts, min_size=1, max_size=3).map(lambda command: Hook.exec(*command)),
        st.builds(lambda path, at: Hook.http(path, port=at), paths, port),
    )


def env_sources() -> st.SearchStrategy[EnvSource]:
    """Draw references that the cluster resolves."""
    return st.one_of(
        st.builds(SecretKey, names, file_names, optional=st.booleans()),
        st.builds(ConfigMapKey, names, file_names, optional=st.booleans()),
        st.sampled_from(["metadata.name", "status.podIP", "spec.nodeName", "metadata.labels['tier']"]).map(PodField),
        st.builds(
            ContainerResource, st.sampled_from(["limits.memory", "requests.cpu"]), divisor=st.sampled_from([None, "1"])
        ),
    )


def env_values() -> st.SearchStrategy[EnvValue]:
    """Draw everything that a variable can hold; templates name their parts `PART_...`."""
    templates = st.dictionaries(env_names.map("PART_{}".format), env_sources(), min_size=1, max_size=2).map(
        lambda parts: EnvTemplate("-".join(f"$({name})" for name in parts), parts)
    )
    return st.one_of(texts, st.builds(Plain, texts, words), env_sources(), templates)


def envs() -> st.SearchStrategy[dict[str, EnvValue]]:
    """Draw variables; no part of a template has the name of another variable."""
    return st.dictionaries(env_names, env_values(), max_size=3).filter(_names_are_different)


def _names_are_different(env: dict[str, EnvValue]) -> bool:
    parts = [name for value in env.values() if isinstance(value, EnvTemplate) for name, _ in value.parts]
    return len({*env, *parts}) == len(env) + len(parts)


def env_from() -> st.SearchStrategy[EnvFrom]:
    """Draw whole ConfigMaps and Secrets as variables."""
    prefixes = st.sampled_from(["", "APP_"])
    return st.one_of(
        st.builds(EnvFrom, config_map=names, prefix=prefixes, optional=st.booleans()),
        st.builds(EnvFrom, secret=names, prefix=prefixes, optional=st.booleans()),
    )


def items() -> st.SearchStrategy[tuple[Item, ...]]:
    """Draw keys as files."""
    return st.lists(st.builds(Item, file_names, file_names, modes), max_size=2).map(tuple)


def downward_items() -> st.SearchStrategy[tuple[DownwardItem, ...]]:
    """Draw what a file can say of its pod."""
    fields = st.sampled_from([PodField("metadata.name"), ContainerResource("limits.cpu", "main")])
    return st.lists(st.builds(DownwardItem, file_names, fields, modes), min_size=1, max_size=2).map(tuple)


def volumes(name: st.SearchStrategy[str] = names, *, images_too: bool = False) -> st.SearchStrategy[Volume]:
    """Draw volumes of every source; image volumes (Kubernetes 1.35) only with `images_too`."""
    keyed = {"items": items(), "mode": modes, "optional": st.booleans()}
    projected = st.one_of(
        st.builds(ConfigMapSource, names, items()),
        st.builds(SecretSource, names, items()),
        st.builds(Downward, downward_items()),
        st.builds(TokenSource, file_names, st.none() | names, st.integers(600, 7200)),
    )
    kinds = [
        st.builds(Volume.empty_dir, name, size_limit=st.none() | memories(), medium=st.sampled_from(["", "Memory"])),
        st.builds(Volume.host_path, name, paths, reason=words, type=st.sampled_from(["", "Directory", "Socket"])),
        st.builds(Volume.nfs, name, server=names, path=paths, reason=words, read_only=st.booleans()),
        st.builds(
            lambda claim, called, only: Volume.claim(claim, name=called, read_only=only), names, name, st.booleans()
        ),
        st.builds(Volume.config_map, names, name=name, **keyed),
        st.builds(Volume.secret, names, name=name, **keyed),
        st.builds(
            lambda called, sources, mode: Volume.projected(called, *sources, mode=mode),
            name,
            st.lists(projected, min_size=1, max_size=3),
            modes,
        ),
        st.builds(lambda called, drawn: Volume(called, Downward(drawn)), name, downward_items()),
    ]
    if images_too:
        kinds.append(st.builds(Volume.image, name, images()))
    return st.one_of(kinds)


def mounts(volume: st.SearchStrategy[Volume]) -> st.SearchStrategy[Mount]:
    """Draw volumes as containers mount them, whole and in part."""
    return st.builds(
        Mount,
        volume,
        sub_path=st.none() | file_names,
        read_only=st.booleans(),
        propagation=st.sampled_from([None, "HostToContainer"]),
    )


def container_securities() -> st.SearchStrategy[Security]:
    """Draw what one container may do, restricted and weaker."""
    return st.builds(
        Security,
        user=st.none() | st.integers(1, 2**31 - 1),
        group=st.none() | st.integers(0, 2**31 - 1),
        read_only_root=st.booleans(),
        add_capabilities=st.sampled_from([(), ("NET_BIND_SERVICE",), ("NET_ADMIN", "SYS_ADMIN")]),
        privileged=st.booleans(),
        allow_escalation=st.booleans(),
        run_as_root=st.booleans(),
        seccomp=st.sampled_from(["RuntimeDefault", "Unconfined"]),
        apparmor=st.sampled_from([None, "RuntimeDefault", "Unconfined", "my-profile"]),
        reason=words,
    )


def pod_securities() -> st.SearchStrategy[Security]:
    """Draw what a pod may do, restricted and weaker."""
    return st.builds(
        Security,
        user=st.none() | st.integers(1, 2**31 - 1),
        fs_group=st.none() | st.integers(0, 2**31 - 1),
        supplemental_groups=st.lists(st.integers(1, 9_999), max_size=2),
        read_only_root=st.booleans(),
        host_users=st.sampled_from([None, True]),
        host_network=st.booleans(),
        host_pid=st.booleans(),
        host_ipc=st.booleans(),
        reason=words,
    ) | st.just(Security(host_users=False))


@st.composite
def containers(
    draw: st.DrawFn, name: st.SearchStrategy[str] = names, volume: st.SearchStrategy[Volume] | None = None
) -> Container:
    """Draw containers whose parts fit each other."""
    numbers = draw(st.lists(port_numbers, max_size=3, unique=True))
    ports = tuple(Port(name=f"port-{index}", number=number) for index, number in enumerate(numbers))
    named = tuple(port.name for port in ports)
    where = draw(st.lists(paths, max_size=4, unique=True))
    cut = draw(st.integers(0, len(where)))
    mounted = volumes() if volume is None else volume
    probe = st.none() | probes(named)
    hook = st.none() | hooks(named)
    whole: list[EnvFrom] = draw(st.lists(env_from(), max_size=2))
    return Container(
        draw(name),
        image=draw(images()),
        resources=draw(resources()),
        command=draw(st.lists(texts, max_size=2)),
        args=draw(st.lists(texts, max_size=2)),
        ports=ports,
        env=draw(envs()),
        env_from=tuple(whole),
        mounts={path: draw(mounts(mounted)) for path in where[:cut]},
        writable=where[cut:],
        startup=draw(probe),
        readiness=draw(probe),
        liveness=draw(probe),
        lifecycle=draw(st.none() | st.builds(Lifecycle, pre_stop=hook, post_start=hook)),
        security=draw(st.none() | container_securities()),
        working_dir=draw(st.none() | paths),
        pull_policy=draw(st.sampled_from([None, "Always", "IfNotPresent", "Never"])),
        stdin=draw(st.booleans()),
        tty=draw(st.booleans()),
    )


labels = st.dictionaries(st.sampled_from(["tier", "example.com/team", "app"]), names, max_size=2)


def scheduling() -> st.SearchStrategy[Scheduling]:
    """Draw places and spreads, musts and wishes."""
    weights = st.none() | st.integers(1, 100)
    node_terms = st.one_of(
        st.builds(
            NodeTerm, key=names, operator=st.sampled_from(["In", "NotIn"]), values=st.just(("a", "b")), weight=weights
        ),
        st.builds(NodeTerm, key=names, operator=st.sampled_from(["Exists", "DoesNotExist"]), weight=weights),
    )
    tolerations = st.one_of(
        st.builds(Toleration, key=st.none() | names, effect=st.sampled_from([None, "NoSchedule"])),
        st.builds(
            Toleration, key=names, value=names, effect=st.just("NoExecute"), seconds=st.none() | st.integers(0, 9)
        ),
    )
    pod_terms = st.builds(PodTerm, labels=labels, apart=st.booleans(), weight=weights)
    spreads = st.builds(Spread, max_skew=st.integers(1, 3))
    return st.builds(
        Scheduling,
        node_selector=labels,
        tolerations=st.lists(tolerations, max_size=2),
        node_affinity=st.lists(node_terms, max_size=3),
        pod_affinity=st.lists(pod_terms, max_size=3),
        spread=st.lists(spreads, max_size=1),
        node_name=st.none() | names,
    )


def pod_settings() -> st.SearchStrategy[PodSettings]:
    """Draw settings of whole pods without a deadline, which only jobs can have."""
    return st.builds(
        PodSettings,
        labels=labels,
        annotations=labels,
        service_account=st.none() | names,
        token=st.booleans(),
        scheduling=st.none() | scheduling(),
        security=st.none() | pod_securities(),
        priority_class=st.none() | names,
        runtime_class=st.none() | names,
        host_aliases=st.sampled_from([{}, {"10.0.0.1": ("a.example.com", "b.example.com")}]),
        dns_policy=st.sampled_from([None, "ClusterFirst", "Default"]),
        dns_servers=st.sampled_from([(), ("10.0.0.10",)]),
        dns_searches=st.sampled_from([(), ("example.com",)]),
        dns_options=st.sampled_from([{}, {"ndots": "2", "edns0": None}]),
        readiness_gates=st.sampled_from([(), ("example.com/ready",)]),
        grace_seconds=st.integers(31, 90),
        pull_secrets=st.lists(names, max_size=2),
        share_process_namespace=st.booleans(),
        hostname=st.none() | names,
    )


def claims(name: st.SearchStrategy[str] = names) -> st.SearchStrategy[Claim]:
    """Draw claims on storage."""
    return st.builds(
        Claim,
        name=name,
        size=memories(),
        access=st.sampled_from(["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]),
        storage_class=st.none() | names,
        mode=st.sampled_from(["Filesystem", "Block"]),
    )


def deployments() -> st.SearchStrategy[Deployment]:
    """Draw Deployments with every strategy."""
    amounts = st.integers(1, 9) | st.sampled_from(["1%", "25%", "100%"])
    return st.builds(
        Deployment,
        replicas=st.integers(0, 9),
        strategy=st.just(Recreate()) | st.builds(RollingUpdate, max_surge=amounts, max_unavailable=amounts),
        min_ready_seconds=st.integers(0, 30),
        progress_deadline_seconds=st.integers(31, 900),
        revision_history=st.integers(0, 20),
    )


def stateful_sets() -> st.SearchStrategy[StatefulSet]:
    """Draw StatefulSets as every supported version has them (without `max_unavailable`)."""
    return st.builds(
        StatefulSet,
        replicas=st.integers(0, 9),
        ordered=st.booleans(),
        claims=st.lists(claims(), max_size=2, unique_by=lambda claim: claim.name),
        keep_claims_on_delete=st.booleans(),
        keep_claims_on_scale_down=st.booleans(),
        update=st.sampled_from(["RollingUpdate", "OnDelete"]),
        partition=st.none() | st.integers(0, 3),
        min_ready_seconds=st.integers(0, 30),
        revision_history=st.integers(0, 20),
    )


def daemon_sets() -> st.SearchStrategy[DaemonSet]:
    """Draw DaemonSets that replace first or add first."""
    paces = st.one_of(
        st.builds(lambda count: (count, 0), st.integers(1, 9)),
        st.builds(lambda count: (0, count), st.sampled_from([1, "10%"])),
    )
    return st.builds(
        lambda update, pace, seconds: DaemonSet(
            update=update, max_unavailable=pace[0], max_surge=pace[1], min_ready_seconds=seconds
        ),
        st.sampled_from(["RollingUpdate", "OnDelete"]),
        paces,
        st.integers(0, 30),
    )


def jobs() -> st.SearchStrategy[Job]:
    """Draw jobs: one pod, work queues, indexed."""
    shared = {
        "parallelism": st.integers(0, 9),
        "backoff_limit": st.integers(0, 9),
        "deadline_seconds": st.none() | st.integers(1, 999),
        "ttl_seconds": st.none() | st.integers(0, 999),
        "suspend": st.booleans(),
    }
    rules = st.one_of(
        st.builds(
            PodFailureRule,
            action=st.sampled_from(["FailJob", "Ignore", "Count"]),
            exit_codes=st.lists(st.integers(1, 255), min_size=1, max_size=3),
        ),
        st.just(PodFailureRule(action="Ignore", disruption=True)),
    )
    return st.one_of(
        st.builds(
            Job, completions=st.none() | st.integers(1, 9), restart=st.sampled_from(["Never", "OnFailure"]), **shared
        ),
        st.builds(Job, pod_failure=st.lists(rules, max_size=2), **shared),
        st.builds(
            Job,
            completions=st.integers(1, 9),
            indexed=st.just(True),  # noqa: FBT003 - a strategy's value
            backoff_limit_per_index=st.none() | st.integers(0, 3),
            success_indexes=st.sampled_from([None, "0", "0,2-3"]),
            **shared,
        ),
    )


def cron_jobs() -> st.SearchStrategy[CronJob]:
    """Draw jobs on a schedule."""
    return st.builds(
        CronJob,
        schedule=st.sampled_from([Schedule("30 3 * * *"), Schedule("@daily", "Europe/London")]),
        job=jobs(),
        concurrency=st.sampled_from(["Forbid", "Replace", "Allow"]),
        starting_deadline_seconds=st.none() | st.integers(10, 999),
        successful_history=st.integers(0, 9),
        failed_history=st.integers(0, 9),
        suspend=st.booleans(),
    )


def pods() -> st.SearchStrategy[Pod]:
    """Draw bare pods."""
    return st.builds(Pod, restart=st.sampled_from(["Always", "OnFailure", "Never"]))
