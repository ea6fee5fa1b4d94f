"""The index of likeness: siblings before lookalikes, nothing locked, the same answer every time, errors in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from tests.review.similar.frames import frames, index_of, name
from workbench.review.similar import SimilarIndex, open_similar, write_similar
from workbench.synth.draw import Draw
from workbench.synth.siblings import Told, invent, open_topics, trios

WORDS = Path(__file__).with_name("other_words.yaml")
ROAD = Told("路", "交通运输", "交通管理", "村道损坏", "要求修复路面。", "重车压坏了通村公路。")
PAY = Told("薪", "劳动和社会保障", "工资福利", "拖欠工资", "要求支付工资。", "工地拖欠木工工资，打了欠条。")


@pytest.fixture(scope="module")
def invented() -> list[Told]:
    """Twelve matters of every kind."""
    draw = Draw("index")
    return [invent(draw, topic) for _ in range(12) for topic in open_topics()]


@pytest.fixture(scope="module")
def index(invented: list[Told], tmp_path_factory: pytest.TempPathFactory) -> SimilarIndex:
    states = ["4 已化解" if number % 2 else "1 化解中" for number in range(len(invented))]
    return index_of(tmp_path_factory.mktemp("edition") / "similar", invented, state_b=states)


@pytest.mark.parametrize("topics", [True, False], ids=["with topics", "words alone"])
def test_a_sibling_comes_before_a_lookalike(tmp_path: Path, topics: bool) -> None:
    """A lookalike has each name, place and sum of the matter, and another problem."""
    found = trios(7, 150)
    told = [one for trio in found for one in (trio.matter, trio.sibling, trio.lookalike)]
    blank = {} if topics else {"topic_l1": [""] * len(told), "topic_l2": [""] * len(told)}
    index = index_of(tmp_path / "similar", told, **blank)
    right = 0
    for number in range(len(found)):
        others = [name(at) for at in range(len(told)) if at not in (3 * number + 1, 3 * number + 2)]
        right += [hit.matter_id for hit in index.like(name(3 * number), 1, exclude=others)] == [name(3 * number + 1)]
    print(f"同类在形似之前：{right}/{len(found)}（{'有' if topics else '无'}内容分类）")
    assert right / len(found) >= (0.99 if topics else 0.95)


def test_the_same_problem_in_other_words(index: SimilarIndex, invented: list[Told]) -> None:
    asked = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    kinds = {name(number): one.kind for number, one in enumerate(invented)}
    share = [sum(kinds[hit.matter_id] == one["kind"] for hit in index.like_text(one["text"], 5)) / 5 for one in asked]
    print(f"换个说法 recall@5 = {np.mean(share):.3f}（{len(asked)} 段）")
    assert np.mean(share) >= 0.9


def test_nearest_are_those_of_like(index: SimilarIndex, invented: list[Told]) -> None:
    for number in range(0, len(invented), 17):
        assert index.nearest(name(number), 7) == [hit.matter_id for hit in index.like(name(number), 7)]


def test_only_resolved_and_where(index: SimilarIndex, invented: list[Told]) -> None:
    hits = index.like(name(0), 5, only_resolved=True)
    assert len(hits) == 5 and {index.profile(hit.matter_id).values["state_b"] for hit in hits} == {"4 已化解"}
    other = invented[1].topic_l2
    told = index.like(name(0), 5, where={"topic_l2": [other, "没有这一类"]})
    assert told and {index.profile(hit.matter_id).values["topic_l2"] for hit in told} == {other}
    with pytest.raises(KeyError, match="内容分类"):
        index.like(name(0), where={"petitioner": "张某某"})


def test_reasons_are_parts_of_the_score(index: SimilarIndex) -> None:
    hit = index.like(name(3), 1)[0]
    assert list(hit.words) == sorted(hit.words, key=lambda one: (-one.weight, one.word)) and hit.words[0].weight > 0
    assert sum(one.weight for one in hit.features) <= hit.score + 1e-6
    assert any(one.word.startswith("内容分类：") for one in hit.features)


def test_two_builds_and_two_askings_agree(invented: list[Told], tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    first, second = (index_of(folder, invented) for folder in folders)
    names = sorted(file.name for file in folders[0].iterdir())
    assert [(folders[0] / file).read_bytes() == (folders[1] / file).read_bytes() for file in names] == [True] * len(
        names
    )
    assert all(first.like(name(at)) == second.like(name(at)) == first.like(name(at)) for at in range(0, 60, 7))


def test_equals_stand_in_the_order_of_their_ids(tmp_path: Path) -> None:
    index = index_of(tmp_path / "similar", [PAY, ROAD, PAY, PAY, PAY])
    assert [hit.matter_id for hit in index.like(name(3), 2)] == [name(0), name(2)]


def test_nothing_locked_is_in_any_file(tmp_path: Path) -> None:
    """A locked matter, a locked record of an open matter, and an accusation not marked as locked."""
    secret = Told("检", "纪检监察", "贪污贿赂", "举报套取资金", "要求调查虚报。", "虚报户数套取项目资金饕餮。")
    told = [PAY, ROAD, secret, PAY, PAY]
    matters, records, groups = frames(told)
    matters["locked"] = [False, False, True, False, False]
    records.loc[2, "locked"] = True
    records.loc[3, ["locked", "summary"]] = [True, "饕餮之徒。"]
    records.loc[4, ["purpose", "summary"]] = ["检举控告", "饕餮之徒。"]
    assert write_similar(tmp_path / "similar", matters, records, groups) == 4
    index = open_similar(tmp_path / "similar")
    assert name(2) not in index and index.like_text("饕餮套取项目资金虚报户数") == []
    held = b"".join(file.read_bytes() for file in (tmp_path / "similar").iterdir())
    assert "饕餮".encode() not in held and name(2).encode() not in held
    with pytest.raises(LookupError, match="检举控告"):
        index.like(name(2))


def test_no_masked_name_is_compared(tmp_path: Path) -> None:
    """Two matters of one petitioner have nothing in common by that."""
    named = [
        Told(one.kind, "", "", one.title, one.claim, f"信访人欧阳某某、赵某某反映。{one.summary}")
        for one in (PAY, ROAD)
    ]
    index = index_of(tmp_path / "similar", [*named, PAY, ROAD])
    words = {one.word for hit in index.like(name(0), 3) for one in hit.words}
    assert words and not any("某" in word or "欧阳" in word or "赵" in word for word in words)


def test_an_edition_without_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="重新发布版次"):
        open_similar(tmp_path / "similar")


def test_an_index_cut_short_is_none(index: SimilarIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "similar"
    index_of(folder, [PAY, ROAD])

    def broken(*_: object) -> None:
        raise OSError("磁盘已满")

    monkeypatch.setattr(np, "save", broken)
    matters, records, groups = frames([PAY])
    with pytest.raises(OSError, match="磁盘已满"):
        write_similar(folder, matters, records, groups)
    with pytest.raises(LookupError, match="类案索引"):
        open_similar(folder)


def test_texts_without_words(tmp_path: Path) -> None:
    blank = Told("空", "", "", "", "", "")
    index = index_of(tmp_path / "similar", [blank, blank, PAY])
    assert index.like(name(0)) == [] and index.like_text("，。！") == []
    assert index.likeness("", PAY.summary) == (0.0, ())
    empty = index_of(tmp_path / "none", [])
    assert len(empty) == 0 and empty.like_text("拖欠工资") == []


def test_a_matter_without_title_is_found_by_its_claim(tmp_path: Path) -> None:
    index = index_of(tmp_path / "similar", [ROAD, PAY], title=[None, None], claim=[None, "要求支付工资。"])
    assert [(hit.matter_id, hit.title) for hit in index.like_text("支付工资")] == [(name(1), "")]


def test_crux_words_of_a_study_count(tmp_path: Path) -> None:
    matters, records, groups = frames([ROAD, PAY, ROAD])
    steps = pd.DataFrame(
        [{"matter_id": name(1), "kind": "研究调度", "end": None, "detail": '{"crux": "挂靠分包层层转手"}'}]
    )
    write_similar(tmp_path / "similar", matters, records, groups, steps=steps)
    assert [hit.matter_id for hit in open_similar(tmp_path / "similar").like_text("层层转手")] == [name(1)]
