import re
from pathlib import Path

import pytest

from k8spatterns_lib.manifests.policies.exceptions import EXCUSABLE
from k8spatterns_lib.manifests.rule import Rule
from k8spatterns_lib.manifests.rule_catalog import RULES

PAGE = Path(__file__).parents[2] / "docs/rules.md"


def test_ids_are_groups_and_names_and_none_stands_twice() -> None:
    assert len(RULES) > 40
    assert [each for each in RULES if not re.fullmatch(r"[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*", each)] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_what_it_demands_why_and_where_that_is_written(rule: Rule) -> None:
    assert all(text.strip() for text in (rule.demands, rule.reason, rule.fix, rule.source))
    assert not rule.demands.endswith(".")
    assert rule.fix.endswith((".", "…)."))


def table() -> str:
    rows = [
        f"| `{each.id}` | {each.demands}{' *' if each.id in EXCUSABLE else ''} | {each.reason} | {each.source} |"
        for each in RULES.values()
    ]
    return "\n".join(["| rule | demands | reason | source |", "| --- | --- | --- | --- |", *rows])


def test_the_page_of_the_rules_says_what_the_rules_say() -> None:
    """Paste what `table()` returns into the page where this fails."""
    assert table() in PAGE.read_text()
