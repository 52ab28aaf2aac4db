"""What one team deploys: a chart for every target, and its parameters."""

import inspect
from collections.abc import Callable
from typing import Any

import attrs
import cdk8s

from k8spatterns_lib.delivery.parameters import Origin, Overrides, check_defaults, resolve
from k8spatterns_lib.delivery.target import Target
from k8spatterns_lib.errors import DeliveryError, PatternError, SettingError
from k8spatterns_lib.manifests.app import App

ChartClass = Callable[..., cdk8s.Chart]
"""Called as `ChartClass(scope, id, target=…, settings=…)`; either keyword may be left out of its signature."""


@attrs.frozen(kw_only=True)
class Service:
    """A service of a fleet.

    Raises:
        SettingError: The chart can not be called, or the defaults do not fit it.
    """

    name: str
    chart: ChartClass
    defaults: Any
    overrides: Overrides
    environments: tuple[str, ...]
    _keywords: dict[str, bool] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if not callable(self.chart):
            fix = "Give a class that derives from Chart."
            raise SettingError(self.name, "chart must be a class of charts", got=self.chart, fix=fix)
        object.__setattr__(self, "_keywords", _keywords(self.chart))
        if self.defaults is not None:
            check_defaults(self.name, self.defaults)
            if "settings" not in self._keywords:
                fix = "Add *, settings to its __init__, or leave defaults out."
                raise SettingError(self.name, "the chart takes no settings, so defaults would be lost", fix=fix)
        elif self._keywords.get("settings", False):
            fix = "Give defaults=, an instance of the class of its settings."
            raise SettingError(self.name, "the chart needs settings", fix=fix)

    def runs_in(self, target: Target) -> bool:
        """Tell whether the service has a chart for the target's environment."""
        return target.environment.name in self.environments

    def origins(self, target: Target) -> list[Origin]:
        """Return the parameters of a target, and where each of them comes from.

        Raises:
            DeliveryError: The service does not run there.
        """
        self._check_runs_in(target)
        return [] if self.defaults is None else resolve(self.defaults, self.overrides, target.name)[1]

    def app(self, target: Target) -> App:
        """Return an app with the service's chart for one target.

        Raises:
            DeliveryError: The service does not run there.
            PatternError: The chart does not fit the target; the message names both.
        """
        self._check_runs_in(target)
        app = App(kubernetes=target.kubernetes, within=f"{self.name}/{target.environment.name}")
        given: dict[str, Any] = {"target": target}
        if self.defaults is not None:
            given["settings"] = resolve(self.defaults, self.overrides, target.name)[0]
        try:
            self.chart(app, target.region.name, **{key: given[key] for key in given if key in self._keywords})
        except PatternError as error:
            raise _placed(error, f"{self.name}/{target.name}") from None
        return app

    def _check_runs_in(self, target: Target) -> None:
        if not self.runs_in(target):
            fix = f"It runs in: {', '.join(self.environments)}."
            raise DeliveryError(self.name, "the service does not run there", got=target.name, fix=fix)


def _keywords(chart: ChartClass) -> dict[str, bool]:
    """Return which of `target` and `settings` the chart takes, and whether it has to get them."""
    # The signature of the class itself is that of jsii's metaclass, which takes anything.
    mro = chart.__mro__ if isinstance(chart, type) else ()
    signed = next((vars(each)["__init__"] for each in mro if "__init__" in vars(each)), chart)
    parameters = inspect.signature(signed).parameters.values()
    takes = {each.name: each.default is each.empty for each in parameters if each.name in {"target", "settings"}}
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        takes = {"target": False, "settings": False} | takes
    return takes


def _placed(error: PatternError, path: str) -> PatternError:
    """Return an error that names its target: a value, such as a container, can not know where it is used."""
    if error.where == path or error.where.startswith((f"{path}/", f"{path}:", f"{path} ")):
        return error
    placed = type(error)(f"{path}: {error.where}", error.what, got=error.got, fix=error.fix)
    return placed.with_traceback(error.__traceback__)
