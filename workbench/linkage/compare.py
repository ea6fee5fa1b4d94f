"""What of each record is compared with another's (比对要素): texts, county, topic, township, unit and day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.domain.codes import Level
from workbench.linkage.normal import half_width, plain_text, text_column
from workbench.linkage.vectors import Ints
from workbench.reference.parameters import parameter
from workbench.rules.places import at_level

_NO_DAY = -1_000_000


@dataclass(frozen=True)
class Rows:
    """Columns of the records to compare, one entry per row; "" is unknown.

    `texts` are normalised and cut for the vectors, `prints` fingerprints of whole normalised texts to find identical ones
    by (none for short ones), `raw` as written (half-width) for names and amounts. `telling`: the text is long enough that
    likeness alone means something.
    """

    ids: list[str]
    at: dict[str, int]
    texts: list[str]
    prints: list[frozenset[bytes]]
    raw: list[str]
    telling: list[bool]
    county: list[str]
    topic_l1: list[str]
    topic_l2: list[str]
    town: list[str]
    lead_unit: list[str]
    day: Ints
    place_code: npt.NDArray[np.int64]
    topic_code: npt.NDArray[np.int64]

    @classmethod
    def of(cls, records: pd.DataFrame, max_chars: int, shortest: int) -> Rows:
        """From columns of RECORDS; ValueError if record ids are missing or repeated."""
        ids = text_column(records, "record_id")
        at = {record_id: number for number, record_id in enumerate(ids)}
        if len(at) != len(ids) or "" in at:
            raise ValueError("信访件编号（record_id）有空缺或重复，无法比对；请重新生成版本")
        raw, texts, prints = _texts(records, max_chars, shortest)
        county, topic = counties(text_column(records, "issue")), text_column(records, "topic_l1")
        topic_l2, town, unit = (text_column(records, name) for name in ("topic_l2", "town", "lead_unit"))
        telling = [len(text) >= shortest for text in texts]
        places = (_days(records), _codes(county), _codes(topic))
        return cls(ids, at, texts, prints, raw, telling, county, topic, topic_l2, town, unit, *places)

    def blocks(self) -> tuple[list[Ints], Ints]:
        """Rows of each known (county, topic), and the rows that lack either."""
        blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, key in enumerate(zip(self.county, self.topic_l1, strict=True)):
            blocks[key].append(number)
        wild = [number for (county, topic), rows in blocks.items() if not (county and topic) for number in rows]
        known = [np.array(rows, dtype=np.int64) for (county, topic), rows in blocks.items() if county and topic]
        return [rows for rows in known if len(rows) > 1], np.array(sorted(wild), dtype=np.int64)

    def compatible(self, one: Ints, other: Ints) -> npt.NDArray[np.bool_]:
        """Whether neither county nor topic contradicts, row by row; unknown (code 0) contradicts nothing."""
        answer = np.ones(len(one), dtype=np.bool_)
        for codes in (self.place_code, self.topic_code):
            left, right = codes[one], codes[other]
            answer &= (left == right) | (left == 0) | (right == 0)
        return answer

    def same_topic(self, one: int, other: int) -> bool:
        return bool(self.topic_l1[one]) and self.topic_l1[one] == self.topic_l1[other]

    def agreements(self, one: int, other: int, near_days: int) -> list[str]:
        """Structured facts two records agree in, in words."""
        found = []
        if self.town[one] and self.town[one] == self.town[other] and self._same_county_or_unknown(one, other):
            found.append("同一乡镇")
        if self.lead_unit[one] and self.lead_unit[one] == self.lead_unit[other]:
            found.append("同一主办单位")
        if self.topic_l2[one] and self.topic_l2[one] == self.topic_l2[other]:
            found.append("同一内容分类")
        if self.day[one] != _NO_DAY and abs(int(self.day[one] - self.day[other])) <= near_days:
            found.append("登记日期相近")
        return found

    def _same_county_or_unknown(self, one: int, other: int) -> bool:
        left, right = self.county[one], self.county[other]
        return left == right or not left or not right


def counties(codes: list[str]) -> list[str]:
    """The six digits that name each place's county (GB/T 2260), "" where a code names none (a whole province or city)."""
    whole = frozenset(str(code) for code in parameter("separation.whole_cities", date.max).value)
    return [at_level(code, Level.COUNTY, whole) or "" if code.isdecimal() and len(code) > 1 else "" for code in codes]


def _texts(records: pd.DataFrame, max_chars: int, shortest: int) -> tuple[list[str], list[str], list[frozenset[bytes]]]:
    raw: list[str] = []
    texts: list[str] = []
    prints: list[frozenset[bytes]] = []
    for parts in zip(*(text_column(records, name) for name in ("title", "summary", "claim")), strict=True):
        written = [half_width(part) for part in parts]
        title, summary, claim = map(plain_text, written)
        raw.append("\n".join(dict.fromkeys(filter(None, written))))
        texts.append("".join(dict.fromkeys((title, summary, claim)))[:max_chars])
        whole = (summary, claim) if summary or claim else (title,)
        prints.append(frozenset(_fingerprint(text) for text in whole if len(text) >= shortest))
    return raw, texts, prints


def _fingerprint(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def _days(records: pd.DataFrame) -> Ints:
    """Day number of registration, else of the petition; _NO_DAY if neither is known."""
    days = pd.Series(pd.NaT, index=records.index, dtype="datetime64[s]")
    for name in ("reg_time", "petition_date"):
        if name in records.columns:
            days = days.fillna(pd.to_datetime(records[name]).astype("datetime64[s]"))
    numbers = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(days.isna().to_numpy(), _NO_DAY, numbers)


def _codes(values: list[str]) -> npt.NDArray[np.int64]:
    """Each value as a number, "" as 0."""
    numbers: dict[str, int] = {"": 0}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)
