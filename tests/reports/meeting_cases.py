"""An invented meeting for papers, and the golden texts they are compared with.

After a wanted change of wording: `python -m tests.reports.meeting_cases` writes `golden/` anew; look at the difference.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from docx.document import Document
from docx.table import Table

from tests.reports.paper_cases import STAMP, empty, full, opened
from workbench.meetings.bodies import Meeting
from workbench.meetings.kinds import MeetingKind
from workbench.meetings.minutes import MinutesText
from workbench.meetings.schedule.plan import Attendance
from workbench.reports.agenda_paper import AgendaContent, Item, agenda_docx, agenda_part, meeting_words, opening_part
from workbench.reports.minutes_paper import MinutesPaper, minutes_docx
from workbench.reports.pack import PackContent, case_part, pack_docx
from workbench.reports.sign_in import Seat, sign_in_docx, sign_in_part
from workbench.review.paper import case_paper
from workbench.review.paper_parts import note

GOLDEN = Path(__file__).parent / "golden"
MEETING = Meeting(
    "H20261123", "XLX", MeetingKind.WORKING, "清澜县信访工作联席会议工作会议", date(2026, 11, 23), place="三楼会议室", chair="县委副书记"
)  # fmt: skip
OPENING = (
    "上次议定事项落实情况（截至2026-11-22，共1项：超期1项）",
    "1．H20261012-01修订补偿办法〔超期〕清澜县财政局应于2026-10-31前落实，已超期22日。",
)
AGENDA = AgendaContent(
    MEETING,
    (
        Item(1, "", "上次议定事项落实情况", 15, 540, 555),
        Item(2, "M-R000001", "反映青石小区供水管网改造问题", 25, 555, 580, "县水利局",
             ("T-05 交办4次仍不满意。", "法定期限2024-05-09，排在议题第1位")),
        Item(3, "M-R000009", "反映滨河佳苑停工烂尾问题", 25, 580, 605, "", ()),
    ),
    OPENING,
    605,
    (
        Attendance("县水利局", "H20261123", ("M-R000001",), 555, 580, 0, 0),
        Attendance("副县长", "H20261123", ("M-R000001", "M-R000009"), 555, 605, 0, 0),
    ),
    (("反映道路积水问题", "测试员决定不列入：已另行安排"), ("讨要工程劳务工资", "本次会议已满2件；没有未了的法定期限")),
    7,
)  # fmt: skip
SEATS = (Seat("县委副书记", "主持"), Seat("县财政局局长", "成员"), Seat("县水利局", "汇报", "09:15"))
TEXT = MinutesText(
    mark="清澜县信访工作联席会议纪要",
    office="清澜县信访工作联席会议办公室",
    lead="2026年11月23日09:00，县委副书记主持在三楼会议室召开清澜县信访工作联席会议工作会议，研究反映青石小区供水管网改造问题。",
    heard=("关于反映青石小区供水管网改造问题的汇报", "关于反映滨河佳苑停工烂尾问题的汇报"),
    views=("补偿标准应统一", "管网属公共设施"),
    decided=("1．修订补偿办法。由清澜县财政局牵头，清澜县司法局配合，于2026年12月20日前落实，以印发的办法为落实凭证。",
             "2．关于反映青石小区供水管网改造问题：分两期更换管网。由县水利局牵头，于2026年12月31日前落实。"),
    requires=("按期报告。",),
    present=("县委副书记", "县财政局局长", "县水利局局长"),
    excused=("县住房和城乡建设局局长",),
    distribution=("县委副书记", "县财政局", "县水利局"),
)  # fmt: skip
ISSUED = MinutesPaper(TEXT, 1, "〔2026〕第1期", date(2026, 11, 25), "印发")
CORRECTED = replace(ISSUED, version=2, note="第2项期限误写")
DRAFT = MinutesPaper(TEXT, 1)


def pack_content() -> PackContent:
    """Agenda, sign-in, opening item, a full case and an empty one."""
    papers = (case_part(case_paper(full())), case_part(case_paper(empty())))
    parts = (agenda_part(replace(AGENDA, opening_apart=True)), sign_in_part(MEETING, SEATS), opening_part(OPENING))
    notes = (note("签到表不随本件分发。"),)
    return PackContent(f"{MEETING.title}会议材料", f"（{meeting_words(MEETING)}）", (*parts, *papers), notes)


def body_text(document: Document) -> str:
    """Everything in the body in order: a line per paragraph, a row's cells between bars."""
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += ["|" + "|".join(cell.text for cell in row.cells) + "|" for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines) + "\n"


def papers() -> dict[str, bytes]:
    """Every paper of the meeting by the name of its golden text."""
    return {
        "agenda": agenda_docx(AGENDA, STAMP),
        "sign_in": sign_in_docx(MEETING, SEATS, STAMP),
        "minutes_issued": minutes_docx(ISSUED, STAMP),
        "minutes_corrected": minutes_docx(CORRECTED, STAMP),
        "minutes_draft": minutes_docx(DRAFT, STAMP),
        "pack": pack_docx(pack_content(), STAMP, pages=(2, 4, 5, 6, 11)),
    }


if __name__ == "__main__":
    for name, made in papers().items():
        (GOLDEN / f"{name}.txt").write_text(body_text(opened(made)), encoding="utf-8")
