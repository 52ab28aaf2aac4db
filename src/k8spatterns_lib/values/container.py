"""One container: its image, ports, environment, files, probes and demands.

Decided here: what belongs together in one container, and that its parts fit each other.
Decided elsewhere: which containers share a pod (`patterns`), how it is written (`manifests`).
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, Self

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.environment import EnvFrom, EnvValue, check_env
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.lifecycle import Lifecycle
from k8spatterns_lib.values.names import absolute_path, dns_label
from k8spatterns_lib.values.port import Port
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.volume import Mount, Volume, VolumeFile

PullPolicy = Literal["Always", "IfNotPresent", "Never"]
_PULL_POLICIES: Final = (None, "Always", "IfNotPresent", "Never")


def _to_ports(ports: Mapping[str, int | Port] | tuple[Port, ...]) -> tuple[Port, ...]:
    if isinstance(ports, tuple):
        return ports
    _need(isinstance(ports, Mapping), "ports must be a mapping", ports, 'Write {"http": 8080}.')
    return tuple(
        number if isinstance(number, Port) else Port(name=name, number=number) for name, number in ports.items()
    )


def _to_env(env: Mapping[str, EnvValue] | tuple[tuple[str, EnvValue], ...]) -> tuple[tuple[str, EnvValue], ...]:
    if isinstance(env, tuple):
        return env
    _need(isinstance(env, Mapping), "env must be a mapping", env, 'Write {"NAME": "value"}.')
    return tuple(env.items())


def _to_env_from(sources: Iterable[EnvFrom]) -> tuple[EnvFrom, ...]:
    return tuple(sources)


def _to_mounts(
    mounts: Mapping[str, Volume | Mount | VolumeFile] | tuple[tuple[str, Mount], ...],
) -> tuple[tuple[str, Mount], ...]:
    if isinstance(mounts, tuple):
        return mounts
    _need(isinstance(mounts, Mapping), "mounts must be a mapping", mounts, 'Write {"/data": volume}.')
    return tuple((path, _to_mount(path, mount)) for path, mount in mounts.items())


def _to_mount(path: str, mount: object) -> Mount:
    if isinstance(mount, Mount):
        return mount
    if isinstance(mount, Volume):
        return mount.mount()
    if isinstance(mount, VolumeFile):
        return mount.mount()
    raise SettingError(
        "Container", f"the mount at {path} must be a Volume", got=mount, fix="Give a Volume, or volume.read_only()."
    )


def _to_texts(texts: Iterable[str]) -> tuple[str, ...]:
    _need(not isinstance(texts, str), "a list of texts is needed, not one text", texts, 'Write ["sh", "-c", "…"].')
    return tuple(texts)


def _need(good: bool, what: str, got: object, fix: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not good:
        raise SettingError("Container", what, got=got, fix=fix)


@refuses_unknown_settings
@attrs.frozen(cache_hash=True)
class Container:
    """A container of a pod.

    Args:
        name: A DNS label, unique in its pod.
        image: With a tag other than `latest`, or a digest.
        resources: What it is guaranteed, and its limits.
        command: In place of the image's entry point. Default: the image's.
        args: Arguments of the entry point. Default: the image's.
        ports: Ports by name, as numbers or `Port`.
        env: Variables in order; a later one can use an earlier one as `$(NAME)`.
        env_from: Whole ConfigMaps and Secrets as variables.
        mounts: Volumes, or files and parts of them, by absolute path.
        writable: Absolute paths that can be written; all else is read-only.
        startup: Default: none. Holds the other probes back until it is passed.
        readiness: Default: none. Gates traffic.
        liveness: Default: none. Restarts the container when it fails.
        lifecycle: Default: no hooks.
        security: Default: restricted.
        working_dir: Default: the image's.
        pull_policy: Default: Kubernetes' own, `IfNotPresent` for a pinned image.
        restart_policy: "Always" in an init container makes it a native sidecar.
        stdin: Keep its standard input open. Default: False.
        tty: Give it a terminal. Default: False.

    Raises:
        SettingError: A part is wrong, or the parts do not fit each other.
    """

    name: str
    image: Image = attrs.field(kw_only=True, converter=to_image)
    resources: Resources = attrs.field(kw_only=True)
    command: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=_to_texts)
    args: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=_to_texts)
    ports: tuple[Port, ...] = attrs.field(kw_only=True, default=(), converter=_to_ports)
    env: tuple[tuple[str, EnvValue], ...] = attrs.field(kw_only=True, default=(), converter=_to_env)
    env_from: tuple[EnvFrom, ...] = attrs.field(kw_only=True, default=(), converter=_to_env_from)
    mounts: tuple[tuple[str, Mount], ...] = attrs.field(kw_only=True, default=(), converter=_to_mounts)
    writable: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=_to_texts)
    startup: Probe | None = attrs.field(kw_only=True, default=None)
    readiness: Probe | None = attrs.field(kw_only=True, default=None)
    liveness: Probe | None = attrs.field(kw_only=True, default=None)
    lifecycle: Lifecycle | None = attrs.field(kw_only=True, default=None)
    security: Security | None = attrs.field(kw_only=True, default=None)
    working_dir: str | None = attrs.field(kw_only=True, default=None)
    pull_policy: PullPolicy | None = attrs.field(kw_only=True, default=None)
    restart_policy: Literal["Always"] | None = attrs.field(kw_only=True, default=None)
    stdin: bool = attrs.field(kw_only=True, default=False)
    tty: bool = attrs.field(kw_only=True, default=False)

    def __attrs_post_init__(self) -> None:
        where = f"Container {self.name!r}"
        dns_label(self.name, where)
        self._check_types(where)
        self._check_texts(where)
        self._check_ports(where)
        for name, value in self.env:
            check_env(name, value, where=where)
        self._check_paths(where)

    def _check_types(self, where: str) -> None:
        if not isinstance(self.resources, Resources):
            fix = 'Write Resources(cpu="100m", memory="128Mi").'
            raise SettingError(where, "resources must be Resources", got=self.resources, fix=fix)
        for setting, value, kind in (
            ("startup", self.startup, Probe),
            ("readiness", self.readiness, Probe),
            ("liveness", self.liveness, Probe),
            ("lifecycle", self.lifecycle, Lifecycle),
            ("security", self.security, Security),
        ):
            if value is not None and not isinstance(value, kind):
                raise SettingError(
                    where, f"{setting} must be a {kind.__name__}", got=value, fix=f"Give a {kind.__name__}."
                )
        if self.pull_policy not in _PULL_POLICIES:
            fix = "Use Always, IfNotPresent or Never."
            raise SettingError(where, "pull_policy is unknown", got=self.pull_policy, fix=fix)

    def _check_texts(self, where: str) -> None:
        for setting, texts in (("command", self.command), ("args", self.args)):
            for text in texts:
                if not isinstance(text, str):
                    raise SettingError(where, f"{setting} must be texts", got=text, fix="Write numbers as text.")

    def _check_ports(self, where: str) -> None:
        names: set[str] = set()
        for port in self.ports:
            if port.name in names:
                raise SettingError(where, "two ports must not share a name", got=port.name, fix="Rename one of them.")
            names.add(port.name)
        if len({(port.number, port.protocol) for port in self.ports}) != len(self.ports):
            numbers = sorted(port.number for port in self.ports)
            raise SettingError(where, "two ports must not share a number", got=numbers, fix="Leave one of them out.")
        probes = (self.startup, self.readiness, self.liveness)
        for asked in [each.port for each in probes if each is not None] + self._hook_ports():
            if isinstance(asked, str) and asked not in names:
                has = ", ".join(sorted(names)) or "none"
                raise SettingError(where, f"no port named {asked!r}", fix=f"Its ports: {has}.")

    def _hook_ports(self) -> list[str | int | None]:
        if self.lifecycle is None:
            return []
        return [each.port for each in (self.lifecycle.pre_stop, self.lifecycle.post_start) if each is not None]

    def _check_paths(self, where: str) -> None:
        seen: set[str] = set()
        for path in [*(path for path, _ in self.mounts), *self.writable]:
            absolute_path(path, where, "a mount's path")
            if path in seen:
                fix = "Mount one of them elsewhere."
                raise SettingError(where, "two volumes must not share a path", got=path, fix=fix)
            seen.add(path)

    def port(self, name: str) -> Port:
        """Return the port `name`.

        Raises:
            SettingError: The container has no such port.
        """
        for port in self.ports:
            if port.name == name:
                return port
        has = ", ".join(port.name for port in self.ports) or "none"
        raise SettingError(f"Container {self.name!r}", f"no port named {name!r}", fix=f"Its ports: {has}.")

    def with_(self, **changes: object) -> Self:
        """Return a copy with other settings.

        Raises:
            SettingError: A setting is not known, or its value is wrong.
        """
        return attrs.evolve(self, **changes)  # type: ignore[arg-type] # converted and checked like all others
