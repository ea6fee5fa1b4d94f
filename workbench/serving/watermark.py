"""Who is looking, over every dashboard page (屏幕水印): name, account and minute of loading, in a quiet tile.

The server says it from the identity of its session; nothing of it comes from the browser. It deters a photograph or a print
being passed on unseen (spec 8, R4); it hides nothing and stops nobody.
"""

from __future__ import annotations

import os
import pwd
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from workbench.domain.roles import Viewer

_LONGEST: Final = 48
_TILE: Final = (460, 210)
_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><text x="{x}" y="{y}" text-anchor="middle" '
    'transform="rotate(-20 {x} {y})" font-family="Noto Sans CJK SC, Microsoft YaHei, SimSun, sans-serif" font-size="15" '
    'fill="#1e3a5f">{words}</text></svg>'
)


def watermark_text(user: Viewer, now: datetime) -> str:
    """What the tile says: name, the account that runs the server where it is called otherwise, and the minute."""
    account = pwd.getpwuid(os.geteuid()).pw_name
    who = user.name if user.name == account else f"{user.name}（{account}）"
    return f"{who[:_LONGEST]} {now:%Y-%m-%d %H:%M}"


def watermark_image(text: str) -> str:
    """The tile as an address a stylesheet may hold: SVG with the text escaped, every character of it quoted."""
    width, height = _TILE
    drawn = _SVG.format(width=width, height=height, x=width // 2, y=height // 2, words=escape(text))
    return f"data:image/svg+xml,{quote(drawn, safe='')}"


class Watermark:
    """What the page template asks for at each loading: `text` and `image` of this moment."""

    def __init__(self, user: Viewer) -> None:
        self._user = user

    def __deepcopy__(self, _memo: Any) -> Watermark:
        return self

    @property
    def text(self) -> str:
        return watermark_text(self._user, datetime.now().astimezone())

    @property
    def image(self) -> str:
        return watermark_image(self.text)
