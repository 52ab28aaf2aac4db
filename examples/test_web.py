"""How a user tests infrastructure: assertions and snapshots."""

import pytest
from syrupy.assertion import SnapshotAssertion
from web import Web

from k8spatterns_lib import App, SettingError
from k8spatterns_lib.testing import Capture, Match, Template


@pytest.fixture
def template() -> Template:
    return Template.from_chart(Web(App(), "web"))


def test_web_runs_twice(template: Template) -> None:
    template.has_resource("Deployment", "demo-web", {"spec": {"replicas": 2}})
    template.resource_count_is("Service", 1)


def test_the_sidecar_is_a_native_one(template: Template) -> None:
    sidecar = Capture()

    template.has_resource(
        "Deployment",
        "demo-web",
        {
            "spec": {
                "template": {
                    "spec": {
                        "initContainers": Match.array_with(
                            [Match.object_like({"restartPolicy": "Always", "name": sidecar})]
                        )
                    }
                }
            }
        },
    )

    assert sidecar.as_string() == "git-sync"


def test_manifests_are_reviewed(template: Template, manifest_snapshot: SnapshotAssertion) -> None:
    assert template == manifest_snapshot


def test_a_port_that_no_container_has_is_refused() -> None:
    web = Web(App(), "web")

    with pytest.raises(SettingError, match="no port named 'https'"):
        web.web.expose(port=443, to="https")
