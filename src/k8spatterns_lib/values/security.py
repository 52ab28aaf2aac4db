"""Process containment: what a container may do to its node, restricted unless a reason is given.

Source: Kubernetes Patterns, 2nd ed., ch. 23 "Process Containment"; Kubernetes docs, "Pod
Security Standards" (restricted profile).
"""

from collections.abc import Iterable
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of, parts, switches

NOBODY: Final = 65532
"""The user and group of images without a user of their own (the distroless convention)."""

Seccomp = Literal["RuntimeDefault", "Localhost", "Unconfined"]


_SECCOMP: Final = get_args(Seccomp)
_CAPABILITY_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_WEAKER: Final = ("privileged", "allow_escalation", "run_as_root", "host_network", "host_pid", "host_ipc")
_SWITCHES: Final = (*_WEAKER, "read_only_root")


def _to_capabilities(capabilities: Iterable[str]) -> tuple[str, ...]:
    listed = parts(capabilities, str, "Security", "add_capabilities")
    for each in listed:
        if not each or not _CAPABILITY_LETTERS.issuperset(each):
            fix = 'Write it in capitals: "NET_ADMIN".'
            raise SettingError("Security", "add_capabilities must hold names of capabilities", got=each, fix=fix)
    return listed


def _to_groups(groups: Iterable[int]) -> tuple[int, ...]:
    listed = parts(groups, int, "Security", "supplemental_groups")
    for each in listed:
        if each < 0:
            fix = "Give numbers from 0."
            raise SettingError("Security", "supplemental_groups must hold groups' numbers", got=each, fix=fix)
    return listed


@refuses_unknown_settings
@attrs.frozen(kw_only=True, cache_hash=True)
class Security:
    """What a pod or a container may do.

    Args:
        user: The user's number; None leaves it to the image. Default: 65532.
        group: The group's number; None leaves it to the image. Default: 65532.
        fs_group: The group that owns volumes; None leaves them as they are. Default: 65532.
        supplemental_groups: Further groups. Default: none.
        read_only_root: Only `writable=` paths and volumes can be written. Default: True.
        add_capabilities: Added after all are dropped; `NET_BIND_SERVICE` needs no reason.
        privileged: All rights of the node's root. Default: False.
        allow_escalation: A program may gain more rights than its parent. Default: False.
        run_as_root: The user may be 0. Default: False.
        seccomp: Default: "RuntimeDefault".
        seccomp_path: The profile on the node for "Localhost".
        apparmor: "RuntimeDefault", "Unconfined" or the name of a profile. Default: the runtime's.
        host_users: False maps root in the pod to nobody on the node. Default: the cluster's.
        host_network: Share the node's network. Default: False.
        host_pid: Share the node's process table. Default: False.
        host_ipc: Share the node's memory segments. Default: False.
        reason: Why less than the restricted profile is needed; demanded then.

    Raises:
        SettingError: Something is weaker than restricted and no reason is given, or a part is wrong.
    """

    user: int | None = NOBODY
    group: int | None = NOBODY
    fs_group: int | None = NOBODY
    supplemental_groups: tuple[int, ...] = attrs.field(default=(), converter=_to_groups)
    read_only_root: bool = True
    add_capabilities: tuple[str, ...] = attrs.field(default=(), converter=_to_capabilities)
    privileged: bool = False
    allow_escalation: bool = False
    run_as_root: bool = False
    seccomp: Seccomp = "RuntimeDefault"
    seccomp_path: str | None = None
    apparmor: str | None = None
    host_users: bool | None = None
    host_network: bool = False
    host_pid: bool = False
    host_ipc: bool = False
    reason: str | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("user", "group", "fs_group"):
            number = getattr(self, name)
            if number is not None and (type(number) is not int or number < 0):
                raise SettingError(
                    "Security", f"{name} must be a number", got=number, fix="Names do not prove non-root."
                )
        switches(self, _SWITCHES, "Security")
        self._check_profiles()
        if self.user == 0 and not self.run_as_root:
            raise SettingError(
                "Security", "user 0 is root", got=0, fix="Set run_as_root=True and a reason, or another user."
            )
        weak = self.weaknesses
        if weak and not (isinstance(self.reason, str) and self.reason.strip()):
            fix = 'Add reason="…": it is written into the manifest.'
            raise SettingError("Security", "less than restricted needs a reason", got=", ".join(weak), fix=fix)

    def _check_profiles(self) -> None:
        one_of(_SECCOMP, self.seccomp, "Security", "seccomp")
        if (self.seccomp == "Localhost") != (self.seccomp_path is not None):
            fix = 'Give seccomp="Localhost" and seccomp_path together.'
            raise SettingError("Security", "a seccomp profile of the node needs a path", got=self.seccomp_path, fix=fix)
        if self.apparmor is not None and (not isinstance(self.apparmor, str) or not self.apparmor.strip()):
            fix = 'Write "RuntimeDefault", "Unconfined" or the name of a profile.'
            raise SettingError("Security", "apparmor must name a profile", got=self.apparmor, fix=fix)
        if self.host_users is not None:
            switches(self, ("host_users",), "Security")

    @property
    def weaknesses(self) -> tuple[str, ...]:
        """The settings that are weaker than restricted, or than this library's own defaults."""
        found = [name for name in _WEAKER if getattr(self, name)]
        if not self.read_only_root:
            found.append("read_only_root")
        if self.seccomp == "Unconfined":
            found.append("seccomp")
        if self.apparmor is not None and self.apparmor.lower() == "unconfined":
            found.append("apparmor")
        if any(each != "NET_BIND_SERVICE" for each in self.add_capabilities):
            found.append("add_capabilities")
        return tuple(found)

    @property
    def is_restricted(self) -> bool:
        """Whether nothing is weaker than the defaults."""
        return not self.weaknesses


RESTRICTED: Final = Security()
