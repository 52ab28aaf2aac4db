"""`Permissions`: a step that sets the modes, and if need be the owner, of files in a volume.

Problem: files come with rights (from a backup, an image, another user) with which the application can not work.
Solution: a step sets them before it starts, and leaves alone what is right.

First ask whether it is needed: `fs_group`, which all pods of this library have (`Security(fs_group=…)`), lets
the pod's group read and write its volumes. Storage that ignores it: host paths, NFS, and drivers that say so.
The files of ConfigMaps, Secrets and fields of the pod take their modes where the volume is made (`mode=`).

Who may set modes? The owner of a file, and root. So the step changes what is in the volume and belongs to the
pod's user, but not the volume's root, which belongs to the node. Owners can be changed by root alone. With a
`reason` the step, and nothing else in the pod, runs as root with the three capabilities that it takes; the
reason lands in an annotation. A namespace that admits restricted pods alone refuses that.

Source: Kubernetes Patterns, 2nd ed., ch. 15 "Init Container"; Kubernetes docs, "Configure a Security Context"
(fsGroup), "Pod Security Standards".
"""

from importlib.resources import files
from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.manifests.pods.writable_paths import label_text
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.patterns.structural.json_lines import IMAGE
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.security import Security
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.volume import ClaimSource, EmptyDir, HostPath, Nfs, Volume, VolumeFile

_PROGRAM: Final = "/program"
_FILE: Final = "mode_setter.py"
_HIGHEST: Final = 0o777
_OWNER_READS: Final = 0o400
_CAPABILITIES: Final = ("CHOWN", "DAC_READ_SEARCH", "FOWNER")


def _default_name(step: "Permissions") -> str:
    volume = getattr(step.target, "volume", step.target)
    return label_text(f"permissions-{getattr(volume, 'name', '')}".rstrip("-"))


@refuses_unknown_settings
@attrs.frozen
class Permissions:
    """A step that sets rights on files.

    Args:
        target: A volume: all that is in it; or `volume.file("path")`: that file, or directory with all in it.
        mode: In octal, such as 0o640; directories can also be entered by who can read them.
        owner: The number of the user that they shall belong to. Needs `reason`.
        group: The number of the group. Needs `reason`.
        reason: Why it must run as root; then the root of the volume is changed, too. Default: it does not.
        name: The container's name. Default: "permissions-" and the volume's name.
        image: A Python 3.10 or newer. Default: the official image.
        resources: What it is guaranteed. Default: 10m CPU and 32Mi memory.

    Raises:
        SettingError: There is nothing to do, the volume can not be changed, or root is needed without a reason.
    """

    target: Volume | VolumeFile
    mode: int | None = attrs.field(default=None, kw_only=True)
    owner: int | None = attrs.field(default=None, kw_only=True)
    group: int | None = attrs.field(default=None, kw_only=True)
    reason: str | None = attrs.field(default=None, kw_only=True)
    name: str = attrs.field(default=attrs.Factory(_default_name, takes_self=True), kw_only=True)
    image: Image = attrs.field(default=IMAGE, kw_only=True, converter=to_image)
    resources: Resources = attrs.field(default=Resources(cpu="10m", memory="32Mi"), kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.target, (Volume, VolumeFile)):
            fix = 'Give a Volume, or volume.file("path").'
            raise SettingError("Permissions", "rights are set on a volume", got=self.target, fix=fix)
        where = f"Permissions of {self._volume.name!r}"
        dns_label(self.name, where)
        self._check_volume(where)
        self._check_rights(where)
        if self.reason is not None and (not isinstance(self.reason, str) or not self.reason.strip()):
            fix = "Say why it must run as root, or leave it out."
            raise SettingError(where, "the reason must be a text", got=self.reason, fix=fix)
        if self.reason is None and (self.owner, self.group) != (None, None):
            fix = 'The pod\'s fs_group mostly does; if not, add reason="…": it then runs as root.'
            raise SettingError(where, "only root can change owners", got=(self.owner, self.group), fix=fix)

    def _check_volume(self, where: str) -> None:
        source = self._volume.source
        if not isinstance(source, (EmptyDir, ClaimSource, HostPath, Nfs)):
            fix = (
                "Say mode=… where the volume is made." if type(source).__name__ != "ImageSource" else "Copy its files."
            )
            raise SettingError(where, "the files of such a volume can not be changed", fix=fix)
        if getattr(source, "read_only", False):
            raise SettingError(where, "the volume is read-only", fix="Leave read_only out.")

    def _check_rights(self, where: str) -> None:
        if (self.mode, self.owner, self.group) == (None, None, None):
            raise SettingError(where, "there is nothing to do", fix="Give mode=0o640, or an owner.")
        mode = self.mode
        if mode is not None and (type(mode) is not int or not 0 <= mode <= _HIGHEST or not mode & _OWNER_READS):
            got = oct(mode) if type(mode) is int else mode
            fix = "Write it in octal, such as 0o640; the owner at least must be able to read."
            raise SettingError(where, "the mode must be one of files", got=got, fix=fix)
        for setting, number in (("owner", self.owner), ("group", self.group)):
            if number is not None and (type(number) is not int or number < 0):
                fix = "Names differ between images: give the number."
                raise SettingError(where, f"the {setting} must be a number", got=number, fix=fix)

    @property
    def _volume(self) -> Volume:
        return self.target.volume if isinstance(self.target, VolumeFile) else self.target

    def part(self, pattern: str, main: Container) -> PodPart:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the step, and its program as a ConfigMap that all such steps of the pod share."""
        config = f"{pattern}-permissions"
        mounted = f"/volumes/{self._volume.name}"
        step = Container(
            self.name,
            image=self.image,
            command=["python", f"{_PROGRAM}/{_FILE}"],
            args=[f"{mounted}/{self.target.path}" if isinstance(self.target, VolumeFile) else mounted, *self._options],
            mounts={_PROGRAM: Volume.config_map(config, name="permissions").read_only(), mounted: self._volume},
            security=self._security,
            resources=self.resources,
        )
        program = (files("k8spatterns_lib.patterns.structural") / _FILE).read_text(encoding="utf-8")
        return PodPart(init=(step,), config={config: {_FILE: program}})

    @property
    def _options(self) -> list[str]:
        options = [] if self.mode is None else [f"--mode={self.mode:o}"]
        options += [] if self.owner is None else [f"--owner={self.owner}"]
        options += [] if self.group is None else [f"--group={self.group}"]
        if self.reason is None and isinstance(self.target, Volume):
            options.append("--contents")
        return options

    @property
    def _security(self) -> Security | None:
        if self.reason is None:
            return None
        return Security(user=0, group=0, run_as_root=True, add_capabilities=_CAPABILITIES, reason=self.reason)
