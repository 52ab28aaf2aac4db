"""What one team deploys: a chart for every target, and its parameters."""

import inspect
from collections.abc import Callable
from typing import Any

import attrs
import cdk8s

from k8spatterns_lib.delivery.parameters import Origin, Overrides, resolve
from k8spatterns_lib.delivery.target import Target
from k8spatterns_lib.manifests.app import App

ChartClass = Callable[..., cdk8s.Chart]
"""Called as `ChartClass(scope, id, target=…, settings=…)`; either keyword may be left out of its signature."""


@attrs.frozen(kw_only=True)
class Service:
    """A service of a fleet."""

    name: str
    chart: ChartClass
    defaults: Any
    overrides: Overrides
    environments: tuple[str, ...]

    def runs_in(self, target: Target) -> bool:
        """Tell whether the service has a chart for the target's environment."""
        return target.environment.name in self.environments

    def origins(self, target: Target) -> list[Origin]:
        """Return the parameters of a target, and where each of them comes from."""
        return [] if self.defaults is None else resolve(self.defaults, self.overrides, target.name)[1]

    def app(self, target: Target) -> App:
        """Return an app with the service's chart for one target.

        Raises:
            PatternError: The chart does not fit the target.
        """
        app = App(kubernetes=target.kubernetes, within=f"{self.name}/{target.environment.name}")
        given: dict[str, Any] = {"target": target}
        if self.defaults is not None:
            given["settings"] = resolve(self.defaults, self.overrides, target.name)[0]
        self.chart(app, target.region.name, **{key: given[key] for key in given if key in _keywords(self.chart)})
        return app


def _keywords(chart: ChartClass) -> set[str]:
    # The signature of the class itself is that of jsii's metaclass, which takes anything.
    mro = chart.__mro__ if isinstance(chart, type) else ()
    signed = next((vars(each)["__init__"] for each in mro if "__init__" in vars(each)), chart)
    parameters = inspect.signature(signed).parameters.values()
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return {"target", "settings"}
    return {each.name for each in parameters}
