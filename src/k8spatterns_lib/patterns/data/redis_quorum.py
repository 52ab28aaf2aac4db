"""How many sentinels must agree."""

from typing import Final

from k8spatterns_lib.errors import SettingError

_LEAST: Final = 3


def quorum_for(sentinels: int, *, where: str) -> int:
    """Return how many sentinels must see the master as down (Redis' `quorum`).

    The answer is a strict majority. Fewer would only start elections that can
    not be won, since Redis lets no less than a majority authorise a failover.

    Args:
        sentinels: How many sentinels run, one in each pod. Odd, and 3 or more.
        where: The construct path that an error should name.

    Raises:
        SettingError: `sentinels` is even, or less than 3.

    Source: Redis docs, "High availability with Redis Sentinel".
    """
    if type(sentinels) is not int or sentinels < _LEAST or sentinels % 2 == 0:
        fix = "Use 3: with fewer, no majority is left when one fails."
        if type(sentinels) is int and sentinels > _LEAST:
            fewer = sentinels - 1
            fix = f"Use {fewer} or {sentinels + 1}; {sentinels} survive no more failures than {fewer} do."
        raise SettingError(where, "sentinels must be odd and at least 3", got=sentinels, fix=fix)
    return sentinels // 2 + 1
