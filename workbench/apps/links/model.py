"""关联审核, what it knows: the queue, the pair on the table, what the clerk said of it, and what quarrels; no widget here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import traitlets

from workbench.apps.said import REFUSALS, Said, words_of
from workbench.domain.codes import Verdict
from workbench.domain.events import EventKind
from workbench.domain.linking import FieldPair, LinkKind, PairView, QueueItem
from workbench.usecases import review_links
from workbench.usecases.office import Office

LIMIT: Final = 100
_OF_MATTERS = ("同人同事", "同人不同事", "同因不同人", "模板信", "重复录入", "资料不足")
PRESETS: Final[dict[LinkKind, tuple[str, ...]]] = {
    LinkKind.MATTER: _OF_MATTERS,
    LinkKind.CAUSE: _OF_MATTERS,  # one question; other reasons would betray what the machine takes it for
    LinkKind.PERSON: ("同一人", "同名不同人", "同户不同人", "代理人不是本人", "资料不足"),
    LinkKind.UNIT: ("简称", "更名", "合并划转", "同名不同地", "内设或下属机构", "资料不足"),
    LinkKind.PLACE: ("区划调整", "旧名别名", "同名不同地", "层级不同", "资料不足"),
}
"""Reasons a clerk picks with one key, by kind."""

NEED_REASON: Final = (Verdict.DIFFERENT, Verdict.RELATED)
"""Verdicts that need a reason at once: the next clerk must know what told the two apart. A changed word needs one always."""

FIRST: Final = ("name", "petitioner", "phone", "id_no", "title", "claim", "summary", "dispute_focus")
"""Fields a clerk reads first, in this order: who and what about; the others after, as they come."""


class LinksModel(traitlets.HasTraits):
    """Set `kind` to narrow the queue; call `open`, `next`, `back`, `judge`, `undo`. `stamp` grows with every word recorded.

    A pair judged here stays in `items` until the queue is read again, so that one can go back to it; `verdicts` says what
    was said of it. `position` is the place in the queue, also while a pair from elsewhere is on the table.
    """

    kind = traitlets.Instance(LinkKind, allow_none=True)
    items: traitlets.List[Any] = traitlets.List()
    position = traitlets.Int(0)
    pair = traitlets.Instance(PairView, allow_none=True)
    peek = traitlets.Bool(False)
    auto_next = traitlets.Bool(False)
    tally = traitlets.Unicode("")
    said = traitlets.Instance(Said, args=())
    stamp = traitlets.Int(0)

    def __init__(self, office: Office, wanted: tuple[str, str, LinkKind] | None = None) -> None:
        super().__init__()
        self.office, self.actor = office, office.settings.actor
        self.edition = office.edition()
        self.verdicts: dict[str, str] = {}
        self._seen = 0
        self.reload()
        if wanted:
            self.open(*wanted)

    @traitlets.observe("kind")
    def _narrow(self, _change: Any) -> None:
        self.reload()

    def reload(self) -> None:
        """The queue read again, its first pair on the table."""
        self.verdicts = {}
        self.items = list(review_links.queue(self.office, kind=self.kind, limit=LIMIT))
        self.pair = None
        self._count()
        self._go(0)

    def _go(self, position: int) -> None:
        if not self.items:
            self.position, self.pair = 0, None
            return
        self.position = min(max(0, position), len(self.items) - 1)
        item = self.items[self.position]
        self.open(item.left, item.right, item.kind)

    def open(self, left: str, right: str, kind: LinkKind) -> bool:
        """Put a pair on the table; `said` tells why not, and the pair before stays."""
        try:
            seen = review_links.seen(self.office, left, right)
            pair = review_links.pair(self.office, left, right, kind)
        except REFUSALS as refused:
            self.said = Said(words_of(refused), "overdue")
            return False
        self._seen, self.position = seen, self._place(row_of(pair))
        self.pair = replace(pair, fields=tuple(sorted(pair.fields, key=_order)))
        self.said = Said()
        return True

    def open_row(self, row: str) -> bool:
        """The same by a row's id, see `row_id`."""
        left, right, kind = row.split("|")
        return self.open(left, right, LinkKind(kind))

    def _place(self, row: str) -> int:
        """Place of a pair in the queue; where one stood before if it is not in it."""
        return next((place for place, item in enumerate(self.items) if row_of(item) == row), self.position)

    def next(self) -> None:
        """The next pair of the queue; from a pair elsewhere, back to where one stood."""
        if self.is_queued and self.position == len(self.items) - 1:
            self.said = Said("已到队列末尾；可重读队列取下一批")
        else:
            self._go(self.position + self.is_queued)

    def back(self) -> None:
        """The pair before."""
        if self.is_queued and self.position == 0:
            self.said = Said("已是队列第一对")
        else:
            self._go(self.position - self.is_queued)

    def judge(self, verdict: Verdict, why: str) -> bool:
        """Record the clerk's word on the pair on the table; False (and `said`) where it was not recorded."""
        pair, why = self.pair, why.strip()
        if pair is None:
            return self._refuse("没有打开的对子，请先在队列中点选一对")
        if problem := missing_reason(pair, verdict, why):
            return self._refuse(problem)
        try:
            spoken = review_links.judge(
                self.office, pair.left, pair.right, verdict, kind=pair.kind, why=why, seen_seq=self._seen
            )
        except REFUSALS as refused:
            return self._refuse(words_of(refused))
        is_clear = not (spoken.others or spoken.quarrels)
        self._recorded(row_of(pair), Said(outcome(spoken), "ok" if is_clear else "yellow"))
        if self.auto_next and is_clear:
            self.next()
        return True

    def undo(self) -> bool:
        """Take back the clerk's last word; the pair it was on comes back on the table."""
        try:
            word = review_links.undo_last(self.office)
        except REFUSALS as refused:
            return self._refuse(words_of(refused))
        told = f"已撤销“{word.verdict}”（{word.left} 与 {word.right}），留痕可查"
        self._recorded(row_id(word.left, word.right, word.kind), Said(told, "ok"))
        return True

    def _refuse(self, sentence: str) -> bool:
        self.said = Said(sentence, "overdue")
        return False

    def _recorded(self, row: str, said: Said) -> None:
        """Show the pair again with what now stands, and let the lists that depend on it be read again."""
        if row and self.open_row(row) and self.pair:
            self.verdicts[row] = self.pair.verdict
        self._count()
        self.stamp += 1
        self.said = said

    @property
    def row(self) -> str:
        """Id of the pair on the table, "" if there is none."""
        return row_of(self.pair) if self.pair else ""

    @property
    def is_queued(self) -> bool:
        """Whether the pair on the table is the one at `position` of the queue."""
        return bool(self.items and self.pair) and row_of(self.items[self.position]) == self.row

    @property
    def is_shown(self) -> bool:
        """Whether the machine's grounds may be seen: the clerk has spoken on this pair, or wants them beforehand."""
        return self.pair is not None and (self.peek or bool(self.pair.verdict))

    @property
    def place(self) -> str:
        """Where one stands, in words."""
        if not self.pair:
            return ""
        return f"第 {self.position + 1} / {len(self.items)} 对" if self.is_queued else "不在队列中"

    @property
    def presets(self) -> tuple[str, ...]:
        return PRESETS[self.pair.kind] if self.pair else ()

    def _count(self) -> None:
        """Tell the clerk's own count and what waits: 今日 12 对（…）；队列余 130 对."""
        waiting = sum(not self.verdicts.get(row_of(item)) for item in self.items)
        more = "以上" if len(self.items) == LIMIT else ""
        self.tally = f"{review_links.tally(self.office).sentence}；队列余 {waiting} 对{more}"

    def queue_rows(self) -> list[dict[str, Any]]:
        """The queue as a table: no grounds and no score, which would speak before the clerk."""
        return [
            {
                "id": row_of(item),
                "kind": item.kind.value,
                "pair": f"{item.left_title or item.left} ↔ {item.right_title or item.right}",
                "verdict": self.verdicts.get(row_of(item), ""),
            }
            for item in self.items
        ]

    def quarrel_rows(self) -> list[dict[str, Any]]:
        """Words that quarrel, each with the chain that joins what was told apart."""
        return [
            {
                "id": row_id(one.left, one.right, LinkKind.MATTER),
                "pair": f"{one.left} ↔ {one.right}",
                "verdict": one.verdict,
                "path": " = ".join(one.path),
                "sentence": one.sentence,
            }
            for one in review_links.quarrels(self.office)
        ]

    def bridge_rows(self) -> list[dict[str, Any]]:
        """Links a matter hangs on, the weakest first."""
        return [
            {
                "id": row_id(one.word.left, one.word.right, LinkKind.MATTER),
                "matter": one.matter_id,
                "sizes": f"{one.left_size} + {one.right_size} 件",
                "said": one.word.said,
                "ground": "、".join(one.ground.reasons) if one.ground else "系统未提出此对",
            }
            for one in review_links.bridges(self.office)
        ]

    def without(self, row: str) -> str:
        """What would be if nothing had been said on that pair, in one sentence."""
        left, right, _kind = row.split("|")
        try:
            return review_links.what_if(self.office, left, right).sentence
        except LookupError as missing:
            return str(missing.args[0])

    def clerks(self) -> list[str]:
        """Who has judged pairs, oneself first."""
        spoken = {event.actor for event in self.office.store.events(kinds=[EventKind.JUDGEMENT])}
        return [self.actor, *sorted(spoken - {self.actor})]

    def agreement(self, one: str, other: str) -> tuple[str, list[dict[str, Any]]]:
        """How far two clerks agree, in one sentence, and the pairs on which they do not."""
        if len(self.clerks()) < 2:
            return "还只有一位经办人作过认定；两人认定过同样的对子之后，这里显示一致程度", []
        try:
            found = review_links.agreement(self.office, one, other)
        except ValueError as refused:
            return str(refused.args[0]), []
        rows = [
            {
                "id": row_id(apart.left, apart.right, apart.kind),
                "kind": apart.kind.value,
                "pair": f"{apart.left} ↔ {apart.right}",
                "one": apart.one.said,
                "other": apart.other.said,
            }
            for apart in found.disagreeing
        ]
        return found.sentence, rows

    def change_rows(self) -> list[dict[str, Any]]:
        """What the words said since the edition change in its matters."""
        return [
            {
                "id": one.matter_id,
                "matter": one.matter_id,
                "joined": "、".join(one.joined),
                "left": "、".join(one.left),
                "from": "、".join((*one.merged_from, *one.split_from)),
                "why": "；".join(one.why),
            }
            for one in review_links.changed(self.office)
        ]


def _order(field: FieldPair) -> int:
    return FIRST.index(field.field) if field.field in FIRST else len(FIRST)


def row_id(left: str, right: str, kind: LinkKind) -> str:
    """What a table calls a pair."""
    return f"{left}|{right}|{kind.value}"


def row_of(pair: PairView | QueueItem) -> str:
    return row_id(pair.left, pair.right, pair.kind)


def outcome(spoken: review_links.Spoken) -> str:
    """What was recorded, and what it meets: other clerks' words said meanwhile, and quarrels."""
    parts = [f"已记录：{spoken.event.payload['verdict']}（{spoken.event.actor}）"]
    parts += [f"此间另有认定：{word.said}" for word in spoken.others]
    parts += [one.sentence for one in spoken.quarrels[:1]]
    return "。".join(parts)


def missing_reason(pair: PairView, verdict: Verdict, why: str) -> str:
    """Why a word cannot be recorded as it is, or ""."""
    if why:
        return ""
    if pair.verdict == verdict.value:
        return f"您已认定为“{verdict}”，无需重复；要补充理由请写在理由框内"
    if pair.verdict:
        return f"您先前认定为“{pair.verdict}”，改为“{verdict}”请说明理由"
    return f"认定为“{verdict}”请说明理由" if verdict in NEED_REASON else ""
