"""`GitSync`: a sidecar that keeps a directory equal to a branch of a git repository.

Problem: what a server serves changes more often than the server; an image per change is slow.
Solution: a helper pulls the branch and publishes each revision into a volume that both
share. The files stand at the volume's root as links through `..data`, which changes in one
step, so that a reader never sees half of a revision (the way in which the kubelet updates
ConfigMap volumes).

Source: Kubernetes Patterns, 2nd ed., ch. 16 "Sidecar"; git-sync v4 manual (`--exechook-command`
runs in the new revision's directory with `GITSYNC_HASH` set).
"""

from typing import Final

import attrs

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.patterns.pod_part import PodPart
from k8spatterns_lib.values.container import Container
from k8spatterns_lib.values.environment import SecretKey
from k8spatterns_lib.values.image import Image, to_image
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.probe import Probe
from k8spatterns_lib.values.resources import Resources
from k8spatterns_lib.values.setting import refuses_unknown_settings
from k8spatterns_lib.values.volume import Volume

IMAGE: Final = Image.parse("registry.k8s.io/git-sync/git-sync:v4.4.0")
_ROOT: Final = "/git"
_SITE: Final = "/site"
_HOOKS: Final = "/hooks"
_PUBLISH: Final = f"""#!/bin/sh
# Puts the revision in the current directory in place of the one that is served.
set -eu
cd_from=$PWD
version="..$GITSYNC_HASH"
rm -rf "{_SITE}/$version" "{_SITE}/..new"
mkdir "{_SITE}/$version"
cp -R "$cd_from/." "{_SITE}/$version/"
rm -rf "{_SITE}/$version/.git"
ln -s "$version" "{_SITE}/..new"
mv -T "{_SITE}/..new" "{_SITE}/..data"
for file in "{_SITE}/..data"/* "{_SITE}/..data"/.[!.]*; do
  [ -e "$file" ] || continue
  name=$(basename "$file")
  [ -L "{_SITE}/$name" ] || ln -s "..data/$name" "{_SITE}/$name"
done
for link in "{_SITE}"/* "{_SITE}"/.[!.]*; do
  [ -e "$link" ] || rm -f "$link"
done
for old in "{_SITE}"/..[0-9a-f]*; do
  [ "$old" = "{_SITE}/$version" ] || [ "$old" = "{_SITE}/..data" ] || rm -rf "$old"
done
"""
_PROTOCOLS: Final = ("https://", "http://", "ssh://", "git://", "file://", "git@")


@refuses_unknown_settings
@attrs.frozen
class GitSync:
    """A git repository as a directory that follows a branch.

    Args:
        repository: The URL that is pulled.
        branch: The branch or tag to follow. Default: "main".
        period_seconds: From one pull to the next. Default: 60.
        depth: Revisions that are fetched; 0 for all. Default: 1.
        user: The user name for HTTPS. Default: none.
        password: The password or token for HTTPS. Default: none, a public repository.
        name: The container's name, and the volume's. Default: "git-sync".
        image: The git-sync to run.
        resources: What it is guaranteed. Default: 10m CPU and 32Mi memory.

    Raises:
        SettingError: The URL is none, or the period is no number of seconds.
    """

    repository: str
    branch: str = attrs.field(default="main", kw_only=True)
    period_seconds: int = attrs.field(default=60, kw_only=True)
    depth: int = attrs.field(default=1, kw_only=True)
    user: str | None = attrs.field(default=None, kw_only=True)
    password: SecretKey | None = attrs.field(default=None, kw_only=True)
    name: str = attrs.field(default="git-sync", kw_only=True)
    image: Image = attrs.field(default=IMAGE, kw_only=True, converter=to_image)
    resources: Resources = attrs.field(default=Resources(cpu="10m", memory="32Mi"), kw_only=True)

    def __attrs_post_init__(self) -> None:
        where = f"GitSync {self.repository!r}"
        if not isinstance(self.repository, str) or not self.repository.startswith(_PROTOCOLS):
            fix = 'Write it with its protocol: "https://git.example.com/site.git".'
            raise SettingError(where, "the repository must be a URL", got=self.repository, fix=fix)
        if (
            "@" in self.repository.partition("://")[2].partition("/")[0]
            and ":" in self.repository.partition("@")[0][8:]
        ):
            fix = "Leave it out of the URL and give user= and password=SecretKey(...)."
            raise SettingError(where.partition("://")[0], "a password must not stand in the URL", fix=fix)
        dns_label(self.name, where)
        for name, value, least in (("period_seconds", self.period_seconds, 1), ("depth", self.depth, 0)):
            if type(value) is not int or value < least:
                raise SettingError(
                    where, f"{name} must be a whole number from {least}", got=value, fix=f"Use {least or 1}."
                )
        if (self.user is None) != (self.password is None):
            raise SettingError(where, "user and password go together", got=self.user, fix="Give both or none.")

    @property
    def volume(self) -> Volume:
        """The volume that the sidecar fills."""
        return Volume.empty_dir(self.name)

    @property
    def files(self) -> Volume:
        """The files of the branch; mount them wherever the main container wants them."""
        return self.volume

    def part(self, pattern: str, main: Container) -> PodPart:  # noqa: ARG002  # pyright: ignore[reportUnusedParameter] - the protocol's
        """Return the native sidecar, and the script by which it publishes."""
        script = f"{pattern}-{self.name}"
        hooks = Volume.config_map(script, name=f"{self.name}-hooks", mode=0o555)
        return PodPart(init=(self._container(hooks),), config={script: {"publish.sh": _PUBLISH}})

    def _container(self, hooks: Volume) -> Container:
        args = [
            f"--repo={self.repository}",
            f"--ref={self.branch}",
            f"--depth={self.depth}",
            f"--period={self.period_seconds}s",
            f"--root={_ROOT}",
            f"--exechook-command={_HOOKS}/publish.sh",
        ]
        if self.user is not None:
            args.append(f"--username={self.user}")
        return Container(
            self.name,
            image=self.image,
            args=args,
            env={} if self.password is None else {"GITSYNC_PASSWORD": self.password},
            mounts={
                _ROOT: Volume.empty_dir(f"{self.name}-repository"),
                _SITE: self.volume,
                _HOOKS: hooks.read_only(),
            },
            writable=["/tmp"],  # noqa: S108 - in the container
            startup=Probe.exec("test", "-e", f"{_SITE}/..data", period_seconds=2, failure_threshold=60),
            resources=self.resources,
            restart_policy="Always",
        )
