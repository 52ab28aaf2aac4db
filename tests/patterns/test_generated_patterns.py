"""What holds for every pattern that can be written, shown on some hundreds that are drawn."""

import cdk8s
import yaml
from hypothesis import HealthCheck, given, reject, settings

from k8spatterns_lib import App, Chart, SettingError
from k8spatterns_lib.manifests.checks.chart_checks import chart_findings
from k8spatterns_lib.manifests.files.yaml_reader import read_documents
from k8spatterns_lib.manifests.policies.policies import policy_findings
from k8spatterns_lib.testing import Template, assert_valid
from k8spatterns_lib.values.kubernetes_version import SUPPORTED, KubernetesVersion
from tests.strategies.pattern_strategies import Drawn, patterns

OLDEST_AND_NEWEST = (SUPPORTED[0], SUPPORTED[-1])
generated = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
a_few = settings(generated, max_examples=40)


def chart_of(drawn: Drawn, version: KubernetesVersion = SUPPORTED[-1]) -> Chart:
    chart = Chart(App(kubernetes=version), "shop", namespace="shop")
    try:
        drawn.make(chart)
    except SettingError:
        if not drawn.can_clash:
            raise
        reject()
    return chart


@generated
@given(patterns())
def test_what_is_accepted_is_right_in_every_respect(drawn: Drawn) -> None:
    """Strict schemas of the oldest and the newest version, every policy, and all checks of the chart."""
    for version in OLDEST_AND_NEWEST:
        template = Template.from_chart(chart_of(drawn, version))

        assert_valid(template, kubernetes=version)
        assert [str(found.as_error("")) for each in template for found in policy_findings(each, version)[0]] == []
        assert [str(each.as_error("")) for each in chart_findings(list(template))] == []


@a_few
@given(patterns())
def test_both_apps_give_the_same_objects(drawn: Drawn) -> None:
    own = chart_of(drawn)
    plain = cdk8s.Chart(cdk8s.App(), "shop", namespace="shop")
    drawn.make(plain)

    assert Template.from_chart(own) == Template.from_chart(plain)


@a_few
@given(patterns())
def test_what_is_written_is_read_back_as_it_was(drawn: Drawn) -> None:
    """By the own reader of YAML, and by that of others."""
    chart = chart_of(drawn)
    app = chart.node.root
    assert isinstance(app, App)

    written = app.render()
    for path, content in written.items():
        (document,) = read_documents(content, where=path)
        assert document.data == yaml.safe_load(content), path
    objects = (content.decode() for path, content in written.items() if not path.endswith("kustomization.yaml"))
    assert Template.from_yaml("---\n".join(objects)) == Template.from_chart(chart)
