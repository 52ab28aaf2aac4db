"""Security: restricted by default, and weaker only with a reason."""

import re
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.security import NOBODY, RESTRICTED, Security
from tests.strategies.values_strategies import container_securities, pod_securities

WEAKER: list[dict[str, Any]] = [
    {"privileged": True},
    {"allow_escalation": True},
    {"run_as_root": True},
    {"host_network": True},
    {"host_pid": True},
    {"host_ipc": True},
    {"read_only_root": False},
    {"seccomp": "Unconfined"},
    {"apparmor": "unconfined"},
    {"add_capabilities": ["NET_ADMIN"]},
]


def test_the_default_is_restricted_and_runs_as_nobody() -> None:
    assert Security() == RESTRICTED
    assert RESTRICTED.is_restricted
    assert (RESTRICTED.user, RESTRICTED.group, RESTRICTED.fs_group) == (NOBODY, NOBODY, NOBODY)


@given(container_securities() | pod_securities())
def test_restricted_is_what_has_no_weakness_and_the_rest_has_a_reason(security: Security) -> None:
    copy = attrs.evolve(security)

    assert copy == security
    assert hash(copy) == hash(security)
    assert security.is_restricted == (security.weaknesses == ())
    assert security.is_restricted or security.reason


@pytest.mark.parametrize("settings", WEAKER, ids=[next(iter(each)) for each in WEAKER])
def test_whatever_is_weaker_needs_a_reason(settings: dict[str, Any]) -> None:
    (name,) = settings
    says = f"Security: less than restricted needs a reason, got '{name}'. Add reason=\"…\": it is written into the manifest."

    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        Security(**settings)
    assert Security(**settings, reason="it must").weaknesses == (name,)


@given(st.sampled_from(WEAKER), st.text(" \t\n", max_size=3))
def test_a_blank_reason_is_none(settings: dict[str, Any], blank: str) -> None:
    with pytest.raises(SettingError, match="needs a reason"):
        Security(**settings, reason=blank)


@pytest.mark.parametrize(
    "settings",
    [
        {"add_capabilities": ["NET_BIND_SERVICE"]},
        {"seccomp": "Localhost", "seccomp_path": "profiles/web.json"},
        {"apparmor": "web"},
        {"host_users": False},
        {"user": None, "group": None, "fs_group": None},
        {"group": 0},
    ],
)
def test_what_the_restricted_profile_allows_needs_no_reason(settings: dict[str, Any]) -> None:
    assert Security(**settings).is_restricted


def test_root_needs_the_word_and_the_reason() -> None:
    root = Security(user=0, run_as_root=True, reason="binds to the node")

    assert root.user == 0
    assert root.weaknesses == ("run_as_root",)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Security(user=-1), "Security: user must be a number, got -1. Names do not prove non-root."),
    (lambda: Security(group=True), "Security: group must be a number, got True. Names do not prove non-root."),
    (
        lambda: Security(user=0, reason="because"),
        "Security: user 0 is root, got 0. Set run_as_root=True and a reason, or another user.",
    ),
    (
        lambda: Security(privileged="no"),  # type: ignore[arg-type]
        "Security: privileged must be True or False, got 'no'. Give one of them.",
    ),
    (
        lambda: Security(host_users="no"),  # type: ignore[arg-type]
        "Security: host_users must be True or False, got 'no'. Give one of them.",
    ),
    (
        lambda: Security(seccomp="Default"),  # type: ignore[arg-type]
        "Security: seccomp is unknown, got 'Default'. Use one of: 'RuntimeDefault', 'Localhost', 'Unconfined'.",
    ),
    (
        lambda: Security(seccomp_path="web.json"),
        "Security: a seccomp profile of the node needs a path, got 'web.json'. "
        'Give seccomp="Localhost" and seccomp_path together.',
    ),
    (
        lambda: Security(apparmor=""),
        'Security: apparmor must name a profile, got \'\'. Write "RuntimeDefault", "Unconfined" or the name of a profile.',
    ),
    (
        lambda: Security(add_capabilities="NET_ADMIN"),
        "Security: add_capabilities must be a list, got 'NET_ADMIN'. Write [\"...\"].",
    ),
    (
        lambda: Security(add_capabilities=["net_admin"]),
        "Security: add_capabilities must hold names of capabilities, got 'net_admin'. "
        'Write it in capitals: "NET_ADMIN".',
    ),
    (
        lambda: Security(supplemental_groups=["staff"]),  # type: ignore[list-item]
        "Security: supplemental_groups must hold int alone, got 'staff'. Give 1.",
    ),
    (
        lambda: Security(supplemental_groups=[-1]),
        "Security: supplemental_groups must hold groups' numbers, got -1. Give numbers from 0.",
    ),
    (
        lambda: Security(priviledged=True),  # type: ignore[call-arg]
        "Security: there is no setting 'priviledged', got True. Did you mean 'privileged'?",
    ),
]


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=[says[:50] for _, says in REFUSED])
def test_what_contradicts_itself_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        make()
