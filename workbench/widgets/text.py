"""Text on its way into a page (转义): petition text is hostile until escaped, and this is the one place that does it."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from typing import Any, Final

NOT_KNOWN: Final = "—"

# controls, and the marks that turn the direction of writing (they can make 张三 read as something else)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WITHIN = re.compile(r"^(/(?![/\\])|\?|#)")


def plain(value: Any) -> str:
    """A value as a reader sees it: nothing for None, days as 2024-05-06, lists joined by 、, unseen marks removed."""
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(plain(item) for item in value)
    return _UNSEEN.sub("", str(value))


def escape(value: Any) -> str:
    """Text for the inside of HTML, elements and quoted attributes alike."""
    return html.escape(plain(value), quote=True)


def within_site(address: str) -> str:
    """The address if it stays within this site, else "#": data must not send a reader elsewhere."""
    return address if _WITHIN.match(address) else "#"
