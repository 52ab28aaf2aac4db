import copy
import pickle
import re
import weakref

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib import Cpu, Memory, Mount, Port, Probe, Resources, SettingError, Volume
from k8spatterns_lib.values import shared
from k8spatterns_lib.values.shared import Shared


def test_the_same_settings_give_one_object() -> None:
    assert Port(name="http", number=80) is Port(name="http", number=80)
    assert Resources(cpu="100m", memory="1Gi") is Resources(cpu="100m", memory="1Gi")
    assert Probe.http("/", port="http") is Probe.http("/", port="http")
    assert Cpu.parse("1") is Cpu.parse("1000m")
    assert Volume.empty_dir("logs", size_limit="1Mi") is Volume.empty_dir("logs", size_limit=Memory.mebibytes(1))
    assert Volume.empty_dir("logs").read_only() is Volume.empty_dir("logs").read_only()


def test_settings_that_were_written_in_another_way_are_equal_all_the_same() -> None:
    assert Resources(cpu="100m", memory="1Gi") == Resources(memory="1024Mi", cpu=0.1)


@pytest.mark.parametrize("number", [True, 1.0])
def test_what_equals_a_good_setting_and_is_none_is_refused_after_it_too(number: object) -> None:
    Port(name="http", number=1)

    with pytest.raises(SettingError, match=re.escape(f"Port 'http': the number must be 1 to 65535, got {number!r}.")):
        Port(name="http", number=number)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_what_was_refused_is_refused_again() -> None:
    for _ in range(2):
        with pytest.raises(SettingError, match=re.escape("there is no setting 'nmber', got 1. Did you mean 'number'?")):
            Port(name="http", nmber=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_arguments_that_can_not_be_told_apart_make_an_object_each() -> None:
    devices = [Resources(cpu="1", memory="1Gi", extended={"vendor.example/device": 1}) for _ in range(2)]

    assert devices[0] == devices[1]
    assert devices[0] is not devices[1]


@given(st.lists(st.integers(1, 65535), max_size=20))
def test_a_shared_value_is_what_its_arguments_say(numbers: list[int]) -> None:
    assert [Port(name="http", number=number).number for number in numbers] == numbers


def test_copies_and_changes_of_a_shared_value_are_values_like_others() -> None:
    mount = Mount(Volume.empty_dir("logs"), sub_path="a")

    assert copy.deepcopy(mount) == pickle.loads(pickle.dumps(mount)) == mount  # noqa: S301 - its own bytes
    assert attrs.evolve(mount, sub_path=None) == Mount(Volume.empty_dir("logs"))


@attrs.frozen
class Number(metaclass=Shared):
    value: int


def test_no_more_values_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_REMEMBERED_AT_MOST", 10)

    made = [weakref.ref(Number(each)) for each in range(25)]

    kept = [number.value for number in (each() for each in made) if number is not None]
    assert 0 < len(kept) <= 10
    assert Number(3).value == 3
