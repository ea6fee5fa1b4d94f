"""How people write the name of a development zone: 石家庄高新技术产业开发区, 石家庄高新区, in its city 高新区."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from workbench.reference._divisionfiles import ZoneRow
from workbench.reference._placesteps import Zone

_SUFFIX = re.compile(r"(?:省|市|自治区|县|区|旗)$")
_SAME = (
    (re.compile(r"高新?技术(?:产业)?(?:开发区|园区|产业园区)$"), ("高新技术产业开发区", "高新技术开发区", "高新区")),
    (re.compile(r"经济技术开发区$"), ("经济技术开发区", "经开区", "经济开发区")),
    (re.compile(r"经济开发区$"), ("经济开发区", "经开区")),
    (re.compile(r"城乡一体化示范区$"), ("城乡一体化示范区", "示范区")),
    (re.compile(r"管理区管委会$"), ("管理区",)),
    (re.compile(r"航空港经济综合实验区$"), ("航空港区", "航空港经济综合实验区")),
    (re.compile(r"农业高新技术产业示范区$"), ("示范区", "农业高新技术产业示范区")),
    (re.compile(r"高新技术产业园区$"), ("高新技术产业园区", "高新区")),
)


def zone_names(row: ZoneRow, name_of: Callable[[str], str]) -> Iterator[tuple[str, Zone]]:
    """Every way of writing a zone, with the division each is spoken of under; `name_of` gives the name of a code."""
    lead, city = _lead(row, name_of)
    zone = Zone(row.name, city, (row.code,) if row.code else row.hosts)
    bare = row.name[len(lead) :]
    short = _stem(name_of(city))
    for form in {bare, *_forms(bare)}:
        yield form, zone
        if lead and short:
            yield short + form, zone
    if row.name != bare:
        yield row.name, zone


def _lead(row: ZoneRow, name_of: Callable[[str], str]) -> tuple[str, str]:
    """The names of places that stand before the zone's own, and the one it is spoken of under."""
    lead, city = "", row.city
    hosts = row.hosts if len(row.hosts) == 1 and len(row.hosts[0]) == 6 else ()
    for code in (row.city[:2], row.city, *hosts):
        for name in (name_of(code), _stem(name_of(code))):
            if len(name) >= 2 and row.name.startswith(lead + name) and len(row.name) > len(lead + name) + 2:
                lead, city = lead + name, code if len(code) == 6 else city
                break
    return lead, city


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name)


def _forms(bare: str) -> Iterator[str]:
    for pattern, forms in _SAME:
        if match := pattern.search(bare):
            yield from (bare[: match.start()] + form for form in forms)
            return
