"""Claims: storage by size, access and class."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.claim import Claim
from k8spatterns_lib.values.quantity import Memory
from tests.strategies.values_strategies import claims


@given(claims())
def test_equal_claims_are_equal_and_hash_alike(claim: Claim) -> None:
    copy = attrs.evolve(claim, size=claim.size.text)

    assert copy == claim
    assert hash(copy) == hash(claim)


def test_a_claim_is_data_of_one_node_by_default() -> None:
    claim = Claim(size="10Gi")

    assert (claim.name, claim.access, claim.mode, claim.storage_class) == ("data", "ReadWriteOnce", "Filesystem", None)
    assert claim.size == Memory.gibibytes(10)


def test_the_empty_storage_class_is_kept() -> None:
    assert Claim(size="1Gi", storage_class="").storage_class == ""


REFUSED: list[tuple[Callable[[], object], str]] = [
    (Claim, "Claim: the setting 'size' is missing. Give size=…"),  # type: ignore[list-item]
    (
        lambda: Claim(size=10),  # type: ignore[arg-type]
        'Claim: memory must be an amount in bytes, got 10. Write a number and a unit: "128Mi" or "1Gi".',
    ),
    (
        lambda: Claim(name="my data", size="1Gi"),
        "Claim: name must be a DNS label, got 'my data'. "
        "Use at most 63 of a-z, 0-9 and '-', with a letter or digit at both ends.",
    ),
    (
        lambda: Claim(size="1Gi", mode="File"),  # type: ignore[arg-type]
        "Claim 'data': mode is unknown, got 'File'. Use one of: 'Filesystem', 'Block'.",
    ),
    (
        lambda: Claim(size="1Gi", storage_class="Fast"),
        "Claim 'data': storage_class must be a DNS subdomain, got 'Fast'. "
        "Use at most 253 of a-z, 0-9, '-' and '.', with a letter or digit at each end.",
    ),
    (
        lambda: Claim(size="1Gi", storageclass="fast"),  # type: ignore[call-arg]
        "Claim: there is no setting 'storageclass', got 'fast'. Did you mean 'storage_class'?",
    ),
]


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=[says[:50] for _, says in REFUSED])
def test_a_claim_that_nothing_can_meet_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        make()
