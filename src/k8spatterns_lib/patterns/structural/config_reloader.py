"""`ConfigReloader`: a sidecar that tells the main process when its mounted configuration changed.

Problem: a changed ConfigMap rolls all pods, though the program could read it anew in place.
Solution: the kubelet changes the files of a mounted ConfigMap or Secret in the running pod,
within about a minute; a helper notices (`..data` changes) and tells the main process, by a
POST request to its loopback or by a signal. It repeats what fails, and remembers over a restart.

What is watched does not count for the hash that rolls the pods, as far as the main container
mounts it whole. The same ConfigMap as variables or as a single mounted file still counts: these
never change in a running pod.

For a signal the containers of the pod share their processes: each can see the others', and
their files by way of /proc as far as their user may. The helper has the main container's user.

Decided here: what is watched, who is told.
Decided elsewhere: how (`config_reloader_program`), what else rolls pods (`config_uses`).

Source: Kubernetes Patterns, 2nd ed., ch. 16 "Sidecar" and ch. 20 "Configuration Resource";
Kubernetes docs, "ConfigMaps" (mounted ConfigMaps are updated automatically), "Share Process
Namespace between Containers in a Pod".
"""

import re
from collections.abc import Iterable
from importlib.resources import files
from ipaddress import ip_address
from typing import Final, Literal, get_args

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.structural.json_lines import IMAGE
from k8spatterns_lib.patterns.structural.to_http import http_url
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.setting_checks import one_of, parts
from k8spatterns_lib.values.volume import ConfigMapSource, Mount, Projected, SecretSource, Volume

Signal = Literal["HUP", "USR1", "USR2", "TERM"]
_FILE: Final = "config_reloader_program.py"
_PROGRAM: Final = "/reloader"
_STATE: Final = "/state"
_WATCHED: Final = "/watched"
_PROCESS: Final = re.compile(r"[A-Za-z0-9_.@+-]{1,64}")


def _to_volumes(watch: Volume | Iterable[Volume]) -> tuple[Volume, ...]:
    if isinstance(watch, Mount):
        return (watch.volume,)
    return (watch,) if isinstance(watch, Volume) else parts(watch, Volume, "ConfigReloader", "watch")


@refuses_unknown_settings
@attrs.frozen(kw_only=True)
class ConfigReloader:
    """A sidecar that watches mounted configuration; tell by `post`, or by `signal` and `process`.

    Args:
        watch: The volume, or several, of ConfigMaps and Secrets; the main container mounts them whole.
        post: A URL of the main container on the pod's loopback, such as "http://127.0.0.1:8080/-/reload".
        signal: "HUP", "USR1", "USR2", or "TERM" for a program that has to start anew.
        process: The name of the main process, such as "nginx"; of several, the one that started the others.
        period_seconds: From one look to the next. Default: 2.
        name: The container's name. Default: "config-reloader".
        image: A Python 3.10 or newer. Default: the official image.
        resources: What it is guaranteed. Default: 10m CPU and 32Mi memory.

    Raises:
        SettingError: A setting is wrong, or what is watched never changes in a running pod.
    """

    watch: tuple[Volume, ...] = attrs.field(converter=_to_volumes)
    post: str | None = None
    signal: Signal | None = None
    process: str | None = None
    period_seconds: int = 2
    name: str = "config-reloader"
    image: Image = attrs.field(default=IMAGE, converter=to_image)
    resources: Resources = Resources(cpu="10m", memory="32Mi")

    def __attrs_post_init__(self) -> None:
        where = f"ConfigReloader {self.name!r}"
        dns_label(self.name, where)
        if not self.watch:
            raise SettingError(where, "something must be watched", got=(), fix="Give watch=Volume.config_map(config).")
        for volume in self.watch:
            if not isinstance(volume.source, (ConfigMapSource, SecretSource, Projected)):
                fix = "Watch Volume.config_map(...) or Volume.secret(...)."
                raise SettingError(where, "only ConfigMaps and Secrets change in place", got=volume.name, fix=fix)
        self._check_way(where)
        if type(self.period_seconds) is not int or self.period_seconds < 1:
            what = "period_seconds must be a whole number from 1"
            raise SettingError(where, what, got=self.period_seconds, fix="Use 2.")

    def _check_way(self, where: str) -> None:
        if (self.post is None) == (self.signal is None):
            fix = 'Give post="http://127.0.0.1:8080/-/reload", or signal="HUP" and process="nginx".'
            raise SettingError(where, "the process is told by post or by signal", got=self.post, fix=fix)
        if (self.signal is None) != (self.process is None):
            raise SettingError(where, "signal and process go together", got=self.process, fix="Give both or none.")
        if self.post is not None and not _is_loopback(http_url(self.post, where).hostname):
            fix = 'Write "http://127.0.0.1:…": containers of a pod share it.'
            raise SettingError(where, "post must be a URL of the pod itself", got=self.post, fix=fix)
        one_of((None, *get_args(Signal)), self.signal, where, "signal")
        if self.process is not None and (not isinstance(self.process, str) or not _PROCESS.fullmatch(self.process)):
            fix = 'Write the program\'s name: "nginx".'
            raise SettingError(where, "process must be a name", got=self.process, fix=fix)

    def part(self, pattern: str, main: Container) -> PodPart:
        """Return the helper and its program.

        Raises:
            SettingError: The main container does not mount what is watched, or a file of it alone.
        """
        for volume in self.watch:
            self._check_mounts(volume, main, f"{pattern} ConfigReloader {self.name!r}")
        config = f"{pattern}-{self.name}"
        program = (files("k8spatterns_lib.patterns.structural") / _FILE).read_text(encoding="utf-8")
        watchers = (main.name, self.name)
        return PodPart(
            init=(self._container(config, main),),
            config={config: {_FILE: program}},
            share_process_namespace=self.signal is not None,
            reloaded=frozenset((name, volume) for name in watchers for volume in self.watch),
        )

    def _check_mounts(self, volume: Volume, main: Container, where: str) -> None:
        mounts = [mount for _, mount in main.mounts if mount.volume == volume]
        if not mounts:
            fix = f"Mount it in {main.name!r}, or leave it out of watch."
            raise SettingError(where, "the main container does not mount what is watched", got=volume.name, fix=fix)
        for mount in mounts:
            if mount.sub_path is not None:
                fix = "Mount the whole volume: the kubelet never changes a file that is mounted alone."
                raise SettingError(where, "what is watched must be mounted whole", got=mount.sub_path, fix=fix)

    def _container(self, config: str, main: Container) -> Container:
        directories = {f"{_WATCHED}/{volume.name}": volume for volume in self.watch}
        if self.post is not None:
            way = ["--post", self.post]
        else:
            way = ["--signal", str(self.signal), "--process", str(self.process)]
        period = ["--period", str(self.period_seconds)]
        return Container(
            self.name,
            image=self.image,
            command=["python", f"{_PROGRAM}/{_FILE}"],
            args=["--state", f"{_STATE}/told.json", *period, *way, *directories],
            mounts={
                **{path: volume.read_only() for path, volume in directories.items()},
                _PROGRAM: Volume.config_map(config, name=f"{self.name}-program").read_only(),
            },
            writable=[_STATE],
            # The main container starts once this one knows which version it starts with.
            startup=Probe.exec("test", "-e", f"{_STATE}/told.json", period_seconds=1, failure_threshold=60),
            resources=self.resources,
            security=_user_of(main) if self.signal is not None else None,
            restart_policy="Always",
        )


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _user_of(main: Container) -> Security | None:
    """Return the main container's user: no other may signal its processes."""
    given = main.security
    if given is None:
        return None
    reason = given.reason if given.run_as_root else None
    return Security(user=given.user, group=given.group, run_as_root=given.run_as_root, reason=reason)
