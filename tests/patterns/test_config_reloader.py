"""`ConfigReloader`: what it makes, what its changes do to pods, what it refuses."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    App,
    Chart,
    ConfigMap,
    ConfigMapKey,
    ConfigReloader,
    Container,
    PatternError,
    PodSettings,
    Resources,
    Secret,
    Security,
    SidecarPod,
    Volume,
)
from k8spatterns_lib.patterns.structural import config_reloader_program
from k8spatterns_lib.testing import Match, Template

SITE = Volume.config_map("site")
URL = "http://127.0.0.1:8080/-/reload"
STATE = ["--state", "/state/told.json", "--period", "2"]
PROGRAM = Path(config_reloader_program.__file__)


def main(**settings: Any) -> Container:
    resources = Resources(cpu="50m", memory="64Mi")
    values: dict[str, Any] = {"image": "example.com/web:1", "resources": resources, "mounts": {"/site": SITE}}
    return Container("web", **{**values, **settings})


def reloader(**settings: Any) -> ConfigReloader:
    values: dict[str, Any] = {"watch": SITE, "post": URL, **settings}
    return ConfigReloader(**values)


def template(
    *, text: str = "one", container: Container | None = None, sidecars: Any = None, pod: PodSettings | None = None
) -> Template:
    chart = Chart(App(), "shop")
    ConfigMap(chart, "site", data={"a.conf": text})
    settings: dict[str, Any] = {} if pod is None else {"pod": pod}
    helpers = [reloader()] if sidecars is None else sidecars
    SidecarPod(chart, "web", main=container or main(), sidecars=helpers, **settings)
    return Template.from_chart(chart)


def pod_of(**spec: Any) -> dict[str, Any]:
    """Return the pattern of a Deployment whose pods are like this."""
    return {"spec": {"template": {"spec": spec}}}


def effects_of_another_text(**settings: Any) -> set[str]:
    one, other = (template(text=text, **settings) for text in ("one", "two"))
    return {each.effect for each in other.changes_from(one)}


def test_a_reloader_has_a_container_and_its_program(chart: Chart) -> None:
    SidecarPod(chart, "web", main=main(), sidecars=[reloader()])

    found = Template.from_chart(chart)
    assert found.names == ["ConfigMap/web-config-reloader", "Deployment/web", "NetworkPolicy/web"]
    files = {PROGRAM.name: PROGRAM.read_text()}
    found.has_resource("ConfigMap", "web-config-reloader", {"data": Match.object_equals(files)})


def test_it_knows_the_version_before_the_main_container_starts() -> None:
    container = {
        "restartPolicy": "Always",
        "startupProbe": {"exec": {"command": ["test", "-e", "/state/told.json"]}},
        "volumeMounts": Match.array_with([{"name": "site", "mountPath": "/watched/site", "readOnly": True}]),
        "args": [*STATE, "--post", URL, "/watched/site"],
    }

    template().has_resource("Deployment", "web", pod_of(initContainers=[container]))


def test_what_is_watched_does_not_roll_the_pods_and_all_else_does() -> None:
    assert effects_of_another_text() == {"in place"}
    assert effects_of_another_text(sidecars=[]) == {"in place", "rolls pods"}


def test_the_same_configuration_as_a_variable_still_rolls_the_pods() -> None:
    assert "rolls pods" in effects_of_another_text(container=main(env={"A": ConfigMapKey("site", "a.conf")}))


def test_another_container_that_reads_it_once_still_rolls_the_pods() -> None:
    other = Container(
        "other", image="example.com/o:1", resources=Resources(cpu="1m", memory="8Mi"), mounts={"/s": SITE}
    )

    assert "rolls pods" in effects_of_another_text(sidecars=[reloader(), other])


def test_a_single_file_of_it_under_another_volumes_name_still_rolls_the_pods() -> None:
    alone = Volume.config_map("site", name="alone").file("a.conf")

    assert "rolls pods" in effects_of_another_text(container=main(mounts={"/site": SITE, "/etc/a.conf": alone}))


def test_a_secret_can_be_watched_too(chart: Chart) -> None:
    volume = Volume.secret(Secret(chart, "tls", keys=["tls.crt"]))

    SidecarPod(chart, "web", main=main(mounts={"/tls": volume}), sidecars=[reloader(watch=[volume])])

    watched = Match.array_with([{"name": "tls", "mountPath": "/watched/tls", "readOnly": True}])
    Template.from_chart(chart).has_resource("Deployment", "web", pod_of(initContainers=[{"volumeMounts": watched}]))


def test_a_signal_needs_the_processes_and_the_user_of_the_main_container() -> None:
    helpers = [reloader(post=None, signal="HUP", process="nginx")]
    own = main(security=Security(user=101, group=102))

    shared, plain = template(sidecars=helpers, container=own), template()

    container = {
        "args": [*STATE, "--signal", "HUP", "--process", "nginx", "/watched/site"],
        "securityContext": {"runAsUser": 101, "runAsGroup": 102},
    }
    shared.has_resource("Deployment", "web", pod_of(shareProcessNamespace=True, initContainers=[container]))
    plain.has_resource("Deployment", "web", pod_of(shareProcessNamespace=Match.absent()))


def test_a_signal_to_root_is_sent_by_root_for_the_same_reason() -> None:
    root = Security(user=0, run_as_root=True, reason="port 80 of old")
    helpers = [reloader(post=None, signal="USR1", process="httpd")]

    found = template(sidecars=helpers, container=main(security=root))

    reason = {"k8spatterns.io/security-exception.config-reloader": "port 80 of old"}
    pods = {
        "metadata": {"annotations": reason},
        "spec": {"initContainers": [{"securityContext": {"runAsUser": 0}}]},
    }
    found.has_resource("Deployment", "web", {"spec": {"template": pods}})


def test_settings_of_the_pod_are_kept_when_its_processes_are_shared() -> None:
    helpers = [reloader(post=None, signal="HUP", process="nginx")]

    found = template(sidecars=helpers, pod=PodSettings(grace_seconds=7))

    found.has_resource("Deployment", "web", pod_of(terminationGracePeriodSeconds=7, shareProcessNamespace=True))


@given(st.sampled_from(["HUP", "USR1", "USR2", "TERM"]), st.from_regex(r"[a-z][a-z0-9_.@+-]{0,20}", fullmatch=True))
def test_any_process_can_be_told_by_any_of_the_signals(signal: str, process: str) -> None:
    part = reloader(post=None, signal=signal, process=process).part("web", main())

    assert part.share_process_namespace
    assert list(part.init[0].args[4:8]) == ["--signal", signal, "--process", process]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: reloader(watch=[]), "ConfigReloader 'config-reloader': something must be watched, got ()."),
        (lambda: reloader(watch="site"), "ConfigReloader: watch must be a list, got 'site'."),
        (
            lambda: reloader(watch=Volume.empty_dir("site")),
            "ConfigReloader 'config-reloader': only ConfigMaps and Secrets change in place, got 'site'.",
        ),
        (
            lambda: reloader(post=None),
            "ConfigReloader 'config-reloader': the process is told by post or by signal, got None.",
        ),
        (
            lambda: reloader(signal="HUP", process="nginx"),
            f"ConfigReloader 'config-reloader': the process is told by post or by signal, got '{URL}'.",
        ),
        (
            lambda: reloader(post=None, signal="HUP"),
            "ConfigReloader 'config-reloader': signal and process go together, got None.",
        ),
        (
            lambda: reloader(post=None, signal="KILL", process="nginx"),
            "ConfigReloader 'config-reloader': signal is unknown, got 'KILL'.",
        ),
        (
            lambda: reloader(post=None, signal="HUP", process="a b"),
            "ConfigReloader 'config-reloader': process must be a name, got 'a b'.",
        ),
        (
            lambda: reloader(post="http://web.example.com/reload"),
            "ConfigReloader 'config-reloader': post must be a URL of the pod itself, got 'http://web.example.com/",
        ),
        (lambda: reloader(post="reload"), "ConfigReloader 'config-reloader': the URL must be one of HTTP, got"),
        (
            lambda: reloader(period_seconds=0),
            "ConfigReloader 'config-reloader': period_seconds must be a whole number from 1, got 0.",
        ),
        (lambda: reloader(name="A"), "ConfigReloader 'A': name must be a DNS label, got 'A'."),
        (lambda: reloader(wach=SITE), "ConfigReloader: there is no setting 'wach', got "),
        (
            lambda: template(container=main(mounts={})),
            "web ConfigReloader 'config-reloader': the main container does not mount what is watched, got 'site'.",
        ),
        (
            lambda: template(container=main(mounts={"/a": SITE.file("a.conf")})),
            "web ConfigReloader 'config-reloader': what is watched must be mounted whole, got 'a.conf'.",
        ),
    ],
)
def test_a_wrong_reloader_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(message)}"):
        make()


@pytest.mark.parametrize("post", ["http://localhost:1/a", "http://[::1]:8080/", "https://127.0.0.2/x"])
def test_each_way_to_write_the_pods_loopback_is_taken(post: str) -> None:
    assert reloader(post=post).post == post
