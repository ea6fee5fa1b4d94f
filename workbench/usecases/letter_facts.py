"""What a letter is printed from (文书的事实): the matter or decided task as known now, earlier letters, the rung signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workbench.access.masking import Secrets
from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.domain.facts import Step
from workbench.meetings.follow_up import follow_up
from workbench.meetings.register import Register, day_of
from workbench.review.paper_source import PaperSource, paper_source
from workbench.rules.decisions import Decision, Task, task_of
from workbench.rules.evidence import is_accusation
from workbench.rules.letters import RUNGS, Asked, Letter, LetterKind, Order, order_meant, orders_of, times_ordered
from workbench.rules.supervision import Signed
from workbench.rules.transitions_hard import same_number
from workbench.rules.unit_kinds import UnitRelation, unit_relation
from workbench.usecases.close_case import OFFICE_UNIT
from workbench.usecases.kept_papers import stamp_of
from workbench.usecases.many_matters import day_of_study
from workbench.usecases.meeting_register import masked, open_register, records_of
from workbench.usecases.office import Office
from workbench.usecases.settle_duty import Case
from workbench.usecases.study_matter import study_matter
from workbench.usecases.who_may_print import check_may_print, whom_not_to_name

if TYPE_CHECKING:
    from workbench.reports.filling import Stamp
    from workbench.reports.leaks import Forbidden
    from workbench.reports.letters import LetterSource


class LetterRefused(ValueError):
    """A letter that may not be printed; `reasons` say why, one sentence each. Nothing was written."""

    def __init__(self, kind: LetterKind, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join([f"{kind.value}未生成。", *(f"· {reason}" for reason in self.reasons)]))


@dataclass(frozen=True)
class Facts:
    """One matter (`case`, `source` without identity) or decided task, whom not to name, and what was sent and signed before."""

    office: Office
    kind: LetterKind
    stamp: Stamp
    register: Register
    sent: tuple[Letter, ...]
    secrets: Secrets
    forbidden: Forbidden
    case: Case | None
    source: PaperSource | None
    decision: Decision | None
    late: tuple[Task, ...]

    @property
    def today(self) -> date:
        return self.office.settings.today

    @property
    def matter_id(self) -> str:
        return self.case.matter_id if self.case else ""

    @property
    def decision_id(self) -> str:
        return self.decision.decision_id if self.decision else ""

    @property
    def subject(self) -> str:
        return f"{self.decision_id}|{self.decision.matter_id}" if self.decision else self.matter_id

    @property
    def task(self) -> Task | None:
        if self.decision is None:
            return None
        return task_of(self.decision, self.register.acts.get(self.decision_id, ()), self.today)

    @property
    def signed(self) -> tuple[Signed, ...]:
        return tuple(self.register.signed.get(self.decision_id, ())) if self.decision else ()

    @property
    def rung(self) -> Signed | None:
        """The signed rung this kind of letter prints; the last, if a unit was told twice."""
        wanted = RUNGS.get(self.kind)
        return next((one for one in reversed(self.signed) if one.rung is wanted), None)

    @property
    def mine(self) -> tuple[Letter, ...]:
        """Letters of this matter."""
        subjects = set(self.case.subjects) if self.case else set()
        return tuple(one for one in self.sent if one.matter_id in subjects)

    def is_mine(self, letter: Letter) -> bool:
        """Whether a letter is of this very decision, or of this matter itself."""
        return letter.decision_id == self.decision_id and (self.case is None or letter in self.mine)

    def orders(self) -> tuple[Order, ...]:
        return orders_of(self.case.facts, self.mine) if self.case else ()

    def step(self, kind: StepKind, number: str = "") -> Step | None:
        """The matter's last step of a kind, or the one of a document's number."""
        steps = [step for step in self.case.facts.steps if step.kind is kind] if self.case else []
        if number:
            steps = [step for step in steps if same_number(step.detail.get("number", "")) == same_number(number)]
        return steps[-1] if steps else None

    @property
    def sender(self) -> str:
        """The office in whose name letters go out: of the body that decided, else the county's."""
        body = self.register.body_of(self.decision.meeting) if self.decision else None
        if body and body.office:
            return body.office
        place = self.office.settings.office_place
        return f"{self.office.divisions.name(place) if place else ''}{OFFICE_UNIT}"


def read_facts(
    office: Office, kind: LetterKind, matter: str, decision: str, unit: str, actor: str, now: datetime | None
) -> Facts:
    """Facts of a matter (id, record id, case number) or of a decision; `unit` is the one a talk is about, if named.

    LetterRefused, NotForMeetings, LookupError."""
    if bool(matter.strip()) == bool(decision.strip()):
        raise LetterRefused(kind, ["一份文书只属于一个事项或一项议定事项，请写明其中一个的编号"])
    register = open_register(office)
    told = _decision(register, decision.strip(), kind) if decision.strip() else None
    wanted = told.record_id if told else matter.strip()
    who = actor or office.settings.actor
    case = _case(office, wanted, kind, who) if wanted else None
    late = _late(office, register, kind, unit, case, told)
    secrets, forbidden = _hidden(office, case, late)
    edition = office.edition()
    day, newer = (case.dossier.as_of, len(case.dossier.newer)) if case else (office.settings.today, 0)
    stamp = stamp_of(office, edition, actor=who, now=now, as_of=day, since=newer)
    source = paper_source(case.dossier, day, lambda text: masked(text, secrets)) if case else None
    return Facts(office, kind, stamp, register, letters_sent(office), secrets, forbidden, case, source, told, late)


def _decision(register: Register, decision_id: str, kind: LetterKind) -> Decision:
    found = register.decisions.get(decision_id)
    if found is None:
        raise LookupError(f"没有编号为“{decision_id}”的议定事项；请用编号，如 H20261123-01")
    if not found.final:
        raise LetterRefused(kind, [f"议定事项{decision_id}还是草稿，尚未定稿"])
    return found


def _case(office: Office, wanted: str, kind: LetterKind, actor: str) -> Case:
    dossier = study_matter(office, wanted, as_of=day_of_study(office, office.edition()))
    check_may_print(dossier, actor)
    if dossier.facts is None or is_accusation(dossier.facts):
        raise LetterRefused(
            kind, [f"“{wanted}”是检举控告件，不向单位发文（《信访工作条例》第三十条第三款）；请转纪检监察机关办理"]
        )
    return Case(dossier, dossier.facts)


def _late(
    office: Office, register: Register, kind: LetterKind, unit: str, case: Case | None, decision: Decision | None
) -> tuple[Task, ...]:
    """For a talk: every overdue task of the unit, the longest due first."""
    if kind is not LetterKind.TALK:
        return ()
    today = office.settings.today
    course = task_of(decision, register.acts.get(decision.decision_id, ()), today).course if decision else None
    unit = unit.strip() or (course.unit if course else case.facts.lead_unit if case else "")
    found = follow_up(register, today).tasks
    return tuple(one for one in found if one.is_overdue and unit_relation(one.course.unit, unit) is UnitRelation.SAME)


def _hidden(office: Office, case: Case | None, late: Sequence[Task]) -> tuple[Secrets, Forbidden]:
    """The petitioners of every matter the letter speaks of."""
    ids = {row["record_id"] for row in case.dossier.records} if case else set()
    ids |= set(records_of(office, {one.decision.matter_id for one in late if one.decision.matter_id}))
    return whom_not_to_name(office, sorted(ids))


# --- letters sent -------------------------------------------------------------------------------------------------------


def letters_sent(office: Office) -> tuple[Letter, ...]:
    """Every letter made, oldest first; a matter is named as it was then."""
    return tuple(_letter(one) for one in office.store.events([EventKind.LETTER]))


def _letter(one: Event) -> Letter:
    told = one.payload
    first, bar, second = one.subject.partition("|")
    decision, matter = (first, told.get("matter", "") or second) if bar else ("", first)
    return Letter(
        one.event_id, LetterKind(told["kind"]), matter, decision, told.get("unit", ""), told.get("number", ""),
        told.get("signer", ""), date.fromisoformat(told["day"]), day_of(told.get("due")), told.get("file", ""),
        told.get("list_number", ""), told.get("delisting", ""), one.actor,
    )  # fmt: skip


# --- what is asked for, completed from the record -----------------------------------------------------------------------


def completed(facts: Facts, unit: str, number: str, signer: str, due: date | None, own: Mapping[str, str]) -> Asked:
    """The letter asked for: what was not given comes from the signed rung, the step on record, the task or the ledger."""
    words = {name: said for name, text in own.items() if (said := masked(text.strip(), facts.secrets))}
    asked = Asked(facts.kind, facts.today, unit.strip(), number.strip(), signer.strip(), due, words, of_task=bool(facts.decision))  # fmt: skip
    if facts.decision and facts.kind in RUNGS:
        return _of_rung(facts, asked)
    if facts.kind is LetterKind.ORDER:
        return _of_order(facts, asked)
    kind = {LetterKind.SUPERVISE: StepKind.SUPERVISE, LetterKind.LISTED: StepKind.SUPERVISE,
            LetterKind.OPINION: StepKind.OPINION}.get(facts.kind)  # fmt: skip
    step = facts.step(kind, asked.number) if kind and (asked.number or kind is StepKind.OPINION) else None
    return _of_step(facts, asked, step)


def _of_rung(facts: Facts, asked: Asked) -> Asked:
    """A signed rung gives number, signer, unit, day and limit; a word that contradicts it is refused."""
    rung = facts.rung
    if rung is None:
        wanted = RUNGS[facts.kind].value
        raise LetterRefused(
            facts.kind,
            [f"议定事项{facts.decision_id}的“{wanted}”还没有签发；请先在督办阶梯签发（meeting supervise --rung {wanted}），"
             "文号、签发人和期限以签发为准"],
        )  # fmt: skip
    given = {"单位": (asked.unit, rung.unit), "文号": (asked.number, rung.number), "签发人": (asked.signer, rung.signer),
             "期限": (str(asked.due or ""), str(rung.due or ""))}  # fmt: skip
    wrong = [f"{name}“{said}”与签发登记的“{stood or '无'}”不一致" for name, (said, stood) in given.items()
             if said and same_number(said) != same_number(stood)]  # fmt: skip
    if wrong:
        raise LetterRefused(facts.kind, [f"{'；'.join(wrong)}；请以签发登记为准"])
    own = dict(asked.own)
    if facts.kind is not LetterKind.TALK and f"建议{rung.rung.value}，由人签发" not in rung.text:
        own.setdefault("demand", masked(rung.text, facts.secrets))
    return Asked(facts.kind, rung.day, rung.unit, rung.number, rung.signer, rung.due, own, recorded=True, of_task=True)


def _of_order(facts: Facts, asked: Asked) -> Asked:
    orders, task = facts.orders(), facts.task
    lead = facts.case.facts.lead_unit if facts.case else ""
    unit = asked.unit or (task.course.unit if task else "") or (orders[-1].unit if orders else "") or lead
    at = order_meant(orders, unit, asked.number)
    order = orders[at] if at is not None else None
    number = asked.number or (order.number if order else "")
    day = (order.day.exact if order and order.day and order.number else None) or asked.day
    return Asked(
        facts.kind, day, unit, number, asked.signer, asked.due or _order_due(facts, order), asked.own,
        recorded=bool(order and order.number), of_task=asked.of_task,
    )  # fmt: skip


def _order_due(facts: Facts, order: Order | None) -> date | None:
    stated = day_of(order.due) if order and len(order.due) == 10 else None
    decided = facts.task.course.due if facts.task else None
    ledger = facts.case.facts.due.exact if facts.case and facts.case.facts.due else None
    return stated or decided or ledger


def _of_step(facts: Facts, asked: Asked, step: Step | None) -> Asked:
    matter = facts.case.facts if facts.case else None
    visit = facts.sender if facts.kind is LetterKind.VISIT_BACK else ""
    lead = visit or (matter.lead_unit or matter.organ_unit if matter else "")
    told = (step.target if step.kind is StepKind.SUPERVISE else step.unit) if step else ""
    number = asked.number or (step.detail.get("number", "") if step else "")
    day = (step.exact if step else None) or asked.day
    return Asked(
        facts.kind, day, asked.unit or told or lead, number, asked.signer, asked.due, asked.own,
        recorded=bool(step and number), of_task=asked.of_task,
    )  # fmt: skip


def letter_source(facts: Facts, asked: Asked, list_number: str) -> LetterSource:
    """All a letter's content is made from."""
    from workbench.reports.letters import LetterSource

    orders = facts.orders()
    at = order_meant(orders, asked.unit, asked.number) if facts.kind is LetterKind.ORDER else _to(orders, asked.unit)
    body = facts.register.body_of(facts.decision.meeting) if facts.decision else None
    return LetterSource(
        facts.kind, asked.day, asked.unit, facts.sender, asked.number, asked.signer, asked.due, asked.own, facts.source,
        _hidden_order(facts, orders[at]) if at is not None else None, _nth(facts, orders, at), facts.task, facts.signed, facts.late,
        body.convenors(asked.day) if body else (), list_number, delisting_of(facts, asked),
    )  # fmt: skip


def _nth(facts: Facts, orders: Sequence[Order], at: int | None) -> int:
    """第几次交办 of the matter, or of a task of all; 0 for other letters."""
    if facts.kind is not LetterKind.ORDER:
        return 0
    if facts.case:
        return times_ordered(facts.case.facts, orders, at)
    return 1 + sum(one.kind is LetterKind.ORDER and facts.is_mine(one) for one in facts.sent)


def delisting_of(facts: Facts, asked: Asked) -> str:
    """摘牌条件: the one given, else that the office accepts the evidence the meeting asked for (spec 3.9)."""
    if facts.kind is not LetterKind.LISTED or facts.decision is None or asked.own.get("delisting"):
        return asked.own.get("delisting", "")
    evidence = facts.decision.evidence_required
    return f"“{facts.decision.text}”落实到位，{f'证据（{evidence}）' if evidence else '落实证据'}经联席办采信"


def _to(orders: Sequence[Order], unit: str) -> int | None:
    """The last order to this unit."""
    mine = [at for at, one in enumerate(orders) if unit_relation(one.unit, unit) is UnitRelation.SAME]
    return mine[-1] if mine else None


def _hidden_order(facts: Facts, order: Order) -> Order:
    from workbench.review.paper_source import scrubbed

    found = scrubbed(order, lambda text: masked(text, facts.secrets))
    assert isinstance(found, Order)
    return found
