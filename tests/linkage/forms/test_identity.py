from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.identity_number import check_digit
from workbench.linkage.forms.identity import age_fits, compare_identity, identity_form, one_slip
from workbench.linkage.forms.levels import IdLevel


def turned(number: str, at: int, by: int = 1) -> str:
    """The number with one digit another."""
    return number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]


def test_a_whole_number_is_read(number: str) -> None:
    form = identity_form(f" {number[:6]} {number[6:].lower()}")
    assert (form.plain, form.id17, form.ok, form.birth) == (number, number[:17], True, "1966-05-04")
    old = identity_form(number[:6] + number[8:17])
    assert (old.id17, old.ok, old.birth) == (number[:17], True, "1966-05-04")


def test_a_wrong_check_digit_or_birthday_is_seen(number: str) -> None:
    assert not identity_form(turned(number, 16)).ok
    impossible = number[:10] + "13" + number[12:17]
    assert identity_form(impossible + check_digit(impossible)).id17 == ""


def test_lost_tails_are_seen(number: str) -> None:
    rounded = str(int(float(number[:15] + "512")))  # written out by a program that held it as a float
    for written in (number[:15] + "000", f"{number[0]}.{number[1:15]}E+17", rounded):
        form = identity_form(written)
        assert form.lost, written
        assert form.id17 == ""
        assert form.id15 == number[:15]
        assert form.birth == "1966-05-04"


@pytest.mark.parametrize("cell", ["", "无", "不详", "1" * 18, "身份证", "---"])
def test_fillers_tell_nothing(cell: str, number: str) -> None:
    assert compare_identity(cell, number) is IdLevel.UNKNOWN


def other_order(number: str) -> str:
    first17 = turned(number[:17], 16, 2)
    return first17 + check_digit(first17)


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (lambda n: n, IdLevel.SAME),
        (lambda n: n[:6] + n[8:17], IdLevel.SAME_15_18),
        (lambda n: turned(n, 8), IdLevel.ONE_SLIP),
        (lambda n: n[:4] + n[5] + n[4] + n[6:], IdLevel.ONE_SLIP),
        (lambda n: n[:-1], IdLevel.ONE_SLIP),
        (lambda n: n[:9] + n[8] + n[9:], IdLevel.ONE_SLIP),
        (lambda n: n[:17] + "5", IdLevel.ONE_SLIP),
        (lambda n: n[:15] + "000", IdLevel.LOST_TAIL),
        (lambda n: f"{n[0]}.{n[1:15]}E+17", IdLevel.LOST_TAIL),
        (lambda n: n[:6] + "*" * 8 + n[14:], IdLevel.MASK_FITS),
        (lambda n: n[:6] + "*" * 10 + "99", IdLevel.DIFFERENT),
        (other_order, IdLevel.DIFFERENT),
        (lambda n: turned(turned(n, 8), 12), IdLevel.DIFFERENT),
        (lambda n: "9.9E+17", IdLevel.UNKNOWN),
        (lambda n: "8.8E+17", IdLevel.DIFFERENT),
        (lambda n: "E" + "12345678", IdLevel.UNKNOWN),
    ],
)
def test_levels(change: object, level: IdLevel, number: str) -> None:
    assert callable(change)
    assert compare_identity(number, change(number)) is level
    assert compare_identity(change(number), number) is level


def test_two_lost_numbers_are_never_the_same(number: str) -> None:
    assert compare_identity(number[:15] + "000", number[:15] + "000") is IdLevel.LOST_TAIL


def test_two_right_numbers_one_digit_apart_are_two_people(number: str) -> None:
    """No slip leaves the check digit right, so two right numbers are two people."""
    for at in range(6, 17):
        first17 = turned(number[:17], at)
        assert compare_identity(number, first17 + check_digit(first17)) is IdLevel.DIFFERENT


def test_the_sex_digit_says_nothing(number: str) -> None:
    assert (
        compare_identity(number, turned(number, 16)) is compare_identity(number, turned(number, 15)) is IdLevel.ONE_SLIP
    )


@pytest.mark.parametrize(
    ("one", "other"), [("1234", "1243"), ("1234", "1235"), ("1234", "134"), ("1234", "12234"), ("12", "123")]
)
def test_one_slip(one: str, other: str) -> None:
    assert one_slip(one, other)
    assert one_slip(other, one)


@pytest.mark.parametrize(("one", "other"), [("1234", "1234"), ("1234", "4321"), ("1234", "12"), ("1234", "2341")])
def test_more_than_one_slip(one: str, other: str) -> None:
    assert not one_slip(one, other)


@pytest.mark.parametrize(("age", "fits"), [(53, True), (54, True), (55, True), (56, True), (52, False), (57, False)])
def test_age_fits(age: int, fits: bool) -> None:
    assert age_fits(age, date(2020, 6, 1), date(1966, 5, 4)) is fits
