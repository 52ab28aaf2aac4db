"""What values have in common: exact, equal, hashable, readable."""

from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import (
    Container,
    Cpu,
    Hook,
    Image,
    Lifecycle,
    Memory,
    PodField,
    Port,
    Probe,
    Resources,
    Schedule,
    SecretKey,
    Security,
    Volume,
)
from k8spatterns_lib.values.kubernetes_version import KubernetesVersion
from k8spatterns_lib.values.volume import Projected


@given(st.integers(1, 10**7))
def test_an_amount_of_cpu_is_read_back_as_it_was_written(millis: int) -> None:
    assert Cpu.parse(Cpu(millis).text) == Cpu(millis)


@given(st.integers(1, 2**55))
def test_an_amount_of_memory_is_read_back_as_it_was_written(in_bytes: int) -> None:
    assert Memory.parse(Memory(in_bytes).text) == Memory(in_bytes)


@given(st.integers(1, 5000))
def test_equal_amounts_are_equal_however_they_were_written(count: int) -> None:
    assert Memory.parse(f"{count}Gi") == Memory.parse(f"{count * 1024}Mi") == Memory.gibibytes(count)
    assert Memory.mebibytes(count) < Memory.mebibytes(count + 1)
    assert Cpu.parse(str(count)) == Cpu.parse(f"{count * 1000}m") == Cpu.cores(count)


REPOSITORIES = st.from_regex(
    r"([a-z]{1,8}\.example(:[1-9][0-9]{1,3})?/)?[a-z0-9]{1,8}(/[a-z0-9]{1,8}){0,2}", fullmatch=True
)


@given(REPOSITORIES, st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){0,2}", fullmatch=True), st.booleans())
def test_an_image_is_read_back_as_it_was_written(repository: str, tag: str, with_digest: bool) -> None:  # noqa: FBT001
    image = Image(repository, tag)
    if with_digest:
        image = image.with_digest("sha256:" + "0" * 64)

    assert Image.parse(str(image)) == image
    assert image.name == repository.rpartition("/")[2]


@pytest.mark.parametrize("text", ["1.36", "v1.36", "1.36.2"])
def test_a_patch_release_is_its_minor_version(text: str) -> None:
    assert KubernetesVersion.parse(text) == KubernetesVersion(36)
    assert str(KubernetesVersion.parse(text)) == "1.36"


VALUES: list[Callable[[], object]] = [
    lambda: Container(
        "web",
        image="example.com/web:1",
        ports={"http": 8080},
        env={"A": "a", "B": SecretKey("s", "k"), "C": PodField("metadata.name")},
        mounts={"/data": Volume.empty_dir("data", size_limit="1Gi"), "/c": Volume.config_map("c", items={"k": "p"})},
        liveness=Probe.http("/", port="http", headers=(("A", "b"),)),
        lifecycle=Lifecycle(pre_stop=Hook.sleep(5), post_start=Hook.exec("true")),
        resources=Resources(cpu="1", memory="1Gi", cpu_limit="1"),
        security=Security(host_users=False),
    ),
    lambda: Volume.projected(
        "all", Volume.secret("s"), Volume.config_map("c"), Volume.downward("d", {"n": PodField("metadata.name")})
    ),
    lambda: Schedule("@hourly", "Europe/London"),
    lambda: Port(name="dns", number=53, protocol="UDP"),
]


@pytest.mark.parametrize("make", VALUES)
def test_equal_values_are_equal_and_hash_alike_and_can_not_be_changed(make: Callable[[], object]) -> None:
    one, other = make(), make()

    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.name = "x"  # type: ignore[attr-defined]


def test_quality_of_service_follows_limits() -> None:
    assert Resources(cpu="1", memory="1Gi").quality_of_service == "Burstable"
    assert Resources(cpu="1", memory="1Gi", cpu_limit="1").quality_of_service == "Guaranteed"


def test_a_container_is_changed_by_a_copy() -> None:
    one = Container("web", image="example.com/web:1", resources=Resources(cpu="1", memory="1Gi"))

    other = one.with_(name="other", ports=(Port(name="http", number=80),))

    assert (one.name, other.name, other.port("http").number) == ("web", "other", 80)


def test_a_projected_volume_takes_what_other_volumes_hold() -> None:
    volume = Volume.projected("all", Volume.secret("s"), Volume.config_map("c"))

    assert isinstance(volume.source, Projected)
    assert [type(each).__name__ for each in volume.source.sources] == ["SecretSource", "ConfigMapSource"]


def test_a_probe_says_how_long_it_takes_to_fail() -> None:
    assert Probe.tcp(80, period_seconds=5, failure_threshold=4).seconds_to_fail == 20
