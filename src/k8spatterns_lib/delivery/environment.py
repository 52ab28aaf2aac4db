"""A stage through which a release goes, in one region or many."""

from collections.abc import Sequence

import attrs

from k8spatterns_lib.delivery.region import Region
from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.names import dns_label
from k8spatterns_lib.values.setting import refuses_unknown_settings


def _to_regions(regions: Sequence[Region]) -> tuple[Region, ...]:
    return tuple(regions)


@refuses_unknown_settings
@attrs.frozen
class Environment:
    """A stage of a release, such as "staging".

    Args:
        name: A DNS label.
        regions: Where it is, each with a name of its own.

    Raises:
        SettingError: The name is wrong, or there is no region, or two share a name.
    """

    name: str
    regions: tuple[Region, ...] = attrs.field(kw_only=True, converter=_to_regions)

    def __attrs_post_init__(self) -> None:
        where = f"Environment {self.name!r}"
        dns_label(self.name, where)
        if not self.regions:
            raise SettingError(where, "an environment has at least one region", fix='Give regions=[Region("east-us")].')
        for each in self.regions:
            if not isinstance(each, Region):
                raise SettingError(where, "regions must be Regions", got=each, fix='Write Region("east-us").')
        names = [each.name for each in self.regions]
        if len(set(names)) != len(names):
            raise SettingError(where, "two regions must not share a name", got=names, fix="Leave one of them out.")
