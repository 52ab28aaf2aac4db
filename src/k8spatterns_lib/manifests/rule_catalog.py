"""Every rule under its id: what `validate` finds and `explain rule` explains."""

from collections.abc import Mapping
from typing import Final

from k8spatterns_lib.manifests.checks import chart_checks
from k8spatterns_lib.manifests.policies import file_rules, policies
from k8spatterns_lib.manifests.rule import Rule

RULES: Final[Mapping[str, Rule]] = {each.id: each for each in (*file_rules.RULES, *chart_checks.RULES, *policies.RULES)}
