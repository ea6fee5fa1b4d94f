"""督办: what the ladder proposes with its facts, a person's signature on one rung, and what was signed."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Given, Listing, Panel, button, buttons, printing, records, show_if
from workbench.apps.followup.parts import rows as stacked
from workbench.domain.events import Event
from workbench.rules.supervision import NUMBERED, Proposal, TopicSupervisor
from workbench.widgets import Field, FindingList, Form, Notice, columns

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "id", "title": "编号", "width": 112},
    {"key": "matter", "title": "事项", "width": 190},
    {"key": "text", "title": "议定事项"},
    {"key": "unit", "title": "牵头单位", "width": 170},
    {"key": "due", "title": "期限", "width": 96},
    {"key": "late", "title": "超期", "width": 70},
    {"key": "rung", "title": "建议", "kind": "status", "width": 90},
    {"key": "before", "title": "此前督办", "width": 210},
]
SIGNED: Final[list[dict[str, Any]]] = [
    {"key": "day", "title": "签发日", "kind": "date", "width": 96},
    {"key": "decision", "title": "议定事项", "width": 112},
    {"key": "rung", "title": "层级", "width": 84},
    {"key": "unit", "title": "单位", "width": 170},
    {"key": "number", "title": "文号", "width": 150},
    {"key": "signer", "title": "签发人", "width": 120},
    {"key": "due", "title": "另定期限", "kind": "date", "width": 96},
    {"key": "text", "title": "内容"},
]
LEAD: Final = "催报反馈 → 督办函 → 挂牌督办 → 约谈建议：逐级提出并附事实，由人签发；不越级，也不提任何处分。"


def panel(model: FollowUpModel) -> Panel:
    """Proposals; the one chosen with its facts and the form that signs it; below, everything signed."""
    listing = Listing(model, "可签的督办（点击一行）", COLUMNS, height=220, empty="现在没有可签的督办")
    facts, form = FindingList(), Form(submit="签发")
    signed, read_signed = _signed(model)
    found: dict[str, Proposal] = {}
    signers: dict[str, TopicSupervisor] = {}
    filled = [""]

    def choose(_change: Any = None) -> None:
        proposed = found.get(listing.selected)
        show_if(facts, proposed)
        show_if(form, proposed or form.said)
        form.closed = proposed is None
        if proposed is None:
            return
        facts.show([proposed.finding], title=f"{proposed.decision_id} 依据")
        form.say("")
        signer, values = signers.get(proposed.decision_id), None
        asked = f"{proposed.decision_id}|{proposed.rung.value}"
        if filled[0] != asked:  # what is typed stays while it is the same proposal
            filled[0], values = asked, {"signer": signer.post if signer else ""}
        told = f"“{signer.topic}”由{signer.words}对口督办；签发人由人定。" if signer else ""
        title = f"签发{proposed.rung.value}：{proposed.unit}"
        form.show(_fields(model, proposed), title=title, note=told, submit="签发", values=values)

    def read() -> None:
        proposals = asks.proposals(model)
        found.clear()
        found.update({one.decision_id: one for one in proposals})
        signers.clear()
        signers.update(asks.signers(model, proposals))
        names = asks.titles(model, (one.matter_id for one in proposals))
        listing.show(
            {**rows.proposal_row(one, names), "rung": {"text": one.rung.value, "tone": "orange"}} for one in proposals
        )
        choose()
        read_signed()

    def sign(given: Given, seen: int) -> Event:
        proposed = found.get(listing.selected)
        if proposed is None:
            raise LookupError(
                f"议定事项{listing.selected}现在没有可签的督办（已签、已落实，或上一级期限未到）；请刷新后再看"
            )
        return acts.sign_rung(model, proposed.decision_id, proposed.rung, given, seen)

    listing.observe(choose, "selected")
    records(
        model,
        form,
        sign,
        lambda said: f"已签发：{said.payload['rung']}（{said.payload['unit']}）{said.payload['number']}",
    )
    return stacked(Notice(LEAD), listing, columns(facts, form, weights=(1, 1)), signed), read


def _fields(model: FollowUpModel, proposed: Proposal) -> list[Field]:
    numbered = proposed.rung in NUMBERED
    return [
        Field("signer", "签发人职务", "unit", True, asks.posts(model)), Field("number", "文号", required=numbered),
        Field("due", "另定的期限", "day", hint="不填则不另定"), Field("text", "内容", "long", hint="不填用上面的依据"),
        Field("why", "说明", wide=True),
    ]  # fmt: skip


def _signed(model: FollowUpModel) -> Panel:
    """What was signed; the letter of the one chosen is printed."""
    listing, told = (
        Listing(model, "已签发的督办（点击一行打印文书）", SIGNED, height=200, empty="还没有签发过督办"),
        Notice(""),
    )
    press = button("打印文书", printing(told, lambda: acts.print_rung(model, listing.selected)))

    def choose(_change: Any = None) -> None:
        row = listing.selected_row
        press.disabled = row is None or row["rung"] not in acts.LETTERS
        told.say("催报反馈不出文书" if row and row["rung"] not in acts.LETTERS else "")

    def read() -> None:
        mine = {one.decision.decision_id for one in asks.tasks(model).tasks}
        kept = {key: found for key, found in model.register.signed.items() if not model.body or key in mine}
        listing.show(rows.signed_rows(kept))
        choose()

    listing.observe(choose, "selected")
    return stacked(listing, buttons(press), told), read
