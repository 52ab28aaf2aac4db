"""Predictable demands: what a container is guaranteed, and what it never exceeds.

Source: Kubernetes Patterns, 2nd ed., ch. 2 "Predictable Demands"; Kubernetes docs,
"Resource Management for Pods and Containers", "Pod Quality of Service Classes".
"""

from collections.abc import Mapping
from typing import Literal

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.quantity import Cpu, Memory
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.shared import Shared

_WHERE = "Resources"


def _to_cpu(amount: str | float | Cpu) -> Cpu:
    return Cpu.parse(amount, where=_WHERE)


def _to_memory(amount: str | Memory) -> Memory:
    return Memory.parse(amount, where=_WHERE)


def _to_cpu_or_none(amount: str | float | Cpu | None) -> Cpu | None:
    return None if amount is None else Cpu.parse(amount, where=_WHERE)


def _to_memory_or_none(amount: str | Memory | None) -> Memory | None:
    return None if amount is None else Memory.parse(amount, where=_WHERE)


def _to_extended(amounts: Mapping[str, int] | tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    return tuple(amounts.items()) if isinstance(amounts, Mapping) else tuple(amounts)


@refuses_unknown_settings
@attrs.frozen(kw_only=True, cache_hash=True)
class Resources(metaclass=Shared):
    """What a container requests, and its limits.

    Args:
        cpu: Requested CPU, such as "100m".
        memory: Requested memory, such as "128Mi".
        cpu_limit: Default: none; a limit throttles without need.
        memory_limit: Default: `memory`, so that a leak ends its own container only.
        ephemeral_storage: Requested scratch space. Default: none.
        ephemeral_storage_limit: Default: none.
        extended: Counts of extended resources, such as `{"nvidia.com/gpu": 1}`.

    Raises:
        SettingError: An amount can not be read, or a limit is below its request.
    """

    cpu: Cpu = attrs.field(converter=_to_cpu)
    memory: Memory = attrs.field(converter=_to_memory)
    cpu_limit: Cpu | None = attrs.field(default=None, converter=_to_cpu_or_none)
    memory_limit: Memory = attrs.field(
        default=attrs.Factory(lambda self: self.memory, takes_self=True), converter=_to_memory
    )
    ephemeral_storage: Memory | None = attrs.field(default=None, converter=_to_memory_or_none)
    ephemeral_storage_limit: Memory | None = attrs.field(default=None, converter=_to_memory_or_none)
    extended: tuple[tuple[str, int], ...] = attrs.field(default=(), converter=_to_extended)

    def __attrs_post_init__(self) -> None:
        if self.memory_limit < self.memory:
            _refuse_limit("memory", self.memory_limit, self.memory)
        if self.cpu_limit is not None and self.cpu_limit < self.cpu:
            _refuse_limit("cpu", self.cpu_limit, self.cpu)
        limit, request = self.ephemeral_storage_limit, self.ephemeral_storage
        if limit is not None and request is not None and limit < request:
            _refuse_limit("ephemeral_storage", limit, request)
        for name, count in self.extended:
            if "/" not in name or type(count) is not int or count < 1:
                fix = 'Write it as {"vendor.example/device": 1}.'
                raise SettingError(_WHERE, "extended must count devices by qualified names", got={name: count}, fix=fix)

    @property
    def quality_of_service(self) -> Literal["Guaranteed", "Burstable"]:
        """Who goes first when a node runs short: `Guaranteed` needs limits equal to requests."""
        return "Guaranteed" if self.cpu_limit == self.cpu and self.memory_limit == self.memory else "Burstable"


def _refuse_limit(name: str, limit: Cpu | Memory, request: Cpu | Memory) -> None:
    fix = f"The request is {request.text}: raise the limit to it or beyond."
    raise SettingError(_WHERE, f"{name}_limit must not be below the request", got=limit.text, fix=fix)
