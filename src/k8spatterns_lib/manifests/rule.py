"""What a check or a policy demands, under a name that stays: users silence, search and explain by it."""

import attrs


@attrs.frozen(kw_only=True)
class Rule:
    """A demand on manifests.

    Args:
        id: Its name, `<what it is about>/<what is demanded>`; it never changes.
        demands: What must hold, as a sentence without a full stop.
        reason: What goes wrong otherwise.
        fix: What to do about a finding, unless the finding knows better.
        source: Where the demand is written.
    """

    id: str
    demands: str
    reason: str
    fix: str
    source: str
