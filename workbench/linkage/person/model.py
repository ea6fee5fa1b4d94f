"""What is compared between two petitioners, level by level, and what each level says in words (同人模型).

The SQL runs unchanged on DuckDB and on Spark: plain columns of `nodes`, no function of our own. Levels of one comparison
are written strongest first; the first one that holds counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.linkage.person.parameters import PersonParameters

if TYPE_CHECKING:
    from splink import SettingsCreator


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison. `code` is stable; `word` is what a clerk reads; `sql` over columns x_l and x_r."""

    code: str
    word: str
    sql: str
    frequency: bool = False  # whether the weight follows how common the name is


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels of one field; where `unknown` holds the field says nothing."""

    name: str
    unknown: str
    levels: tuple[Level, ...]

    @property
    def follows_frequency(self) -> bool:
        """Whether a level's weight follows how common the value is."""
        return any(level.frequency for level in self.levels)

    def code_of(self, gamma: int) -> str:
        """Level code of Splink's comparison vector value (last level 0, unknown -1: "")."""
        return "" if gamma < 0 else self.levels[len(self.levels) - 1 - gamma].code


_TRUSTED = "((id_ok_l or id_lost_l) and (id_ok_r or id_lost_r))"
# One digit written wrong, or two swapped, all else the same to the check digit: two numbers that differ there as well are
# those of twins, or of neighbours in the register. A number of 15 digits has no check digit: the 17 they share count.
_ID_MASK = "id_whole_r like id_mask_l or id_whole_l like id_mask_r or id_mask_l = id_mask_r"
_APART = (
    "case when id_whole_l is not null and id_whole_r is not null then levenshtein(id_whole_l, id_whole_r)"
    " else levenshtein(id17_l, id17_r) end"
)
_SLIP = f"({_APART} = 1 or ({_APART} = 2 and id_bag_l = id_bag_r))"

IDENTITY = Comparison(
    "identity",
    "(id_head_l is null and id_mask_l is null) or (id_head_r is null and id_mask_r is null)",
    (
        Level("id_same", "证件一致", "id17_l = id17_r and (id_ok_l or id_ok_r)"),
        Level("id_same_unchecked", "证件一致（不合校验）", "id17_l = id17_r"),
        Level("id_tail_lost", "证件号尾数丢失，其余一致", "(id_lost_l or id_lost_r) and id_head_l = id_head_r"),
        Level("id_slip", "证件号相差一位", f"not (id_sure_l and id_sure_r) and {_SLIP}"),
        Level("id_masked", "证件号打码相符", _ID_MASK),
        Level("birth_same", "证件号不符，出生日期一致", f"not {_TRUSTED} and birth_l = birth_r"),
        Level("id_unlike", "证件号不符（有一个不合校验）", f"not {_TRUSTED}"),
        Level("id_differs", "证件号不同", "birth_l = birth_r or birth_l is null or birth_r is null"),
        Level("birth_differs", "出生日期不同", "ELSE"),
    ),
)
_MASK = (
    "(masked_l or masked_r) and surname_l = surname_r and (given_l is null or given_r is null"
    " or contains(given_l, given_r) or contains(given_r, given_l))"
)
NAME = Comparison(
    "name",
    "name_any_l is null or name_any_r is null",
    (
        Level("name_variant", "同名（繁简）", "name_l = name_r and written_l <> written_r", frequency=True),
        Level("name_same", "同名", "name_l = name_r", frequency=True),
        Level("name_former", "曾用名", "array_contains(former_l, name_r) or array_contains(former_r, name_l)"),
        Level("name_homophone", "姓名同音", "pinyin_l = pinyin_r and length(name_l) > 2"),
        Level("name_shape", "姓名形近", "shape_l = shape_r"),
        Level("name_near_sound", "姓名音近", "near_sound_l = near_sound_r and length(name_l) > 2"),
        Level("name_short_sound", "两字姓名音近", "near_sound_l = near_sound_r"),
        Level("name_masked", "姓名打码相符", _MASK),
        Level("name_given_differs", "同姓不同名", "surname_l = surname_r"),
        Level("name_differs", "姓名不同", "ELSE"),
    ),
)
PHONE = Comparison(
    "phone",
    "phone_ends_l is null or phone_ends_r is null",
    (
        Level("phone_same", "电话一致", "arrays_overlap(phones_l, phones_r)"),
        Level(
            "phone_masked",
            "电话打码相符",
            "(phone_hidden_l or phone_hidden_r) and arrays_overlap(phone_ends_l, phone_ends_r)",
        ),
        Level("phone_slip", "电话相差一位", "levenshtein(phone_first_l, phone_first_r) = 1"),
        Level("phone_differs", "电话不同", "ELSE"),
    ),
)
ADDRESS = Comparison(
    "address",
    "town_l is null or town_r is null",
    (
        Level("address_same", "住址一致", "address_l = address_r and village_l = village_r"),
        Level("village_same", "同村", "town_l = town_r and village_l = village_r"),
        Level("town_same", "同乡镇", "town_l = town_r"),
        Level("address_differs", "乡镇不同", "ELSE"),
    ),
)
COMPARISONS = (IDENTITY, NAME, PHONE, ADDRESS)
WORDS = {level.code: level.word for comparison in COMPARISONS for level in comparison.levels}


def settings(parameters: PersonParameters, prior: float) -> SettingsCreator:
    """The model as Splink takes it, with the given chances and prior."""
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="uid",
        comparisons=[_comparison(comparison, parameters) for comparison in COMPARISONS],
        probability_two_random_records_match=prior,
        retain_matching_columns=True,  # Splink keeps the levels (gamma) with them only
        retain_intermediate_calculation_columns=True,
    )


def _comparison(comparison: Comparison, parameters: PersonParameters) -> dict[str, Any]:
    unknown = {"sql_condition": comparison.unknown, "label_for_charts": "未知", "is_null_level": True}
    chances = parameters.levels[comparison.name]
    levels = [_level(level, chances[level.code], parameters) for level in comparison.levels]
    return {"output_column_name": comparison.name, "comparison_levels": [unknown, *levels]}


def _level(level: Level, chance: tuple[float, float], parameters: PersonParameters) -> dict[str, Any]:
    entry = {
        "sql_condition": level.sql,
        "label_for_charts": level.word,
        "m_probability": chance[0],
        "u_probability": chance[1],
    }
    if level.frequency:
        entry["tf_adjustment_column"] = "name"
    return entry
