"""The one function that stands between petition text and markup."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from workbench.widgets.text import escape, plain, within_site


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (0, "0"),
        (True, "是"),
        (date(2025, 3, 4), "2025-03-04"),
        (datetime(2025, 3, 4, 9, 30), "2025-03-04 09:30"),
        (["甲县", "乙市"], "甲县、乙市"),
        ("甲\u202e县\u0000", "甲县"),
    ],
)
def test_plain(value: object, text: str) -> None:
    assert plain(value) == text


def test_escape_covers_elements_and_attributes() -> None:
    assert escape("<img src=x onerror='a' title=\"b\">&") == (
        "&lt;img src=x onerror=&#x27;a&#x27; title=&quot;b&quot;&gt;&amp;"
    )


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/voila/render/a.ipynb?matter=M1", True),
        ("?matter=M1", True),
        ("#top", True),
        ("javascript:alert(1)", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("http://evil.example", False),
        (" /a", False),
        ("data:text/html,x", False),
    ],
)
def test_addresses_stay_within_the_site(address: str, kept: bool) -> None:
    assert within_site(address) == (address if kept else "#")
