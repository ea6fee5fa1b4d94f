"""`workbench letter …` (单位文书): 交办单、督办函、挂牌督办通知、约谈建议、处理意见书、办结报告、回访记录, and what was sent."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings
from workbench.rules.letters import LetterKind

letter = typer.Typer(no_args_is_help=True, help="单位文书：交办、督办、挂牌、约谈建议、意见书、办结报告、回访记录")

Matter = Annotated[str, typer.Argument(metavar="事项", help="事项编号、记录编号或信访件编号；就议定事项发文的不填")]
OnlyMatter = Annotated[str, typer.Argument(metavar="事项", help="事项编号、记录编号或信访件编号")]
Decision = Annotated[str, typer.Option(help="议定事项编号，如 H20261123-01")]
Unit = Annotated[str, typer.Option(help="单位；不填则按记录")]
Number = Annotated[str, typer.Option(help="文号，如 清联督〔2026〕3号")]
Signer = Annotated[str, typer.Option(help="签发人职务")]
Due = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="期限")]
Why = Annotated[str, typer.Option(help="理由（发给被反映单位等须由负责人写明）")]
Folder = Annotated[Path | None, typer.Option(help="存到这个文件夹；不填则存到本单位的 papers 文件夹")]
Actor = Annotated[str, typer.Option(help="打印人；不填则为本单位设置的经办人")]
Reason = Annotated[str, typer.Option(help="督办事由，如 未反馈办理结果")]
Demand = Annotated[str, typer.Option(help="另外的要求")]
Contact = Annotated[str, typer.Option(help="联系人职务")]


@letter.command("order")
@in_words
def order(matter: Matter = "", decision: Decision = "", unit: Unit = "", number: Number = "", signer: Signer = "",
          due: Due = None, demand: Demand = "", feedback: Annotated[str, typer.Option(help="反馈对象与方式")] = "",
          instruction: Annotated[str, typer.Option(help="领导批示")] = "", why: Why = "", folder: Folder = None,
          actor: Actor = "") -> None:  # fmt: skip
    """交办单：承办单位、诉求、五项办理要求、时限、签收，注明第几次交办。"""
    _print(LetterKind.ORDER, matter=matter, decision=decision, unit=unit, number=number, signer=signer, due=due, why=why,
           folder=folder, actor=actor, demand=demand, feedback=feedback, instruction=instruction)  # fmt: skip


@letter.command("supervise")
@in_words
def supervise(matter: Matter = "", decision: Decision = "", unit: Unit = "", number: Number = "", signer: Signer = "",
              due: Due = None, reason: Reason = "", demand: Demand = "", contact: Contact = "", why: Why = "",
              folder: Folder = None, actor: Actor = "") -> None:  # fmt: skip
    """督办函：就议定事项的须已签发督办函一级；就事项的写文号和签发人，同时登记督办步骤。"""
    _print(LetterKind.SUPERVISE, matter=matter, decision=decision, unit=unit, number=number, signer=signer, due=due,
           why=why, folder=folder, actor=actor, reason=reason, demand=demand, contact=contact)  # fmt: skip


@letter.command("listed")
@in_words
def listed(matter: Matter = "", decision: Decision = "", unit: Unit = "", number: Number = "", signer: Signer = "",
           due: Due = None, list_number: Annotated[str, typer.Option(help="挂牌编号；不填则按年编号")] = "",
           delisting: Annotated[str, typer.Option(help="摘牌条件")] = "", reason: Reason = "", demand: Demand = "",
           contact: Contact = "", why: Why = "", folder: Folder = None, actor: Actor = "") -> None:  # fmt: skip
    """挂牌督办通知：督办函的内容，加挂牌编号和摘牌条件。"""
    _print(LetterKind.LISTED, matter=matter, decision=decision, unit=unit, number=number, signer=signer, due=due, why=why,
           folder=folder, actor=actor, list_number=list_number, delisting=delisting, reason=reason, demand=demand,
           contact=contact)  # fmt: skip


@letter.command("talk")
@in_words
def talk(matter: Matter = "", decision: Decision = "", unit: Unit = "", number: Number = "", signer: Signer = "",
         post: Annotated[str, typer.Option(help="建议约谈的职务")] = "",
         convenor: Annotated[str, typer.Option(help="建议召集人职务")] = "",
         text: Annotated[str, typer.Option(help="说明；不写处理措施")] = "", folder: Folder = None,
         actor: Actor = "") -> None:  # fmt: skip
    """约谈建议：单位、职务和事实，由人签批；不写处理措施。"""
    _print(LetterKind.TALK, matter=matter, decision=decision, unit=unit, number=number, signer=signer, folder=folder,
           actor=actor, post=post, convenor=convenor, text=text)  # fmt: skip


@letter.command("opinion")
@in_words
def opinion(matter: OnlyMatter, unit: Unit = "", number: Number = "",
            found: Annotated[str, typer.Option(help="查明的事实")] = "",
            review_organ: Annotated[str, typer.Option(help="复查机关")] = "", why: Why = "", folder: Folder = None,
            actor: Actor = "") -> None:  # fmt: skip
    """处理意见书（代拟稿）：五部分，逐项写明支持、解释、不支持；用单位本身的印章。"""
    _print(LetterKind.OPINION, matter=matter, unit=unit, number=number, why=why, folder=folder, actor=actor, found=found,
           review_organ=review_organ)  # fmt: skip


@letter.command("closing-report")
@in_words
def closing_report(matter: OnlyMatter, unit: Unit = "", number: Number = "", signer: Signer = "",
                   to: Annotated[str, typer.Option(help="报送机关")] = "",
                   found: Annotated[str, typer.Option(help="调查情况")] = "", contact: Contact = "", why: Why = "",
                   folder: Folder = None, actor: Actor = "") -> None:  # fmt: skip
    """办结报告（代拟稿）：交办情况、调查办理、意见和送达、信访人意见、附件。"""
    _print(LetterKind.REPORT, matter=matter, unit=unit, number=number, signer=signer, why=why, folder=folder, actor=actor,
           to=to, found=found, contact=contact)  # fmt: skip


@letter.command("visit-back")
@in_words
def visit_back(matter: OnlyMatter, unit: Unit = "", visitor: Annotated[str, typer.Option(help="回访人职务")] = "",
               received: Annotated[str, typer.Option(help="是否收到意见书")] = "",
               performed: Annotated[str, typer.Option(help="意见是否落实")] = "",
               reasons: Annotated[str, typer.Option(help="不满意的原因")] = "",
               signature: Annotated[str, typer.Option(help="签字或未签字的原因")] = "", folder: Folder = None,
               actor: Actor = "") -> None:  # fmt: skip
    """回访记录：按最近一次回访填写，空缺的留待回访时填写。"""
    _print(LetterKind.VISIT_BACK, matter=matter, unit=unit, folder=folder, actor=actor, visitor=visitor, received=received,
           performed=performed, reasons=reasons, signature=signature)  # fmt: skip


@letter.command("list")
@in_words
def show(
    matter: Annotated[str, typer.Argument(metavar="事项", help="只看一个事项")] = "", json_: AsJson = False
) -> None:
    """已生成的单位文书。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_letter import letters

    rows = [dict(one.row) for one in letters(Office(settings()), matter)]
    lines = [f"{row['日期']} {row['文书']} {row['文号']} {row['单位']}（{row['事项']}）" for row in rows]
    say(rows, json_, "\n".join(lines) or "没有单位文书")


@letter.command("listings")
@in_words
def listings_(json_: AsJson = False) -> None:
    """挂牌台账：挂牌编号、单位、事项、要求期限、摘牌条件和摘牌日期。"""
    from workbench.usecases.office import Office
    from workbench.usecases.print_letter import listings

    rows = [dict(one.row) for one in listings(Office(settings()))]
    lines = [
        f"{row['挂牌编号']} {row['单位']} {row['挂牌日期']}挂牌，{row['摘牌条件']}（摘牌：{row['摘牌日期']}）"
        for row in rows
    ]
    say(rows, json_, "\n".join(lines) or "没有挂牌督办")


def _print(kind: LetterKind, *, due: datetime | None = None, **said: Any) -> None:
    """Print and tell where the file is; words not given are left out."""
    from workbench.usecases.office import Office
    from workbench.usecases.print_letter import print_letter

    given = {name: value for name, value in said.items() if value}
    path = print_letter(Office(settings()), kind, due=due.date() if due else None, **given)
    out.print(f"已生成：{path}", markup=False, soft_wrap=True, highlight=False)
