"""提请会商申请: which conference is common to all places and units of a matter, who decides, and the form filled in.

条例第二十四条第一款: the common superior decides a dispute over acceptance; without one the common 联席会议 coordinates. A
split over anything else is brought to the conference by the lead (县级化解工作方案). Spec 2.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.domain.codes import Level, Trilean
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import SeparationFinding
from workbench.rules.negotiation import CLAUSE, Contest, Round, UnitClaim
from workbench.rules.places import known_level, lowest_common_level, significant
from workbench.rules.unit_kinds import normal_unit

ASKS: Final = ("定主办", "定方案", "定资金渠道", "定时限")
"""What a conference is asked to decide."""
_PLAN: Final = "县级化解工作方案“意见不一致的由主办单位提请联席会议协调会商”（方案，非法规）"
_NO_LEVEL: Final = "地点和单位所在地均未登记，共同的联席会议待核"


@dataclass(frozen=True, slots=True)
class CommonPlace:
    """The lowest place that holds all known places (共同层级); None where none is known. `unsure` says what may raise it."""

    level: Level | None
    code: str
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides the quarrel (协调主体): the common superior or the common conference, and why."""

    name: str
    is_conference: Trilean
    clause: str
    reason: str


@dataclass(frozen=True, slots=True)
class Application:
    """An application to the conference (提请会商申请) ready to print: `fields` are label and value in the form's order.

    `missing` are parts not on record; `blocking` are those without which the application cannot be put in.
    """

    matter_id: str
    title: str
    applicant: str
    common: CommonPlace
    decider: Decider
    claims: tuple[UnitClaim, ...]
    rounds: tuple[Round, ...]
    agreed: tuple[str, ...]
    open: tuple[str, ...]
    asks: tuple[str, ...]
    attachments: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    blocking: tuple[str, ...]

    @property
    def claim_rows(self) -> tuple[Mapping[str, str], ...]:
        return tuple(claim.row for claim in self.claims)

    @property
    def round_rows(self) -> tuple[Mapping[str, str], ...]:
        return tuple(held.row for held in self.rounds)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the applicant adds to what is on record (申请内容): who applies, the questions, and files."""

    applicant: str = ""
    asks: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


def common_place(codes: Mapping[str, str | None], needed: Iterable[str] = ()) -> CommonPlace:
    """The lowest common place of named codes (户籍地 → 990121…), 乡 at the lowest; the order of names does not matter.

    `needed` are names whose code is unknown and could raise the level. ValueError for a malformed code.
    """
    known = {name: code for name, code in codes.items() if code}
    unsure = tuple(sorted({*needed, *(name for name, code in codes.items() if not code)}))
    if not known:
        return CommonPlace(None, "", unsure)
    level = lowest_common_level(known.values())
    vague = tuple(sorted(f"{name}只知到{known_level(code).label}" for name, code in known.items() if _vague(code)))
    level = Level.TOWN if level is Level.VILLAGE else level
    first = significant(next(iter(known.values())))
    return CommonPlace(level, first[: level.code_digits], (*unsure, *vague))


def _vague(code: str) -> bool:
    """A place above 县 leaves open which county it lies in, so the common conference may be a lower one."""
    return known_level(code) < Level.COUNTY


def conference_name(common: CommonPlace, place_name: Callable[[str], str]) -> str:
    """The conference of a place (清澜县信访工作联席会议)."""
    if common.level is None:
        return "（共同的信访工作联席会议，待核）"
    if common.level is Level.NATION:
        return "中央信访工作联席会议"
    return f"{place_name(common.code)}信访工作联席会议"


def decider(
    contest: Contest,
    common: CommonPlace,
    separation: SeparationFinding | None,
    place_name: Callable[[str], str],
    parents: Mapping[str, str] | None = None,
) -> Decider:
    """Who decides: for a dispute over acceptance the common superior if there is one, in all else the conference."""
    body = conference_name(common, place_name)
    if not contest.about_acceptance:
        return Decider(body, Trilean.YES, _PLAN, f"各单位意见不一致，由主办单位提请{body}协调。{_level_said(common)}")
    superior = common_superior([claim.unit for claim in contest.claims], parents or {})
    if superior:
        return Decider(superior, Trilean.NO, CLAUSE, f"受理有争议，由共同的上一级机关、单位{superior}决定受理机关。")
    crossed = separation.crossings.get("K3", Trilean.UNKNOWN) if separation else Trilean.UNKNOWN
    if crossed is Trilean.YES:
        reason = f"受理有争议，各单位分属不同系统、没有共同的上一级，由共同的{body}协调处理。{_level_said(common)}"
        return Decider(body, Trilean.YES, CLAUSE, reason)
    reason = f"受理有争议，有共同上一级的由其决定；请核实，没有的由共同的{body}协调处理。{_level_said(common)}"
    return Decider(body, Trilean.UNKNOWN, CLAUSE, reason)


def common_superior(units: Sequence[str], parents: Mapping[str, str]) -> str:
    """The nearest unit above all of these by the table unit → parent; "" if the table knows none."""
    above = {normal_unit(child): parent for child, parent in parents.items()}
    chains = [_chain(unit, above) for unit in units]
    if len(chains) < 2:
        return ""
    shared = set.intersection(*({normal_unit(name) for name in chain} for chain in chains))
    return next((name for name in chains[0] if normal_unit(name) in shared), "")


def _chain(unit: str, above: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    while (unit := above.get(normal_unit(unit), "")) and unit not in found:
        found.append(unit)
    return found


def _level_said(common: CommonPlace) -> str:
    if common.level is None:
        return f"{_NO_LEVEL}。"
    doubt = f"；待核：{'、'.join(common.unsure)}，核实后层级可能改变" if common.unsure else ""
    return f"共同层级为{common.level.label}级{doubt}。"


def application(
    facts: MatterFacts,
    contest: Contest,
    separation: SeparationFinding | None,
    *,
    title: str,
    place_name: Callable[[str], str],
    body_place: Callable[[str], str] | None = None,
    unit_places: Mapping[str, str] | None = None,
    parents: Mapping[str, str] | None = None,
    wish: Wish | None = None,
) -> Application:
    """The application to the conference filled in from what is on record, and what is missing.

    `place_name` gives a place's name in full, `body_place` as it stands before 信访工作联席会议 (default: the same).
    `unit_places` maps a unit to its division code; units without one are named as unsure. `wish` adds to the record.
    """
    wish = wish or Wish()
    common = common_place(_codes(facts, contest, unit_places or {}))
    applied = contest.applied.detail if contest.applied else {}
    asks = wish.asks or _listed(applied.get("ask", ""))
    still_open = wish.open or contest.open or _listed(applied.get("open", ""))
    applicant = wish.applicant or (contest.applied.unit if contest.applied else "") or _lead(facts)
    attachments = wish.attachments or _listed(applied.get("attachments", ""))
    who = decider(contest, common, separation, body_place or place_name, parents)
    fields = (
        ("标题", title),
        ("事项编号", facts.matter_id),
        ("申请单位（主办）", applicant),
        ("提请", who.name),
        *_places(facts, place_name),
        ("各单位意见", "；".join(f"{claim.unit}：{claim.says}" for claim in contest.claims if claim.says)),
        ("各单位依据", "；".join(f"{claim.unit}：{claim.basis}" for claim in contest.claims if claim.basis)),
        ("协商情况", _talked(contest)),
        ("已达成一致的", "；".join(contest.agreed) or "无"),
        ("仍有分歧的", "；".join(still_open)),
        ("提请决定的事项", "；".join(asks)),
        ("附件", "；".join(attachments) or "无"),
        ("协调依据", who.clause),
        ("层级说明", who.reason),
    )
    missing = (*(name for name, value in fields if not value and name not in _BY_CLAIM), *_short_of(contest))
    blocking = tuple(name for name in missing if name in _BLOCKING)
    return Application(
        facts.matter_id, title, applicant, common, who, contest.claims, contest.rounds, contest.agreed, still_open,
        asks, attachments, fields, missing, blocking,
    )  # fmt: skip


_TWO: Final = "两个以上单位的意见"
_BY_CLAIM: Final = frozenset({"各单位意见", "各单位依据", "协商情况"})
"""Fields whose gaps `_short_of` names one by one."""
_BLOCKING: Final = frozenset({"标题", "申请单位（主办）", "仍有分歧的", "提请决定的事项", _TWO})


def _short_of(contest: Contest) -> list[str]:
    short = [] if len([claim for claim in contest.claims if claim.says]) > 1 else [_TWO]
    short += [f"{claim.unit}援引的依据" for claim in contest.claims if not claim.basis]
    return short if contest.rounds else [*short, "协商轮次记录"]


def _codes(facts: MatterFacts, contest: Contest, unit_places: Mapping[str, str]) -> dict[str, str | None]:
    places = facts.places
    codes: dict[str, str | None] = {"户籍地": places.hukou, "常住地": places.residence, "事发地": places.issue}
    if places.organ:
        codes["有权处理机关所在地"] = places.organ
    codes.update((f"另一事发地{number}", code) for number, code in enumerate(places.other_issues, 1))
    codes.update((f"{claim.unit}所在地", unit_places.get(claim.unit)) for claim in contest.claims)
    return codes


def _places(facts: MatterFacts, place_name: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    places = facts.places
    named = (("户籍地", places.hukou), ("常住地", places.residence), ("事发地", places.issue))
    organ = place_name(places.organ) if places.organ else "未另行登记（按事发地）" if places.issue else ""
    return (*((name, place_name(code) if code else "") for name, code in named), ("有权处理机关所在地", organ))


def _talked(contest: Contest) -> str:
    told = [f"第{held.number}轮（{held.day or '日期未登记'}）{'、'.join(held.units)}" for held in contest.rounds]
    return "；".join(told)


def _lead(facts: MatterFacts) -> str:
    return facts.organ_unit or facts.lead_unit


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("、", "；").split("；") if part.strip())
