"""The bars: how fast and how small the library is to be, against others of the same run.

They are reported; a busy machine must not fail a build.
"""

from collections.abc import Iterator, Sequence

import attrs

from benchmarks.rounds import Runs


@attrs.frozen(kw_only=True)
class Bar:
    """A bar, and where the library stands.

    Args:
        says: What is compared.
        at_most: The bar.
        measured: What came out.
        unit: Of both numbers.
    """

    says: str
    at_most: float
    measured: float
    unit: str = "x"

    @property
    def met(self) -> bool:
        """Whether the library is at the bar or below it."""
        return self.measured <= self.at_most


def bars(measured: Sequence[Runs]) -> Iterator[Bar]:
    """Yield the bars that can be told from what was measured."""
    runs = {(each.peer.name, each.objects): each for each in measured}
    for other, objects, at_most in (("typescript", 2000, 0.75), ("typed", 2000, 0.12), ("typescript", 10_000, 0.55)):
        ours, theirs = runs.get(("library", objects)), runs.get((other, objects))
        if ours is not None and theirs is not None:
            says = f"{theirs.peer.title}, {objects:,} objects"
            yield Bar(says=says, at_most=at_most, measured=ours.times(theirs))
    asked, ours = runs.get(("assertions", 1000)), runs.get(("library", 1000))
    if asked is not None and ours is not None:
        says = "5,000 assertions on 1,000 objects, their synthesis"
        yield Bar(says=says, at_most=1, measured=asked.times(ours) - 1)
    ours_each, helms_each = _marginal(runs, "library"), _marginal(runs, "helm")
    if ours_each is not None and helms_each is not None:
        says = "one object more (2,000 to 10,000), helm's is the bar"
        yield Bar(says=says, at_most=helms_each, measured=ours_each, unit="ms")
    ours, theirs = runs.get(("library", 10_000)), runs.get(("typescript", 10_000))
    if ours is not None and theirs is not None and ours.peak_bytes is not None and theirs.peak_bytes is not None:
        says = "TypeScript cdk8s, 10,000 objects, peak memory"
        yield Bar(says=says, at_most=1.5, measured=ours.peak_bytes / theirs.peak_bytes)


def _marginal(runs: dict[tuple[str, int], Runs], peer: str) -> float | None:
    """Return the milliseconds that one object more costs; None if a size is missing."""
    few, many = runs.get((peer, 2000)), runs.get((peer, 10_000))
    if few is None or many is None:
        return None
    return (many.user_seconds - few.user_seconds) / (many.objects - few.objects) * 1000
