"""What an export says of itself (研究版说明), in Chinese, beside its tables."""

from __future__ import annotations

from typing import Any, Final

_TABLES: Final = """| 表 | 一行是什么 | 数字 |
|--|--|--|
| places | 一个地点（代称）、层级、与本县的远近 | 无 |
| place_flows | 两地不同的事项：户籍地→常住地、常住地→事发地 | 不少于 {k} 件的格，准确数 |
| place_flow_totals | 同上的合计（起点、终点、全部） | 向下取整到 {k} 的倍数 |
| units | 主办单位（代称）× 是否办结 | 不少于 {k} 件的格，准确数 |
| unit_totals | 主办单位的合计 | 向下取整到 {k} 的倍数 |
| unit_links | 两单位共同办理或互相退回移交，共 5 件以上 | 向下取整到 {k} 的倍数 |
| matters | 一件事项，时间、内容分类、县级地点、是否分离均已泛化 | 每一类不少于 {k} 件 |
| matter_links | 两类事项之间“相关”“同事”的对数 | 向下取整到 {k} 的倍数 |"""

_TEXT: Final = """# 研究版 · {project}

版次 {edition}，截至 {as_of}，k={k}。各表同时有 Parquet 和 CSV（UTF-8）；`meta.json` 载明抑制的数量和各文件的校验值。

{tables}

## 阅读时请注意

- **没有出现的格不等于零**：可能是 0，可能少于 {k}，也可能是为保护别的格而一并隐去的（补充抑制）。
- 地点合计少于 {k} 件的，依次并入所在市、所在省的“其余各县”，再并入“其他”。
- `matters` 中“不分”表示该项未予区分，“不明”表示原来就不知道。
- 地点、单位代称在同一项目内不变，换一个项目就对不上；事项代称只在本项目的本版次内有效。
- 流向是事项的地点之间的差别，不是人的行踪；没有人员、没有文字、没有检举控告。
- 请勿试图识别单位、地点或个人；发表的数字请仍按 k={k} 处理。
"""


def readme(meta: dict[str, Any]) -> str:
    """The README of an export."""
    return _TEXT.format(**{name: meta[name] for name in ("project", "edition", "as_of", "k")},
                        tables=_TABLES.format(k=meta["k"]))  # fmt: skip
