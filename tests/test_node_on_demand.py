"""Node starts when jsii is asked something; a program of the library's own objects asks nothing."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import attrs
import pytest

from k8spatterns_lib.node_on_demand import start_node_on_demand

OWN = """
import sys
from k8spatterns_lib import App, Chart, ConfigMap
app = App(sys.argv[1])
ConfigMap(Chart(app, "shop"), "texts", data={"a": "b"})
app.synth()
"""
LOOKS = """
from k8spatterns_lib import App, Chart
Chart(App(), "shop").node.path
"""
TRIES_AGAIN = """
import os
from k8spatterns_lib import App, Chart
node = os.environ["JSII_NODE"]
os.environ["JSII_NODE"] = "/missing/node"
app = App()
try:
    app.node
except FileNotFoundError:
    os.environ["JSII_NODE"] = node
import cdk8s, cdk8s_plus_33
plain = cdk8s.Chart(cdk8s.App(), "plain")
cdk8s_plus_33.ConfigMap(plain, "texts")
from k8spatterns_lib.testing import Template
Template.from_chart(plain).resource_count_is("ConfigMap", 1)
print("found")
"""


def run(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_program_of_own_objects_needs_no_node(tmp_path: Path) -> None:
    ended = run(OWN, str(tmp_path), JSII_NODE="/missing/node")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "shop" / "texts.configmap.yaml").is_file()


def test_a_look_at_the_tree_starts_node() -> None:
    ended = run(LOOKS, JSII_NODE="/missing/node")

    assert ended.returncode == 1
    assert "No such file or directory: '/missing/node'" in ended.stderr


def test_a_node_that_was_missing_can_be_found_later_and_loads_all_packages() -> None:
    ended = run(TRIES_AGAIN)

    assert (ended.returncode, ended.stdout) == (0, "found\n"), ended.stderr


@attrs.define
class Load:
    tarball: str


@attrs.define
class Provider:
    """What jsii's own provider is to the kernel; it writes down what it is asked."""

    asked: list[object] = attrs.field(factory=list)

    def load(self, request: object) -> None:
        self.asked.append(request)

    def create(self, request: object) -> str:
        self.asked.append(request)
        return "created"


@attrs.define
class Kernel:
    provider: Provider


def test_the_first_other_question_loads_all_in_order() -> None:
    own = Provider()
    kernel = Kernel(own)
    start_node_on_demand(kernel)
    first, second = Load("/packages/first.tgz"), Load("/packages/second.tgz")
    kernel.provider.load(first)
    kernel.provider.load(second)

    assert own.asked == []
    assert kernel.provider.create("it") == "created"
    assert own.asked == [first, second, "it"]
    assert kernel.provider is own


@pytest.mark.parametrize("load", [Load(f"{tempfile.gettempdir()}/unpacked.tgz"), "a request of another kind"])
def test_what_may_be_gone_later_is_loaded_at_once_and_in_order(load: object) -> None:
    own = Provider()
    kernel = Kernel(own)
    start_node_on_demand(kernel)
    kernel.provider.load(Load("/packages/first.tgz"))
    kernel.provider.load(load)

    assert own.asked == [Load("/packages/first.tgz"), load]


def test_a_kernel_that_waits_already_waits_once() -> None:
    own = Provider()
    kernel = Kernel(own)
    start_node_on_demand(kernel)
    start_node_on_demand(kernel)
    kernel.provider.create("it")

    assert kernel.provider is own


@attrs.define
class OtherKernel:
    connection: str = "built in another way"


def test_a_kernel_that_is_built_in_another_way_is_left_alone() -> None:
    kernel = OtherKernel()
    start_node_on_demand(kernel)

    assert kernel == OtherKernel()
