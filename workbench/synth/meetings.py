"""Invented conferences (虚构的联席会议): bodies at three levels with posts, what they held and missed, what came of it.

Pure invention: which matters are heard is chosen when it is played (`usecases.demo_meetings`). Days count from the county's
last day; posts and units only, no names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.reference.calendar import default_calendar
from workbench.rules.decisions import ActKind, DecisionType
from workbench.rules.supervision import Rung
from workbench.synth.draw import Draw
from workbench.synth.places import HOME, OFFICE, Town, names, towns
from workbench.synth.units import unit_at

COUNTY_BODY, CITY_BODY = "QLX", "LJS"
CONVENOR: Final = "县委副书记"
OFFICE_HEAD: Final = "联席办主任"
LEADER: Final = "县委书记"
"""Chairs the Monday meeting; sits in no body."""
_HEADS: Final = ("自然资源局", "住房和城乡建设局", "人力资源和社会保障局", "农业农村局", "财政局", "司法局")


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in a body over a time (席位)."""

    post: str
    role: MemberRole
    unit: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class InventedBody:
    """A conference as it is set up (会议机构); its meetings sit in `hall`."""

    body_id: str
    name: str
    level: str
    place: str
    office: str
    hall: str
    since: date
    seats: tuple[Seat, ...]

    def posts_on(self, day: date, *roles: MemberRole) -> tuple[str, ...]:
        """Posts that sit on a day, of some roles."""
        sat = (one for one in self.seats if (one.since or day) <= day <= (one.until or day))
        return tuple(one.post for one in sat if one.role in roles)


@dataclass(frozen=True, slots=True)
class Deed:
    """What happens to a task some days after the meeting; `until` (days too) is the new day of an extension."""

    after: int
    kind: ActKind
    text: str = ""
    evidence: str = ""
    until: int = 0


@dataclass(frozen=True, slots=True)
class Fate:
    """A decision and what became of it: due `due` days after the meeting. With `unit` it is of no single matter."""

    text: str
    kind: DecisionType
    due: int
    proof: str
    deeds: tuple[Deed, ...] = ()
    rungs: tuple[tuple[int, Rung], ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting: held, called off (with the reason) or, after the last day, only planned; `views` and `demands` are written
    into its minutes, which stop before 签发 where `issued` is false. Without `minuted` none are written.
    """

    body_id: str
    kind: MeetingKind
    day: date
    start: str = "09:00"
    length: int = 120
    excused: tuple[str, ...] = ()
    called_off: str = ""
    fates: tuple[Fate, ...] = ()
    views: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    minuted: bool = True
    issued: bool = True
    title: str = ""


@dataclass(frozen=True, slots=True)
class ReceptionPlan:
    """Reception days of a body over a span, one each period; on the days counted from 0 in `missed` nobody received."""

    body_id: str
    period: str
    since: date
    until: date
    posts: tuple[str, ...]
    place: str
    missed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Gatherings:
    """All that is invented of meetings for one county: set up on `begun`, sessions by day."""

    begun: date
    bodies: tuple[InventedBody, ...]
    sessions: tuple[Session, ...]
    receptions: tuple[ReceptionPlan, ...]


def make_meetings(seed: int, end: date) -> Gatherings:
    """The meetings of about three months before `end` and those planned for the two weeks after it; same seed, same meetings."""
    draw, heard = Draw(f"{seed}|{end.isoformat()}|meetings"), _working(end)
    begun = min(_month_before(end, 2), min(one.day for one in heard))
    held = [*heard, *_mondays(draw, begun, end), *_others(begun, end), *_town_months(draw, end)]
    sessions = [one for one in held if begun <= one.day <= end] + _planned(end)
    return Gatherings(begun, _bodies(begun, end), tuple(sorted(sessions, key=_by_day)), _receptions(begun, end))


def _by_day(session: Session) -> tuple[date, str, str]:
    return session.day, session.start, session.body_id


# --- bodies -----------------------------------------------------------------------------------------------------------


def _bodies(begun: date, end: date) -> tuple[InventedBody, ...]:
    city = names()[HOME[:4]]
    return (
        InventedBody(CITY_BODY, f"{city}信访工作联席会议", "市", HOME[:4], f"{city}信访工作联席会议办公室", "市信访局会议室",
                     begun, (Seat("市委副书记", MemberRole.CONVENOR), Seat("市委政法委书记", MemberRole.DEPUTY),
                             Seat("市信访局局长", MemberRole.MEMBER))),
        InventedBody(COUNTY_BODY, f"{names()[HOME]}信访工作联席会议", "县", HOME, OFFICE, "县政府三楼会议室", begun, _county_seats(begun, end)),
        *(_town_body(town, begun) for town in towns(HOME)[1:3]),
    )  # fmt: skip


def _county_seats(begun: date, end: date) -> tuple[Seat, ...]:
    """One deputy convenor changed in the time the county looks back on."""
    changed = end - timedelta(days=45)
    heads = (Seat(f"县{key}局长", MemberRole.MEMBER, unit_at(HOME, key).name, begun) for key in _HEADS)
    return (
        Seat(CONVENOR, MemberRole.CONVENOR, "", begun),
        Seat("县委政法委书记", MemberRole.DEPUTY, "", begun),
        Seat("分管副县长", MemberRole.DEPUTY, "", begun, changed - timedelta(days=1)),
        Seat("常务副县长", MemberRole.DEPUTY, "", changed),
        Seat(OFFICE_HEAD, MemberRole.MEMBER, unit_at(HOME, "信访局").name, begun),
        *heads,
        Seat("县人民法院副院长", MemberRole.OBSERVER, unit_at(HOME, "人民法院").name, begun),
    )


def _town_body(town: Town, begun: date) -> InventedBody:
    return InventedBody(
        f"Z{town.code[6:]}", f"{town.name}信访工作联席会议", "乡", town.code, f"{town.name}信访工作联席会议办公室",
        f"{town.name}政府会议室", begun,
        (Seat("镇党委书记", MemberRole.CONVENOR, "", begun), Seat("镇长", MemberRole.DEPUTY, unit_at(town.code, "镇").name, begun),
         Seat("镇党委副书记", MemberRole.MEMBER, "", begun), Seat("镇司法所所长", MemberRole.MEMBER, "", begun)),
    )  # fmt: skip


# --- what was held ----------------------------------------------------------------------------------------------------


def _mondays(draw: Draw, begun: date, end: date) -> list[Session]:
    """Every Monday but one (and holidays); one more was called off. No minutes are kept of them."""
    last = end - timedelta(days=end.weekday())
    missed, off = draw.sample(range(2, 9), 2)
    found = []
    for week in range((last - begun).days // 7 + 1):
        session = Session(COUNTY_BODY, MeetingKind.MONDAY, last - timedelta(weeks=week), "08:30", 60, minuted=False,
                          called_off="县委主要领导赴市里开会" if week == off else "")  # fmt: skip
        found += [session] if week != missed and _is_worked(session.day) else []
    return found


def _thursday(end: date, before: int) -> date:
    """The last Thursday at least `before` days back that is no holiday."""
    day = end - timedelta(days=before)
    day -= timedelta(days=(day.weekday() - 3) % 7)
    return day if _is_worked(day) else _thursday(end, before + 7)


def _is_worked(day: date) -> bool:
    """Not a day off; a weekday counts as worked in a year without a notice of holidays."""
    calendar = default_calendar()
    return calendar.is_workday(day) if calendar.covers(day) else day.weekday() < 5


def _working(end: date) -> list[Session]:
    """Three working meetings and a supervision meeting that heard matters; the minutes of the last still await signature."""
    views = ("事实和责任已经清楚，应当按期依法处理",)
    demands = ("牵头单位按期报落实并附凭证，联席办逐项核实",)
    return [
        Session(COUNTY_BODY, MeetingKind.WORKING, _thursday(end, 75), excused=("县司法局局长",), fates=_FIRST, views=views, demands=demands),
        Session(COUNTY_BODY, MeetingKind.WORKING, _thursday(end, 49), excused=("县财政局局长",), fates=_SECOND, views=views, demands=demands),
        Session(COUNTY_BODY, MeetingKind.SUPERVISION, _thursday(end, 35), "15:00", 60, fates=_SUPERVISED, demands=demands),
        Session(COUNTY_BODY, MeetingKind.WORKING, _thursday(end, 18), fates=_THIRD, views=views, demands=demands, issued=False),
    ]  # fmt: skip


_REPLY: Final = "逐项核实诉求，形成处理意见并书面答复信访人"
_FIRST: Final = (
    Fate(_REPLY, DecisionType.PLAN, 35, "答复意见书及送达回证", (
        Deed(32, ActKind.REPORT, evidence="答复意见书及送达回证"),
        Deed(38, ActKind.ACCEPT),
    )),
    Fate("明确化解时限和责任人，限期办结", DecisionType.LIMIT, 30, "办结报告", (
        Deed(48, ActKind.REPORT, evidence="办结报告及送达回证"),
        Deed(52, ActKind.ACCEPT),
    )),
    Fate("落实化解方案所需资金渠道", DecisionType.MONEY, 40, "资金安排文件", (
        Deed(38, ActKind.EXTEND, "资金来源尚在衔接", until=60),
        Deed(70, ActKind.TO_MEETING, "两个部门对资金渠道意见不一，请会议决定由谁列支"),
    )),
    Fate("梳理同类事项的处理口径，提出统一意见", DecisionType.POLICY, 56, "印发的统一口径", (
        Deed(44, ActKind.REPORT, evidence="口径征求意见稿"),
        Deed(46, ActKind.REJECT, "征求意见稿不是印发的文件，请印发后再报"),
        Deed(54, ActKind.REPORT, evidence="印发的统一口径"),
        Deed(58, ActKind.ACCEPT),
    ), unit="司法局"),
)  # fmt: skip
_SECOND: Final = (
    Fate(_REPLY, DecisionType.PLAN, 30, "答复意见书及送达回证", (
        Deed(15, ActKind.PROGRESS, "已调取原始档案，正在核对"),
    ), ((32, Rung.FEEDBACK), (40, Rung.LETTER))),
    Fate("确定牵头单位，制定化解方案", DecisionType.LEAD, 25, "化解方案", (
        Deed(24, ActKind.REPORT, evidence="化解方案"),
        Deed(27, ActKind.ACCEPT),
    )),
    Fate("补齐会商材料中缺少的权属证明和原处理意见", DecisionType.SUPPLEMENT, 40, "补充材料清单"),
)  # fmt: skip
_SUPERVISED: Final = (
    Fate("已交办三次以上，限期拿出化解意见并书面报告", DecisionType.SUPERVISION, 30, "书面报告", (
        Deed(29, ActKind.REPORT, evidence="书面报告"),
    )),
)  # fmt: skip
_THIRD: Final = (
    Fate(_REPLY, DecisionType.PLAN, 35, "答复意见书及送达回证", (Deed(10, ActKind.PROGRESS, "已约见信访人，核实了主要事实"),)),
    Fate("确定化解方案，分步兑现", DecisionType.PLAN, 45, "兑现凭证"),
    Fate("汇总各单位未办结事项的困难，提交下次会议", DecisionType.POLICY, 30, "困难清单", unit="信访局"),
)  # fmt: skip
_TOWN_TASK: Final = Fate("对本镇到期未答复的事项逐件答复", DecisionType.LIMIT, 25, "答复清单", (
    Deed(22, ActKind.REPORT, evidence="答复清单"),
    Deed(26, ActKind.ACCEPT),
), unit="镇")  # fmt: skip


def _others(begun: date, end: date) -> list[Session]:
    """A supervision meeting in the first month (the second let it pass), a quarterly analysis, the half-year meeting with
    the people's congress, one meeting of the city.
    """
    return [
        Session(COUNTY_BODY, MeetingKind.SUPERVISION, _thursday(begun, -24), "15:00", 60, minuted=False),
        Session(COUNTY_BODY, MeetingKind.ANALYSIS, _thursday(end, 63), "15:00", views=("同类问题集中在征地补偿和拖欠工资两类",)),
        Session(COUNTY_BODY, MeetingKind.WITH_CONGRESS, _thursday(end, 28), "15:00", views=("对人大代表提出的三条意见逐条研究",)),
        Session(CITY_BODY, MeetingKind.FULL, _thursday(end, 42), views=("各县（区）按节点推进重复信访积案化解",)),
    ]  # fmt: skip


def _town_months(draw: Draw, end: date) -> list[Session]:
    """Monthly meetings of two townships over three months; the second let one month pass."""
    missed, found = draw.number(0, 1), []
    for number, town in enumerate(towns(HOME)[1:3]):
        for back in range(3):
            day = _worked(_month_before(end, back).replace(day=9 + number))
            fates = (_TOWN_TASK,) if (number, back) == (0, 2) else ()
            if (number, back) != (1, missed):
                found.append(
                    Session(f"Z{town.code[6:]}", MeetingKind.TOWN, day, "09:30", 90, fates=fates, minuted=bool(fates))
                )
    return found


def _month_before(day: date, back: int) -> date:
    """The first day of the month `back` months before."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _worked(day: date) -> date:
    """The day, or the next that is worked."""
    return day if _is_worked(day) else _worked(day + timedelta(days=1))


# --- what is planned --------------------------------------------------------------------------------------------------


def _planned(end: date) -> list[Session]:
    """Four sittings of the county in the two weeks to come and a township's monthly meeting."""
    monday = end + timedelta(days=7 - end.weekday())
    return [
        Session(COUNTY_BODY, MeetingKind.MONDAY, monday, "08:30", 150),
        Session(COUNTY_BODY, MeetingKind.WORKING, monday + timedelta(days=3), "09:00", 150),
        Session(COUNTY_BODY, MeetingKind.SPECIAL, monday + timedelta(days=4), "15:00", 120, title="重复信访积案专题会商"),
        Session(COUNTY_BODY, MeetingKind.WORKING, monday + timedelta(days=8), "09:00", 150),
        Session(f"Z{towns(HOME)[1].code[6:]}", MeetingKind.TOWN, monday + timedelta(days=2), "09:30", 90),
    ]  # fmt: skip


def _receptions(begun: date, end: date) -> tuple[ReceptionPlan, ...]:
    """County leaders monthly, city's quarterly, townships' weekly; one week of the first township nobody received."""
    turn = ("镇党委书记", "镇长", "镇党委副书记")
    weeks = (
        ReceptionPlan(
            f"Z{town.code[6:]}", "周", begun, end + timedelta(days=14), turn, f"{town.name}信访接待室", missed
        )
        for town, missed in zip(towns(HOME)[1:3], ((6,), ()), strict=True)
    )
    return (
        ReceptionPlan(CITY_BODY, "季", begun, end, ("市委副书记",), "市信访接待中心"),
        ReceptionPlan(COUNTY_BODY, "月", begun, _month_before(end, -2) - timedelta(days=1),
                      ("县委副书记", "县委政法委书记"), "县信访接待中心"),
        *weeks,
    )  # fmt: skip
