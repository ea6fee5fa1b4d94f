"""What the ledger's column 是否化解 says (台账化解用语): words to states of axis B, and words that only seem to be one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from workbench.domain.codes import ResolutionState as R

UNRESOLVED: Final = frozenset({R.NOT_STARTED, R.WORKING, R.REPORTED, R.RETURNED, R.REBOUND, R.ENDED_UNRESOLVED})
_WORDS: Final = (
    (("程序终结", "终结"), R.ENDED_UNRESOLVED),
    (("核减", "剔除", "核销不属"), R.REMOVED),
    (("反弹",), R.REBOUND),
    (("审核退回", "审核未通过", "退回"), R.RETURNED),
    (("报结", "待审", "申请销号"), R.REPORTED),
    (("未启动", "未开始"), R.NOT_STARTED),
    (("未化解", "未息访", "未销号", "没有化解", "尚未", "未解决"), R.NOT_STARTED),
    (("部分化解", "化解中", "正在", "办理中", "稳步推进", "导入法定"), R.WORKING),
    (("息访", "息诉罢访", "罢访"), R.RESOLVED),
    (("化解", "销号", "已解决"), R.RESOLVED),
)
"""Looked for in this order: 未化解 and 化解中 before 化解. 未化解 does not say whether work has begun."""
_WHOLE: Final = {
    "是": R.RESOLVED,
    "Y": R.RESOLVED,
    "√": R.RESOLVED,
    "否": R.NOT_STARTED,
    "N": R.NOT_STARTED,
    "×": R.NOT_STARTED,
}
_PROCEDURAL: Final = ("办结", "已结", "结案", "已答复", "已回复")


@dataclass(frozen=True, slots=True)
class ResolutionWord:
    """A ledger's word, the state it stands for (None: it says nothing on axis B) and what to tell the clerk."""

    text: str
    state: R | None
    remark: str = ""


@lru_cache(maxsize=4096)
def read_word(text: str) -> ResolutionWord | None:
    """The word read, or None for an empty cell; a code value of axis B ("4 已化解") reads as itself."""
    word = text.strip()
    if not word:
        return None
    if word in _WHOLE:
        return ResolutionWord(word, _WHOLE[word])
    for state in R:
        if word in (state.value, state.value[0]):
            return ResolutionWord(word, state)
    for known, state in _WORDS:
        if any(part in word for part in known):
            return ResolutionWord(word, state, _doubt(word, state))
    if any(part in word for part in _PROCEDURAL):
        remark = f"台账化解状态写“{word}”，这是办理程序用语，程序办结不等于化解，不按已化解计。"
        return ResolutionWord(word, None, remark)
    return ResolutionWord(word, None, f"台账化解状态“{word}”不是已知用语，不作认定，请核对。")


def _doubt(word: str, state: R) -> str:
    if state is R.RESOLVED and "访" in word and "化解" not in word:
        return f"台账化解状态写“{word}”，暂按已化解计；不再来访不等于事要解决，请核对化解依据。"
    return ""
