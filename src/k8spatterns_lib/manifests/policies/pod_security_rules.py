"""The controls of the pod-security profile `restricted`, each with its reason.

Source: Kubernetes docs, "Pod Security Standards".
"""

from typing import Final

from k8spatterns_lib.manifests.rule import Rule

_SOURCE: Final = 'Kubernetes docs, "Pod Security Standards"'
_WEAKER: Final = "Leave it out, or say why in Security(…, reason=…)."


def _rule(name: str, demands: str, reason: str, fix: str = _WEAKER, *, level: str = "Baseline") -> Rule:
    source = f'{_SOURCE}, "{level}"'
    return Rule(id=f"pod-security/{name}", demands=demands, reason=reason, fix=fix, source=source)


HOST_PROCESS: Final = _rule(
    "host-process",
    "a pod must be no Windows host process",
    "A host process has the rights of the node.",
)
HOST_NAMESPACES: Final = _rule(
    "host-namespaces",
    "a pod must not share the network, processes or memory of its node",
    "It could read the traffic, the processes and the memory of all other pods of the node.",
)
PRIVILEGED: Final = _rule(
    "privileged",
    "a container must not be privileged",
    "A privileged container can do all that root of the node can.",
)
CAPABILITIES: Final = _rule(
    "capabilities",
    "a container must drop all capabilities, and add none but NET_BIND_SERVICE",
    "Capabilities are root's rights in parts; what a program does not need only helps who breaks into it.",
    'Write capabilities: {drop: ["ALL"]}, or say why in Security(add_capabilities=…, reason=…).',
    level="Restricted",
)
HOST_PORTS: Final = _rule(
    "host-ports",
    "a container must take no port of its node",
    "A port of the node goes past Services and network policies, and only one pod of a node can have it.",
    "Use a Service, or say why in Port(host_port=…, reason=…).",
)
HOST_PROBES: Final = _rule(
    "host-probes",
    "a probe or hook must ask its own pod",
    "The kubelet asks from the node's network, so a host in a probe reaches what pods must not reach.",
    "Leave host out.",
)
APP_ARMOR: Final = _rule(
    "apparmor",
    "an AppArmor profile must be the runtime's or one of the node",
    "Without a profile a container may use all of the kernel that its user may.",
)
SE_LINUX: Final = _rule(
    "selinux",
    "SELinux options must name a container type, and no user or role",
    "Other types, users and roles can reach files of the node.",
    "Leave seLinuxOptions out.",
)
PROC_MOUNT: Final = _rule(
    "proc-mount",
    "/proc must be masked",
    "An unmasked /proc shows, and lets one change, settings of the node's kernel.",
    "Leave procMount out.",
    level="Restricted",
)
SYSCTLS: Final = _rule(
    "sysctls",
    "kernel parameters must be safe ones",
    "Other parameters reach beyond the pod: into the other pods of the node.",
    "Set it on the node.",
)
VOLUMES: Final = _rule(
    "volume-types",
    "a volume must be of a type that keeps the pod away from its node",
    "Other types, hostPath first, open the node or storage that no PersistentVolume guards.",
    "Use a PersistentVolumeClaim, or say why in the reason of the volume.",
    level="Restricted",
)
ESCALATION: Final = _rule(
    "privilege-escalation",
    "a program must gain no rights that its parent did not have",
    "A set-user-id program would run as root whatever the user of the container is.",
    "Write allowPrivilegeEscalation: false, or say why in Security(allow_escalation=True, reason=…).",
    level="Restricted",
)
NON_ROOT: Final = _rule(
    "run-as-non-root",
    "a container must not run as root",
    "Root of a container is root of the node once it breaks out.",
    "Write runAsNonRoot: true, or say why in Security(run_as_root=True, reason=…).",
    level="Restricted",
)
USER: Final = _rule(
    "run-as-user",
    "the user of a container must not be 0",
    "Number 0 is root, whatever runAsNonRoot says; such a pod never starts.",
    "Give another number, or say why in Security(run_as_root=True, reason=…).",
    level="Restricted",
)
SECCOMP: Final = _rule(
    "seccomp",
    "a container's system calls must be filtered by the runtime's profile or one of the node",
    "Unfiltered, a container reaches system calls that no ordinary program needs and that exploits do.",
    "Write seccompProfile: {type: RuntimeDefault}, or say why in Security(seccomp=…, reason=…).",
    level="Restricted",
)
RULES: Final = (
    HOST_PROCESS,
    HOST_NAMESPACES,
    PRIVILEGED,
    CAPABILITIES,
    HOST_PORTS,
    HOST_PROBES,
    APP_ARMOR,
    SE_LINUX,
    PROC_MOUNT,
    SYSCTLS,
    VOLUMES,
    ESCALATION,
    NON_ROOT,
    USER,
    SECCOMP,
)
