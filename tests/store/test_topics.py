"""内容分类 in two levels, by the code list's own names."""

import pytest

from workbench.store.topics import split_topic


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("城乡建设/住房保障与房地产", ("城乡建设", "住房保障与房地产")),
        ("自然资源-土地征收", ("国土资源(自然资源)", "土地征收")),
        ("国土资源（自然资源）", ("国土资源(自然资源)", None)),
        ("农业农村、村务管理", ("农村农业(农业农村)", "村务管理")),
        ("政法>诉讼>执行", ("政法", "诉讼")),
        ("工资福利", ("劳动和社会保障", "工资福利")),
        ("建设项目审批", (None, "建设项目审批(部分)")),
        ("历史遗留问题", ("其他", "历史遗留问题")),
        ("城市建设和市政管理", ("城乡建设", "城市建设和市政管理")),
        ("本县特有类—某细类", ("本县特有类", "某细类")),
        ("本县特有类", ("本县特有类", None)),
        ("城乡建设/本县特有", ("城乡建设", "本县特有")),
        (" / ", (None, None)),
    ],
)
def test_a_topic_splits_in_two(written: str, levels: tuple[str | None, str | None]) -> None:
    assert split_topic(written) == levels
