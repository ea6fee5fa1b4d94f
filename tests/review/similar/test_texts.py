"""Texts and n-grams: nobody's conduct, no numbers, no masked names; the same numbers in every run."""

from __future__ import annotations

import numpy as np

from workbench.review.similar.texts import MOST_CHARS, grams, pieces, placed_grams, plain, whole_text


def test_sentences_on_conduct_never_enter() -> None:
    told = whole_text("反映征地补偿", ["补偿款没有发完。该人多次越级上访。其情绪激动，扬言进京。要求发放。"])
    assert told == "反映征地补偿。补偿款没有发完。要求发放。"


def test_a_sentence_told_twice_counts_once() -> None:
    assert whole_text("甲", ["路坏了。没人修。", "没人修。路坏了。雨天积水。"]) == "甲。路坏了。没人修。雨天积水。"


def test_long_texts_are_cut() -> None:
    assert len(whole_text("题", [f"第{number}句话说的是别的事情。" for number in range(500)])) == MOST_CHARS


def test_numbers_and_masked_names_are_gaps() -> None:
    assert pieces(plain("张某某于2020年被征地3.2亩，尚欠1２万元")) == ["于", "年被征地", "亩", "尚欠", "万元"]


def test_no_gram_spans_a_gap_or_two_texts() -> None:
    apart, joined = grams([plain("甲乙，丙丁"), "戊己"]), grams(["甲乙丙丁"])
    assert np.diff(apart.indptr).tolist() == [2, 1]
    assert np.diff(joined.indptr).tolist() == [5]


def test_grams_of_many_texts_are_those_of_each() -> None:
    texts = [f"{'甲乙丙丁戊己庚辛'[number % 8]}补偿款{'子丑寅卯'[number % 4]}" for number in range(2500)]
    together = grams(texts)
    for number in (0, 1023, 1024, 2499):
        alone = grams([texts[number]])
        part = slice(together.indptr[number], together.indptr[number + 1])
        assert together.columns[part].tolist() == alone.columns.tolist()
        assert together.counts[part].tolist() == alone.counts.tolist()


def test_a_placed_gram_has_the_number_it_is_counted_under() -> None:
    numbers, start, length = placed_grams("补偿款")
    assert sorted(numbers.tolist()) == grams(["补偿款"]).columns.tolist()
    assert sorted(zip(start.tolist(), length.tolist(), strict=True)) == [(0, 2), (0, 3), (1, 2)]


def test_empty_texts_have_no_grams() -> None:
    assert len(grams(["", "甲"]).columns) == 0 and len(grams([])) == 0
