"""Names of persons (姓名): what a cell says, and how far two of them may be one name written in two ways.

Chinese names have two to four characters, so string distances say little (王建国 and 王建军 are two thirds alike): levels
are reasoned on characters, their sound, shape and place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from workbench.linkage.forms import characters
from workbench.linkage.forms.cells import HIDDEN, read_cell
from workbench.linkage.forms.levels import NameLevel

_Sounds = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class NameForm:
    """A name cell taken apart. Hidden characters appear as 某; everything is "" or empty where the cell names nobody."""

    written: str
    spelt: str  # half-width, without blanks, titles, remarks; traditional characters kept
    plain: str  # spelt, in simplified characters
    surname: str  # "" of ethnic names and where it is hidden
    given: str
    pinyin: tuple[str, ...]  # toneless, surname-aware; () of masked names
    masked: bool
    ethnic: bool  # written with ·, or too long for a Han name
    former: tuple[str, ...]  # 曾用名, as spelt

    @property
    def key(self) -> str:
        """A text with the same form again: 张三(曾用名张四)."""
        return f"{self.spelt}(曾用名{'、'.join(self.former)})" if self.former else self.spelt

    @cached_property
    def folded(self) -> str:
        """For comparing: · left out, variant characters and transliterations replaced by the usual ones."""
        return "".join(self.parts)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The name, an ethnic one cut at ·, each part folded."""
        return tuple(characters.folded(characters.usual_spelling(part)) for part in self.plain.split("·"))

    @cached_property
    def sounds(self) -> _Sounds:
        """For each character of `folded` the readings it may have there."""
        head = characters.surname_readings(self.surname) if self.surname else ()
        rest = map(characters.readings, self.folded[len(self.surname) :])
        return tuple(map(frozenset, (*head, *rest)))

    @cached_property
    def family(self) -> str:
        """The surname, folded."""
        return characters.folded(self.surname)

    @cached_property
    def hints(self) -> frozenset[str]:
        """Characters, look-alikes and sounds of the given name: a Han name with none of them is another name."""
        first = len(self.surname)
        letters = self.folded[first:]
        return frozenset(letters).union(*map(characters.lookalikes, letters), *self.near_sounds[first:])

    @cached_property
    def simple(self) -> bool:
        """A whole Han name of usual length."""
        return bool(self.given and self.surname) and not (self.masked or self.ethnic)

    @cached_property
    def near_sounds(self) -> _Sounds:
        """`sounds` with those that dialects confuse made one."""
        return tuple(frozenset(map(characters.near, syllables)) for syllables in self.sounds)


@lru_cache(maxsize=500_000)
def name_form(text: str) -> NameForm:
    """The name a cell holds; of several names (、) the first."""
    spelt, former = read_cell(text)
    plain = characters.simplified(spelt)
    surname, ethnic = _surname(plain)
    masked = HIDDEN in plain
    given = plain[len(surname) :].replace("·", "").strip(HIDDEN)
    pinyin = () if masked or not plain else _pinyin(surname, given)
    return NameForm(text, spelt, plain, surname, given, pinyin, masked, ethnic, former)


def _surname(plain: str) -> tuple[str, bool]:
    """The surname, and whether the name is of the ethnic kind, which has none."""
    if not plain or plain[0] == HIDDEN or plain[0].isascii():
        return "", False
    if "·" in plain or len(plain) > 5:
        return "", True
    if len(plain) > 2 and plain[:2] in characters.compound_surnames():
        return plain[:2], False
    if len(plain) < 4 or HIDDEN in plain:
        return plain[0], False
    double = len(plain) == 4 and plain[0] in characters.surnames() and plain[1] in characters.surnames()
    return (plain[:2], False) if double else ("", True)


def _pinyin(surname: str, given: str) -> tuple[str, ...]:
    head = [syllables[0] for syllables in characters.surname_readings(surname)] if surname else []
    return (*head, *(characters.readings(letter)[0] for letter in given))


def compare_names(one: str | NameForm, other: str | NameForm) -> NameLevel:
    """How far two name cells agree, former names considered; cells that name nobody are UNKNOWN."""
    left = name_form(one) if isinstance(one, str) else one
    right = name_form(other) if isinstance(other, str) else other
    level = _level(left, right)
    if level <= NameLevel.VARIANT or not (left.former or right.former):
        return level
    return min([level, *_former_levels(left, right)])


def _former_levels(left: NameForm, right: NameForm) -> list[NameLevel]:
    """Levels of the pairs in which at least one is a former name; agreement is no stronger than FORMER."""
    lefts = [left, *map(name_form, left.former)]
    rights = [right, *map(name_form, right.former)]
    levels = [_level(one, other) for one in lefts for other in rights if one is not left or other is not right]
    return [max(level, NameLevel.FORMER) for level in levels if level is not NameLevel.UNKNOWN]


def _level(left: NameForm, right: NameForm) -> NameLevel:
    if left.simple and right.simple and left.hints.isdisjoint(right.hints):
        return _apart(left, right)
    if not left.plain or not right.plain:
        return NameLevel.UNKNOWN
    if left.masked or right.masked:
        return NameLevel.MASK_FITS if _mask_fits(left, right) else _apart(left, right)
    if left.spelt == right.spelt:
        return NameLevel.EXACT
    if left.folded == right.folded:
        return NameLevel.VARIANT
    if left.ethnic or right.ethnic:
        return _ethnic_level(left, right)
    if len(left.folded) == len(right.folded):
        return _even_level(left, right)
    return NameLevel.ONE_MORE if _one_more(left, right) else _apart(left, right)


def _apart(left: NameForm, right: NameForm) -> NameLevel:
    return NameLevel.SAME_SURNAME if left.family and left.family == right.family else NameLevel.DIFFERENT


def _even_level(left: NameForm, right: NameForm) -> NameLevel:
    """Two names of the same length that differ somewhere."""
    one, other = left.folded, right.folded
    places = [at for at, letter in enumerate(one) if letter != other[at]]
    if len(places) == 1:
        return _one_place(left, right, places[0])
    if len(places) == 2 and places[0] > 0 and _exchanged(one, other, *places):
        return NameLevel.SWAPPED
    if len(places) < len(one) and places[0] > 0 and all(_heard_alike(left, right, at) for at in places):
        return NameLevel.NEAR_SOUND
    return _apart(left, right)


def _one_place(left: NameForm, right: NameForm, at: int) -> NameLevel:
    """Two names that differ in one character. One of two characters heard alike says less than one of three."""
    short = len(left.folded) == 2
    if _heard_alike(left, right, at):
        return NameLevel.SHORT_SOUND if short else NameLevel.HOMOPHONE
    if right.folded[at] in characters.lookalikes(left.folded[at]):
        return NameLevel.LOOKALIKE
    if not left.near_sounds[at].isdisjoint(right.near_sounds[at]):
        return NameLevel.SHORT_SOUND if short else NameLevel.NEAR_SOUND
    return _apart(left, right)


def _heard_alike(left: NameForm, right: NameForm, at: int) -> bool:
    return not left.sounds[at].isdisjoint(right.sounds[at])


def _exchanged(one: str, other: str, first: int, second: int) -> bool:
    return one[first] == other[second] and one[second] == other[first]


def _one_more(left: NameForm, right: NameForm) -> bool:
    """Whether one name is the other with a character left out; the surname stays, or half a compound one does."""
    short, long = sorted((left, right), key=lambda name: len(name.folded))
    if len(long.folded) != len(short.folded) + 1 or len(short.folded) < 2:
        return False
    starts = short.folded[0] == long.folded[0] or len(long.surname) == 2
    return starts and _left_out(short.folded, long.folded)


def _left_out(short: str, long: str) -> bool:
    """Whether `short` is `long` without one of its characters."""
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    return short[at:] == long[at + 1 :]


def _ethnic_level(left: NameForm, right: NameForm) -> NameLevel:
    """Names without surname: own name, then the father's. Transliteration lets several characters differ in writing."""
    if len(left.folded) == len(right.folded):
        return _ethnic_even(left, right)
    short, long = sorted((left, right), key=lambda name: len(name.folded))
    if len(long.parts) > 1 and short.folded == long.parts[0]:
        return NameLevel.ONE_MORE
    one_out = len(long.folded) >= 5 and len(long.folded) == len(short.folded) + 1
    return NameLevel.ONE_MORE if one_out and _left_out(short.folded, long.folded) else NameLevel.DIFFERENT


def _ethnic_even(left: NameForm, right: NameForm) -> NameLevel:
    places = [at for at, letter in enumerate(left.folded) if letter != right.folded[at]]
    if all(_heard_alike(left, right, at) for at in places):
        return NameLevel.HOMOPHONE
    if len(places) == 1 and right.folded[places[0]] in characters.lookalikes(left.folded[places[0]]):
        return NameLevel.LOOKALIKE
    near = all(not left.near_sounds[at].isdisjoint(right.near_sounds[at]) for at in places)
    return NameLevel.NEAR_SOUND if near and len(places) * 3 <= len(left.folded) else NameLevel.DIFFERENT


def _mask_fits(left: NameForm, right: NameForm) -> bool:
    """Whether what both names show agrees, from the front and from the end, and their lengths may be one."""
    one, other = left.folded, right.folded
    return _shown_agree(one, other) and _shown_agree(one[::-1], other[::-1]) and _lengths_fit(left, right)


def _shown_agree(one: str, other: str) -> bool:
    """Up to the first hidden character of either."""
    for letter, other_letter in zip(one, other, strict=False):
        if HIDDEN in (letter, other_letter):
            return True
        if letter != other_letter:
            return False
    return True


def _lengths_fit(left: NameForm, right: NameForm) -> bool:
    one, other = _span(left, right), _span(right, left)
    return one[0] <= other[1] and other[0] <= one[1]


def _span(name: NameForm, beside: NameForm) -> tuple[int, int]:
    """Fewest and most characters a name may have. 张某 and 张*** stand for any, 张某某 for three unless the name is long."""
    hidden = name.folded.count(HIDDEN)
    length = len(name.folded)
    if hidden == 0:
        return length, length
    anything = name.folded.endswith(HIDDEN) and hidden != 2
    if anything or beside.ethnic or len(beside.surname) == 2:
        return length - hidden + 1, 99
    return length, length
