"""The level of an organ by its name (机关层级): 村, 乡, 县, 市, 省 or 国家; what a name does not tell stays unknown (待核)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from workbench.domain.codes import Level
from workbench.rules.places import known_level
from workbench.rules.unit_kinds import normal_unit

_VILLAGE: Final = re.compile("(村|社区)民?(小组|委员会|委会|委|两委|党支部|党总支|党委)?$|居民?(委员会|委会|委)$")
_INNER: Final = "(人民政府|政府|党委|党工委|人大|纪委|(?![市县区路])[一-龥]{0,8}(所|站|办|中心|办公室|大队|队))"
_TOWN: Final = re.compile(f"((?<![城乡村])镇|(?<!城)乡(?![镇村])){_INNER}?$|街道(?!.*[县区市])")
_NATION: Final = re.compile("^(国家|中央|全国|国务院|最高人民)")
_PLACES: Final = (
    (re.compile("县|旗|(?<![社小园景库矿灌])(?<!^城)区(?![划块])"), Level.COUNTY),
    (re.compile("(?<!城)市(?![场政民容])|自治州|地区行署"), Level.CITY),
    (re.compile("省|自治区|厅$"), Level.PROVINCE),
)


@lru_cache(maxsize=65536)
def organ_level(name: str, place: str = "") -> Level | None:
    """Level of an organ, None where neither its name nor `place` (the code of the place it is named after) tells.

    A written 市 is the prefecture's unless `place` says it is a county-level city.
    """
    text = normal_unit(name)
    if not text:
        return None
    if _VILLAGE.search(text):
        return Level.VILLAGE
    if _TOWN.search(text):
        return Level.TOWN
    if _NATION.search(text):
        return Level.NATION
    if place:
        return known_level(place)
    plain = text.replace("自治区", "省")
    return next((level for words, level in _PLACES if words.search(plain)), None)
