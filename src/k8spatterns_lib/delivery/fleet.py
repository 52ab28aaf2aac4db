"""`Fleet`: every service in every environment and region.

Source: Kubernetes: Up and Running, 3rd ed., last chapter, "Organizing Your Application"
(versions, stages, regions).
"""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from k8spatterns_lib.delivery.did_you_mean import did_you_mean
from k8spatterns_lib.delivery.environment import Environment
from k8spatterns_lib.delivery.parameters import Origin, Overrides, check_overrides
from k8spatterns_lib.delivery.service import ChartClass, Service
from k8spatterns_lib.delivery.target import Target
from k8spatterns_lib.errors import DeliveryError, SettingError
from k8spatterns_lib.manifests.app import App
from k8spatterns_lib.manifests.files.tree_writer import Changes, write_tree
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.setting import refuses_unknown_settings

_WHOLE = 100
Progress = Callable[[int, int, str], None]
"""Called with the number of directories that are done, of all of them, and the one that is next."""


@refuses_unknown_settings
class Fleet:
    """The environments and regions of a company, and the services that run there.

    Args:
        environments: The stages of a release, in their order.
        kubernetes: The version of all clusters whose region names none. Default: the newest known.

    Raises:
        SettingError: Two environments share a name, or the shares of traffic do not add up to 100.
    """

    def __init__(self, *, environments: Sequence[Environment], kubernetes: str | KubernetesVersion = NEWEST) -> None:
        self.environments: tuple[Environment, ...] = tuple(environments)
        self.kubernetes: KubernetesVersion = KubernetesVersion.parse(kubernetes)
        self.services: dict[str, Service] = {}
        for each in self.environments:
            if not isinstance(each, Environment):
                fix = 'Write Environment("staging", regions=[…]).'
                raise SettingError("Fleet", "environments must be Environments", got=each, fix=fix)
        names = [each.name for each in self.environments]
        if not names:
            raise SettingError("Fleet", "a fleet has at least one environment", fix="Give environments=[…].")
        if len(set(names)) != len(names):
            raise SettingError("Fleet", "two environments must not share a name", got=names, fix="Rename one.")
        shares = sum(region.traffic_percent for each in self.environments for region in each.regions)
        if shares not in {0, _WHOLE}:
            fix = "Give every region that serves users its part of 100."
            raise SettingError("Fleet", "traffic_percent must add up to 100 over all regions", got=shares, fix=fix)
        self.targets: tuple[Target, ...] = tuple(
            Target(environment=environment, region=region, kubernetes=region.kubernetes or self.kubernetes)
            for environment in self.environments
            for region in environment.regions
        )

    def target(self, name: str) -> Target:
        """Return the target of a name such as "release/asia".

        Raises:
            DeliveryError: There is none.
        """
        by_name = {each.name: each for each in self.targets}
        if name not in by_name:
            raise DeliveryError("fleet", "there is no such target", got=name, fix=did_you_mean(name, by_name))
        return by_name[name]

    def service(
        self,
        name: str,
        chart: ChartClass,
        *,
        defaults: Any = None,  # noqa: ANN401 - the instance of any attrs class
        overrides: Overrides | None = None,
        environments: Sequence[str] | None = None,
    ) -> Service:
        """Add a service.

        Args:
            name: A DNS label; also the name of its directory.
            chart: A class of charts, called as `chart(scope, region, target=…, settings=…)`.
            defaults: Its parameters: an instance of an attrs class. Default: none.
            overrides: Parameters by name by environment ("release") or target ("release/asia").
            environments: Where it runs. Default: everywhere.

        Raises:
            SettingError: A name is wrong or taken, or an override does not fit.
        """
        dns_label(name, "fleet", "the service's name")
        if name in self.services:
            raise SettingError("fleet", "two services must not share a name", got=name, fix="Rename one of them.")
        service = Service(
            name=name,
            chart=chart,
            defaults=defaults,
            overrides=dict(overrides or {}),
            environments=self._environments(name, environments),
        )
        runs_in = [each.name for each in self.targets if service.runs_in(each)]
        check_overrides(name, defaults, service.overrides, runs_in)
        self.services[name] = service
        return service

    def _environments(self, service: str, chosen: Sequence[str] | None) -> tuple[str, ...]:
        known = [each.name for each in self.environments]
        if chosen is None:
            return tuple(known)
        if isinstance(chosen, str) or not chosen:
            fix = f"Write environments=[{known[0]!r}], or leave it out for all."
            raise SettingError(service, "environments must be a list of names", got=chosen, fix=fix)
        for each in chosen:
            if each not in known:
                raise SettingError(service, "there is no such environment", got=each, fix=did_you_mean(each, known))
        return tuple(chosen)

    def app(self, service: str, target: str) -> App:
        """Return an app with the chart of a service for a target such as "release/asia".

        Raises:
            PatternError: There is no such service or target, or the chart is wrong.
        """
        return self.find_service(service).app(self.target(target))

    def render(
        self,
        *,
        service: str | None = None,
        environment: str | None = None,
        region: str | None = None,
        progress: Progress | None = None,
    ) -> dict[str, bytes]:
        """Return the files that `write` would write, by path; the settings are those of `write`."""
        files: dict[str, bytes] = {}
        chosen = list(self._chosen(service, environment, region))
        if not chosen and (service, environment, region) != (None, None, None):
            got = "/".join(each or "*" for each in (service, environment, region))
            fix = "Ask for less, or look at the environments of the services."
            raise DeliveryError("fleet", "no service runs there", got=got, fix=fix)
        for done, (each, target) in enumerate(chosen):
            if progress is not None:
                progress(done, len(chosen), f"{each.name}/{target.name}")
            files |= each.app(target).render()
        return files

    def explain(self, service: str, target: str) -> list[Origin]:
        """Return the parameters of a service in a target, and where each of them comes from.

        Raises:
            DeliveryError: There is no such service or target, or the service does not run there.
        """
        return self.find_service(service).origins(self.target(target))

    def synth(self, outdir: str | os.PathLike[str] | None = None) -> None:
        """Write every target of every service; the same as `write` without its answer."""
        self.write(outdir)

    def write(
        self,
        outdir: str | os.PathLike[str] | None = None,
        *,
        service: str | None = None,
        environment: str | None = None,
        region: str | None = None,
        progress: Progress | None = None,
    ) -> Changes:
        """Render, then write: nothing is written if anything is wrong.

        Args:
            outdir: Default: `$CDK8S_OUTDIR`, else `dist`.
            service: Only this one.
            environment: Only this one.
            region: Only this one.
            progress: Told before each directory.

        Raises:
            PatternError: A chart is wrong, or there is no such service, environment or region.
        """
        files = self.render(service=service, environment=environment, region=region, progress=progress)
        whole = service is None and environment is None and region is None
        within = ("",) if whole else tuple(self._directories(service, environment, region))
        place = Path(outdir or os.environ.get("CDK8S_OUTDIR") or "dist")
        return write_tree(place, files, within=within)

    def _directories(self, service: str | None, environment: str | None, region: str | None) -> Iterator[str]:
        return (f"{each.name}/{target.name}" for each, target in self._chosen(service, environment, region))

    def _chosen(
        self, service: str | None, environment: str | None, region: str | None
    ) -> Iterator[tuple[Service, Target]]:
        services = list(self.services.values()) if service is None else [self.find_service(service)]
        targets = self.targets
        for what, wanted, known in (
            ("environment", environment, [each.environment.name for each in targets]),
            ("region", region, [each.region.name for each in targets]),
        ):
            if wanted is not None and wanted not in known:
                raise DeliveryError("fleet", f"there is no such {what}", got=wanted, fix=did_you_mean(wanted, known))
        for each in services:
            for target in targets:
                fits = environment in {None, target.environment.name} and region in {None, target.region.name}
                if fits and each.runs_in(target):
                    yield each, target

    def find_service(self, name: str) -> Service:
        """Return the service of a name.

        Raises:
            DeliveryError: There is none.
        """
        if name not in self.services:
            raise DeliveryError("fleet", "there is no such service", got=name, fix=did_you_mean(name, self.services))
        return self.services[name]
