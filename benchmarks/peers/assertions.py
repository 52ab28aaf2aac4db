"""This library, and then 5,000 assertions on what it wrote.

Usage: `python -m benchmarks.peers.assertions INPUT OUTDIR`. It synthesizes like `library lean`
does, so what it takes beyond that is the assertions: ten for each of 500 services, deep
`array_with`, captures, searches, and one in ten that fails and explains itself.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.model import LOGS_IMAGE, Service, read_input
from benchmarks.peers.library import app_of
from k8spatterns_lib.testing import Capture, Match, Template

ASSERTIONS: Final = 5000


def main(source: str, outdir: str) -> None:
    """Write the objects of `source` into `outdir`, and ask about them."""
    app = app_of(source, outdir, adds=False)
    app.synth()
    template = Template.from_app(app)
    services = [service for chart in read_input(source) for service in chart["services"]]
    for number in range(ASSERTIONS):
        ask = _ASKED[number // len(services) % len(_ASKED)]
        ask(template, services[number % len(services)])


def _has_its_environment(template: Template, of: Service) -> None:
    variables = Match.array_with([Match.object_like(each) for each in of["env"][1:]])
    containers = Match.array_with([{"name": of["name"], "env": variables, "readinessProbe": {"periodSeconds": 5}}])
    template.has_resource("Deployment", of["name"], {"spec": {"template": {"spec": {"containers": containers}}}})


def _has_an_image(template: Template, of: Service) -> None:
    image = Capture(Match.string_like_regexp(":[0-9]"))
    containers = Match.array_with([{"name": "logs", "image": image, "securityContext": Match.any_value()}])
    template.has_resource("Deployment", of["name"], {"spec": {"template": {"spec": {"containers": containers}}}})
    if image.as_string() != LOGS_IMAGE:
        raise AssertionError(image.as_string())


def _has_a_service(template: Template, of: Service) -> None:
    ports = Match.array_with([{"name": "metrics", "targetPort": Match.not_("http")}])
    template.has_resource("Service", of["name"], {"spec": {"ports": ports, "clusterIP": Match.absent()}})


def _is_found(template: Template, of: Service) -> None:
    spec = {"replicas": of["replicas"], "selector": Match.object_like({})}
    template.has_resource_properties("Deployment", {"metadata": {"name": of["name"]}, "spec": spec})


def _is_picked(template: Template, of: Service) -> None:
    (found,) = template.find_resources("Service", {"metadata": {"name": of["name"]}})
    if found["spec"]["ports"][0]["port"] != 80:  # noqa: PLR2004 - the model's
        raise AssertionError(found)


def _fails_and_explains(template: Template, of: Service) -> None:
    containers = Match.array_with([{"name": of["name"], "resources": {"requests": {"memory": Match.quantity("7Ti")}}}])
    wanted = {"metadata": {"name": of["name"]}, "spec": {"template": {"spec": {"containers": containers}}}}
    try:
        template.has_resource_properties("Deployment", wanted)
    except AssertionError as error:
        if "requests.memory" in str(error):
            return
    raise AssertionError("it should have failed, and said why")


_ASKED: Final[Sequence[Callable[[Template, Service], None]]] = (
    *[_has_its_environment] * 3,
    *[_has_an_image] * 2,
    _has_a_service,
    *[_is_found] * 2,
    _is_picked,
    _fails_and_explains,
)

if __name__ == "__main__":
    main(*sys.argv[1:])
