"""One's own count."""

from __future__ import annotations

from datetime import UTC, date, datetime

from workbench.domain.codes import Verdict
from workbench.linkage.judging.tally import tally
from workbench.linkage.judging.words import Judgement


def test_a_pair_counts_once_on_the_day_of_ones_last_word() -> None:
    def word(number: int, verdict: Verdict, day: int, actor: str = "甲") -> Judgement:
        return Judgement(f"A{number}", f"B{number}", verdict, actor=actor, at=datetime(2026, 5, day, 9, tzinfo=UTC))

    words = [
        word(1, Verdict.SAME, 1),
        word(2, Verdict.SAME, 1),
        word(3, Verdict.UNSURE, 2),
        word(2, Verdict.DIFFERENT, 2),
        word(1, Verdict.DIFFERENT, 2, "乙"),
    ]
    found = tally(words, "甲", date(2026, 5, 2))
    assert found.today == {Verdict.SAME: 0, Verdict.RELATED: 0, Verdict.DIFFERENT: 1, Verdict.UNSURE: 1}
    assert found.total == {Verdict.SAME: 1, Verdict.RELATED: 0, Verdict.DIFFERENT: 1, Verdict.UNSURE: 1}
    assert found.sentence == "今日 2 对（相同 0、相关 0、不同 1、存疑 1），累计 3 对"
