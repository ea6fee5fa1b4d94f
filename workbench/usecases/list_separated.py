"""三跨三分离 of an edition (三跨三分离清单): matters with places by name, and how they flow between places."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from workbench.store.editions import Edition

PLACES = ("hukou", "residence", "issue")


def list_separated(edition: Edition, place_name: Callable[[str], str]) -> pd.DataFrame:
    """Open matters with their separation finding; `<place>_name` is the county's name, empty where unknown (待核)."""
    found = edition.query(
        "SELECT s.*, m.title, m.lead_unit, m.topic_l1, m.state_b, m.due, m.overdue_days, m.records "
        "FROM separations s JOIN matters m USING (matter_id) WHERE m.is_open AND NOT m.locked "
        "ORDER BY s.F3 = '是' DESC, s.F1 = '是' DESC, s.F2 = '是' DESC, s.label LIKE '待核%' DESC, s.matter_id"
    )
    names: dict[str, str] = {}
    for place in PLACES:
        counties = found[place].str[:6]
        for code in counties.dropna().unique():
            names.setdefault(code, place_name(code))
        found[f"{place}_name"] = counties.map(names).fillna("")
    return found
