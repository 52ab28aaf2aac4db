"""How findings are written: as lines for people, as JSON, and as SARIF for code scanners."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import attrs

from k8spatterns_lib.delivery.validation import Problem, Validation
from k8spatterns_lib.manifests.rule import Rule
from k8spatterns_lib.manifests.rule_catalog import RULES

Format = Literal["text", "json", "sarif"]
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def report(validation: Validation, form: Format) -> str:
    """Return a validation as text that ends in a line break."""
    if form == "json":
        return json.dumps([attrs.asdict(each) for each in validation.problems], indent=2) + "\n"
    if form == "sarif":
        return json.dumps(sarif(validation), indent=2) + "\n"
    return "".join(f"{line}\n" for line in _lines(validation))


def _lines(validation: Validation) -> Iterator[str]:
    for each in validation.errors:
        yield f"{each.file}:{each.line}: {each.what}. {each.fix} [{each.rule}, Kubernetes {each.kubernetes}]"
    for each in validation.notes:
        reason = f": {each.reason}" if each.reason else ""
        rule = f" [{each.rule}]" if each.rule else ""
        yield f"note: {each.file}:{each.line}: {each.what}{reason}{rule}"
    notes = f", {len(validation.notes)} notes" if validation.notes else ""
    yield f"{validation.files} files, {len(validation.errors)} findings{notes}"


def sarif(validation: Validation) -> dict[str, Any]:
    """Return the findings as a SARIF 2.1.0 log; one that an object gives a reason for is suppressed.

    Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
    """
    found = [each for each in validation.problems if each.rule is not None]
    used = [RULES[each] for each in sorted({each.rule for each in found if each.rule is not None})]
    places = {rule.id: index for index, rule in enumerate(used)}
    driver = {"name": "k8spatterns", "rules": [_descriptor(rule) for rule in used]}
    results = [_result(each, places[str(each.rule)]) for each in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": f"{rule.demands[:1].upper()}{rule.demands[1:]}."},
        "fullDescription": {"text": rule.reason},
        "help": {"text": f"{rule.fix} Source: {rule.source}."},
        "defaultConfiguration": {"level": "error"},
    }


def _result(problem: Problem, index: int) -> dict[str, Any]:
    file = Path(problem.file)
    location = {
        "artifactLocation": {"uri": file.as_uri() if file.is_absolute() else file.as_posix()},
        "region": {"startLine": problem.line},
    }
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": f"{problem.what}. {problem.fix}".strip()},
        "locations": [{"physicalLocation": location}],
        "properties": {"kubernetes": problem.kubernetes},
    }
    if problem.reason is not None:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": problem.reason}]
    return result
