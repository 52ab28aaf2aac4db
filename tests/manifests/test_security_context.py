import re

import pytest
from hypothesis import given

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pods.security_context import (
    container_security_context,
    pod_host_fields,
    pod_security_context,
    refuse_pod_settings,
)
from k8spatterns_lib.values.security import RESTRICTED, Security
from tests.strategies.values_strategies import container_securities, pod_securities

UNPRIVILEGED = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": True}


def test_a_pod_is_restricted_by_default() -> None:
    assert pod_security_context(RESTRICTED) == {
        "runAsNonRoot": True,
        "runAsUser": 65532,
        "runAsGroup": 65532,
        "fsGroup": 65532,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert pod_host_fields(RESTRICTED) == {}


def test_a_container_without_rights_of_its_own_leaves_user_and_profile_to_its_pod() -> None:
    assert container_security_context(RESTRICTED, own=False) == UNPRIVILEGED


def test_a_container_with_rights_of_its_own_says_them_all() -> None:
    spec = container_security_context(Security(user=1000), own=True)

    assert spec == UNPRIVILEGED | {
        "runAsNonRoot": True,
        "runAsUser": 1000,
        "runAsGroup": 65532,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def test_profiles_are_written_by_their_kind() -> None:
    on_node = Security(seccomp="Localhost", seccomp_path="p.json", apparmor="mine")
    default = Security(apparmor="RuntimeDefault")

    assert pod_security_context(on_node)["seccompProfile"] == {"type": "Localhost", "localhostProfile": "p.json"}
    assert pod_security_context(on_node)["appArmorProfile"] == {"type": "Localhost", "localhostProfile": "mine"}
    assert pod_security_context(default)["appArmorProfile"] == {"type": "RuntimeDefault"}


@pytest.mark.parametrize("capability", ["SYS_ADMIN", "CAP_SYS_ADMIN"])
def test_a_capability_that_always_escalates_is_said_to(capability: str) -> None:
    spec = container_security_context(Security(add_capabilities=[capability], reason="mounts"), own=False)

    assert spec["allowPrivilegeEscalation"] is True
    assert spec["capabilities"] == {"add": [capability], "drop": ["ALL"]}


def test_the_node_is_opened_only_field_by_field() -> None:
    assert pod_host_fields(Security(host_network=True, reason="a proxy")) == {"hostNetwork": True}
    assert pod_host_fields(Security(host_users=False)) == {"hostUsers": False}


def test_own_users_and_the_nodes_processes_are_refused_together() -> None:
    says = (
        "Security: host_users=False can not share a namespace of the node. "
        "Leave out host_users, or the node's network, processes and memory."
    )

    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        pod_host_fields(Security(host_users=False, host_pid=True, reason="a debugger"))


@pytest.mark.parametrize(
    ("security", "field", "got"),
    [
        (Security(fs_group=1), "fs_group", "1"),
        (Security(host_network=True, reason="x"), "host_network", "True"),
        (Security(supplemental_groups=[5]), "supplemental_groups", "(5,)"),
    ],
)
def test_what_only_a_pod_can_set_is_refused_for_a_container(security: Security, field: str, got: str) -> None:
    says = f"web: {field} can not be set for one container, got {got}. Set it in PodSettings(security=...)."

    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        refuse_pod_settings(security, "web")


@given(security=container_securities())
def test_the_api_accepts_every_combination_for_a_container(security: Security) -> None:
    """It refuses privileged or SYS_ADMIN without escalation."""
    spec = container_security_context(security, own=True)

    if spec.get("privileged") or "SYS_ADMIN" in spec.get("capabilities", {}).get("add", ()):
        assert spec["allowPrivilegeEscalation"] is True


@given(security=pod_securities())
def test_a_pod_is_non_root_unless_it_says_root(security: Security) -> None:
    assert pod_security_context(security)["runAsNonRoot"] is not security.run_as_root
