"""The objects of charts and apps, checked as synth checks them; imports cdk8s, so it is imported late."""

from typing import Any

import cdk8s

from k8spatterns_lib.errors import ManifestError, SettingError
from k8spatterns_lib.manifests.app import App, chart_problems
from k8spatterns_lib.manifests.tree import tree_of


def objects_of_chart(chart: cdk8s.Chart) -> list[Any]:
    """Return the objects of a chart, of this library or of cdk8s.

    Raises:
        SettingError: It is no chart.
        ManifestError: The chart's objects contradict each other.
        RuntimeError: The same in a plain `cdk8s.App`, as cdk8s says it; or a validation of cdk8s finds something.
    """
    if not isinstance(chart, cdk8s.Chart):
        fix = "For an app, write Template.from_app."
        raise SettingError("Template.from_chart", "a chart is needed", got=type(chart).__name__, fix=fix)
    if not tree_of(chart).own:
        return list(cdk8s.Testing.synth(chart))
    objects = list(chart.to_json())
    if wrong := chart_problems(chart, objects):
        raise ManifestError.of(wrong)
    return objects


def objects_of_app(app: cdk8s.App) -> list[Any]:
    """Return the objects of all charts of an app.

    Raises:
        SettingError: It is no app.
        ManifestError: A chart's objects contradict each other.
        RuntimeError: As above.
    """
    if not isinstance(app, cdk8s.App):
        fix = "For a chart, write Template.from_chart."
        raise SettingError("Template.from_app", "an app is needed", got=type(app).__name__, fix=fix)
    if isinstance(app, App):
        return [each for chart in app.charts_as_made() for each in objects_of_chart(chart)]
    return [each for chart in app.charts for each in objects_of_chart(chart)]
