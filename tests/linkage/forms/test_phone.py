from __future__ import annotations

import pytest

from workbench.linkage.forms.levels import PhoneLevel
from workbench.linkage.forms.phone import compare_phones, phone_numbers

OTHER = "143" + "8765" + "4321"
LANDLINE = "0980" + "2123456"


@pytest.mark.parametrize(
    "written",
    ["{}", "+86{}", "+86 {}", "0086-{}", "86{}", "0{}", "{}.0", "张三{}（妻）", "电话：{}。"],
)
def test_one_mobile_number_is_found(written: str, mobile: str) -> None:
    assert phone_numbers(written.format(mobile)) == (mobile,)


def test_a_number_in_groups_is_joined(mobile: str) -> None:
    for sign in (" ", "-"):
        assert phone_numbers(sign.join((mobile[:3], mobile[3:7], mobile[7:]))) == (mobile,)


@pytest.mark.parametrize("sign", ["、", "/", " ", "；", "\n", "", "，或"])
def test_several_numbers_in_a_cell(sign: str, mobile: str) -> None:
    assert phone_numbers(f"{mobile}{sign}{OTHER}") == (mobile, OTHER)


@pytest.mark.parametrize(
    "written", ["0980-2123456", "0980 2123456转801", "(0980)2123456-02", "（0980）2123456", "09802123456"]
)
def test_landlines_lose_dashes_and_extensions(written: str) -> None:
    assert phone_numbers(written) == (LANDLINE,)


@pytest.mark.parametrize("cell", ["", "无", "12345", "110", "1" * 11, "0" * 11, "142********"])
def test_what_tells_nothing_is_left_out(cell: str) -> None:
    assert phone_numbers(cell) == ()


def test_levels(mobile: str) -> None:
    masked = mobile[:3] + "****" + mobile[7:]
    slipped = mobile[:5] + "9" + mobile[6:]
    situations = [
        (mobile, f"{OTHER}、{mobile}", PhoneLevel.SAME),
        (mobile, masked, PhoneLevel.MASK_FITS),
        (mobile, masked.replace("*", "×"), PhoneLevel.MASK_FITS),
        (masked, masked, PhoneLevel.MASK_FITS),
        (LANDLINE, LANDLINE[4:], PhoneLevel.MASK_FITS),
        (mobile, slipped, PhoneLevel.ONE_SLIP),
        (mobile, mobile[:-1], PhoneLevel.ONE_SLIP),
        (mobile, mobile[:6] + mobile[7] + mobile[6] + mobile[8:], PhoneLevel.ONE_SLIP),
        (mobile, OTHER, PhoneLevel.DIFFERENT),
        (masked, OTHER, PhoneLevel.DIFFERENT),
        (LANDLINE, LANDLINE[:-1] + "9", PhoneLevel.DIFFERENT),
        (mobile, "", PhoneLevel.UNKNOWN),
    ]
    for one, other, level in situations:
        assert compare_phones(one, other) is level, (one, other)
        assert compare_phones(phone_numbers(other), phone_numbers(one)) is level
