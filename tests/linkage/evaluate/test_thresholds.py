"""Threshold table, its picture, and bench scores."""

from __future__ import annotations

from xml.etree import ElementTree

import pandas as pd
import pytest

from workbench.linkage.evaluate import bench_scores, threshold_svg, threshold_table

SCORED = [("a", "b", 0.9), ("b", "a", 0.4), ("c", "d", 0.6), ("e", "f", 0.2)]
TRUE = [("a", "b"), ("e", "f"), ("g", "h")]


def test_each_threshold_counted_by_hand() -> None:
    table = threshold_table(SCORED, TRUE, (0.0, 0.5, 0.9, 0.95)).set_index("threshold")
    assert table["queue"].tolist() == [3, 2, 1, 0]
    assert table["precision"].tolist()[:3] == pytest.approx([2 / 3, 1 / 2, 1.0])
    assert table["recall"].tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3, 0.0])
    assert table["f1"].tolist() == pytest.approx([2 / 3, 2 / 5, 1 / 2, 0.0])
    assert table["precision"].isna().tolist() == [False, False, False, True]


def test_nothing_scored() -> None:
    table = threshold_table([], TRUE, (0.5,))
    assert (table["queue"][0], table["recall"][0], table["f1"][0]) == (0, 0.0, 0.0)


def test_the_picture_is_well_formed_and_self_contained() -> None:
    text = threshold_svg(threshold_table(SCORED, TRUE), "同人 <&> 阈值")
    root = ElementTree.fromstring(text)
    assert len(root.findall("{*}polyline")) == 3
    words = "".join(root.itertext())
    assert "同人 <&> 阈值" in words and "查全率" in words
    assert "href" not in text and text.count("http") == 1  # the SVG namespace only
    numbers = [
        float(part) for line in root.findall("{*}polyline") for part in line.attrib["points"].replace(",", " ").split()
    ]
    assert min(numbers) >= 0 and max(numbers) <= 720


def test_bench_by_kind_and_label() -> None:
    scores = bench_scores(
        ["same", "same", "other", "other"], ["same", "other", "other", "unsure"], ["甲", "甲", "乙", "乙"]
    )
    assert scores.by_kind[["kind", "n", "right"]].to_numpy().tolist() == [["乙", 2, 1], ["甲", 2, 1], ["全部", 4, 2]]
    assert scores.total.value == 0.5
    assert scores.confusion.loc["other", "unsure"] == 1
    by_label = scores.by_label.set_index("label")
    assert by_label.loc["same", ["precision", "recall"]].tolist() == [1.0, 0.5]
    assert by_label.loc["other", "f1"] == pytest.approx(0.5)
    assert scores.macro_f1 == pytest.approx((2 / 3 + 0.5) / 2)


def test_a_bench_must_not_be_empty() -> None:
    with pytest.raises(ValueError, match="不为空"):
        bench_scores([], [], [])


def test_queue_and_thresholds_reach_the_picture() -> None:
    table = pd.DataFrame(
        {"threshold": [0.0, 1.0], "precision": [0.5, 1.0], "recall": [1.0, 0.5], "f1": [0.6, 0.6], "queue": [4000, 10]}
    )
    assert "4,000" in threshold_svg(table)
