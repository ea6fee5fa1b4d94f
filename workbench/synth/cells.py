"""Cell values as clerks type them (单元格): ten ways to write a date, ticks for yes, numbers where text should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from workbench.domain.fields import FIELDS
from workbench.synth.draw import Draw, Urn
from workbench.synth.identity import mobile
from workbench.synth.model import LedgerRecord

Cell = str | int | float | datetime

_EPOCH = date(1899, 12, 30)
DATE_STYLES: dict[str, Callable[[date], Cell]] = {
    "横线": lambda day: day.isoformat(),
    "点": lambda day: f"{day:%Y.%m.%d}",
    "短点": lambda day: f"{day.year}.{day.month}.{day.day}",
    "斜线": lambda day: f"{day.year}/{day.month}/{day.day}",
    "补零斜线": lambda day: f"{day:%Y/%m/%d}",
    "连写": lambda day: f"{day:%Y%m%d}",
    "汉字": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "带时间": lambda day: f"{day.isoformat()} 00:00:00",
    "日期格": lambda day: datetime(day.year, day.month, day.day),
    "序列号": lambda day: (day - _EPOCH).days,
}
_STYLE_NAMES = tuple(DATE_STYLES)
_VAGUE: Urn[str] = Urn([("", 97), ("月", 1.5), ("年底", 0.8), ("长期", 0.7)])
_YES = ("是", "是", "是", "√", "有", "Y")
_NO = ("否", "否", "否", "×", "无", "N")


class Pen:
    """How one sheet is written: mostly one date style, with the others strewn in; text only where a CSV is written."""

    def __init__(self, draw: Draw, *, text_only: bool = False) -> None:
        self._draw = draw
        self._styles = [name for name in _STYLE_NAMES if not (text_only and name in ("日期格", "序列号"))]
        self._usual = draw.pick(self._styles)
        self._text_only = text_only

    def write(self, field: str, record: LedgerRecord) -> Cell:
        """The cell of a canonical field; "" when blank."""
        text = record.values.get(field, "")
        if not text:
            return ""
        if field == "id_no":
            return self._identity(text, record)
        if field == "name":
            return self._name(text, record)
        if field == "case_leader" and self._draw.chance(0.2):
            return f"{text}{mobile(self._draw)}"
        kind = FIELDS[field].type
        if kind == "date":
            return self.day(text, vague=field in ("done_date", "due_date"))
        if kind == "bool":
            return self._draw.pick(_YES if text == "是" else _NO)
        return int(text) if kind == "int" and not self._text_only else text

    def day(self, text: str, *, vague: bool = False) -> Cell:
        """A date in one of ten styles; an end or due day may be told only roughly; what is no date stays as typed."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        rough = _VAGUE.draw(self._draw) if vague else ""
        if rough:
            return {"月": f"{day.year}年{day.month}月", "年底": f"{day.year}年底前", "长期": "长期"}[rough]
        style = self._usual if self._draw.chance(0.7) else self._draw.pick(self._styles)
        return DATE_STYLES[style](day)

    def _identity(self, text: str, record: LedgerRecord) -> Cell:
        lost = bool(record.contacts) and "证件尾数丢失" in record.contacts[0].slips
        return float(text) if lost and not self._text_only else text

    def _name(self, text: str, record: LedgerRecord) -> str:
        heads = int(record.values.get("headcount", "1"))
        return f"{text}等{heads}人" if heads >= 5 or (heads > 1 and len(record.contacts) == 1) else text
