"""The objects of charts and apps, checked as synth checks them; imports cdk8s, so it is imported late."""

from typing import Any

import cdk8s

from k8spatterns_lib.errors import ManifestError
from k8spatterns_lib.manifests.app import App, chart_problems
from k8spatterns_lib.manifests.chart import Chart


def objects_of_chart(chart: cdk8s.Chart) -> list[Any]:
    """Return the objects of a chart, of this library or of cdk8s.

    Raises:
        ManifestError: The chart's objects contradict each other.
    """
    if not isinstance(chart, Chart):
        return list(cdk8s.Testing.synth(chart))
    objects = list(chart.to_json())
    if wrong := chart_problems(chart, objects):
        raise ManifestError.of(wrong)
    return objects


def objects_of_app(app: cdk8s.App) -> list[Any]:
    """Return the objects of all charts of an app.

    Raises:
        ManifestError: A chart's objects contradict each other.
    """
    if isinstance(app, App):
        return [each for chart in app.charts_as_made() for each in objects_of_chart(chart)]
    return [each for chart in app.charts for each in objects_of_chart(chart)]
