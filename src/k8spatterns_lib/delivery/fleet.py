"""`Fleet`: every service in every environment and region.

Source: Kubernetes: Up and Running, 3rd ed., last chapter, "Organizing Your Application"
(versions, stages, regions).
"""

import difflib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from k8spatterns_lib.delivery.environment import Environment
from k8spatterns_lib.delivery.parameters import Origin, Overrides, check_overrides
from k8spatterns_lib.delivery.service import ChartClass, Service
from k8spatterns_lib.delivery.target import Target
from k8spatterns_lib.errors import DeliveryError, SettingError
from k8spatterns_lib.manifests.tree_writer import Changes, write_tree
from k8spatterns_lib.values.kubernetes_version import NEWEST, KubernetesVersion
from k8spatterns_lib.values.names import dns_label

_WHOLE = 100
Progress = Callable[[int, int, str], None]
"""Called with the number of directories that are done, of all of them, and the one that is next."""


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
        names = [each.name for each in self.environments]
        if not names:
            raise SettingError("Fleet", "a fleet has at least one environment", fix="Give environments=[…].")
        if len(set(names)) != len(names):
            raise SettingError("Fleet", "two environments must not share a name", got=names, fix="Rename one.")
        shares = sum(region.traffic_percent for each in self.environments for region in each.regions)
        if shares not in {0, _WHOLE}:
            fix = "Give every region that serves users its part of 100."
            raise SettingError("Fleet", "traffic_percent must add up to 100 over all regions", got=shares, fix=fix)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Every environment in every region, in the order given."""
        return tuple(
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
            raise DeliveryError("fleet", "there is no such target", got=name, fix=_hint(name, by_name))
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
        known = [each.name for each in self.environments]
        for each in environments or ():
            if each not in known:
                raise SettingError(name, "there is no such environment", got=each, fix=_hint(each, known))
        check_overrides(name, defaults, overrides or {}, [each.name for each in self.targets])
        service = Service(
            name=name,
            chart=chart,
            defaults=defaults,
            overrides=overrides or {},
            environments=tuple(environments or known),
        )
        self.services[name] = service
        return service

    def explain(self, service: str, target: str) -> list[Origin]:
        """Return the parameters of a service in a target, and where each of them comes from.

        Raises:
            DeliveryError: There is no such service or target.
        """
        return self._service(service).origins(self.target(target))

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
        files: dict[str, bytes] = {}
        whole = service is None and environment is None and region is None
        chosen = list(self._chosen(service, environment, region))
        for done, (each, target) in enumerate(chosen):
            if progress is not None:
                progress(done, len(chosen), f"{each.name}/{target.name}")
            files |= each.app(target).render()
        place = Path(outdir or os.environ.get("CDK8S_OUTDIR") or "dist")
        within = ("",) if whole else tuple(f"{each.name}/{target.name}" for each, target in chosen)
        return write_tree(place, files, within=within)

    def _chosen(
        self, service: str | None, environment: str | None, region: str | None
    ) -> Iterator[tuple[Service, Target]]:
        services = list(self.services.values()) if service is None else [self._service(service)]
        targets = self.targets
        for what, wanted, known in (
            ("environment", environment, [each.environment.name for each in targets]),
            ("region", region, [each.region.name for each in targets]),
        ):
            if wanted is not None and wanted not in known:
                raise DeliveryError("fleet", f"there is no such {what}", got=wanted, fix=_hint(wanted, known))
        for each in services:
            for target in targets:
                fits = environment in {None, target.environment.name} and region in {None, target.region.name}
                if fits and each.runs_in(target):
                    yield each, target

    def _service(self, name: str) -> Service:
        if name not in self.services:
            raise DeliveryError("fleet", "there is no such service", got=name, fix=_hint(name, self.services))
        return self.services[name]


def _hint(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(name, names, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(names) or 'none'}."
