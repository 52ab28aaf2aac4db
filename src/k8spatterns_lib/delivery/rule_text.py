"""What `explain rule` says of a rule: what it demands, why, and where that is written."""

from collections.abc import Sequence

from k8spatterns_lib.delivery.did_you_mean import did_you_mean
from k8spatterns_lib.errors import DeliveryError
from k8spatterns_lib.manifests.policies.exceptions import EXCUSABLE
from k8spatterns_lib.manifests.rule import Rule
from k8spatterns_lib.manifests.rule_catalog import RULES


def rule_lines(name: str) -> list[str]:
    """Return the lines that explain a rule; for a group such as "pod-security", or "all", a line for each rule.

    Raises:
        DeliveryError: There is no such rule.
    """
    if name in RULES:
        return _in_full(RULES[name])
    group = [rule for rule in RULES.values() if name == "all" or rule.id.startswith(f"{name}/")]
    if not group:
        fix = did_you_mean(name, [*RULES])
        raise DeliveryError("explain rule", "there is no such rule", got=name, fix=fix)
    return _in_short(group)


def _in_full(rule: Rule) -> list[str]:
    lines = [rule.id, f"demands: {rule.demands}", f"reason:  {rule.reason}", f"repair:  {rule.fix}"]
    if rule.id in EXCUSABLE:
        lines.append("except:  with a reason in an annotation k8spatterns.io/security-exception")
    return [*lines, f"source:  {rule.source}"]


def _in_short(rules: Sequence[Rule]) -> list[str]:
    width = max(len(rule.id) for rule in rules)
    return [f"{rule.id:{width}}  {rule.demands}" for rule in rules]
