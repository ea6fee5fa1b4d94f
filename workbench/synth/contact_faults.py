"""How a ledger gets a name, number, telephone or address wrong (录入差错), one fault at a time, named by a code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from workbench.synth import identity, names
from workbench.synth.draw import Draw, Urn

if TYPE_CHECKING:
    from opencc import OpenCC

FIELDS = ("name", "id_no", "phone", "address")
_OF_NAMES = (
    "安邦宝保碧彬斌冰兵波博昌长超晨成诚承程春纯聪翠丹德迪东栋冬恩方芳飞菲芬丰枫锋凤福甫富刚钢高根光广贵桂国海涵汉浩和荷恒红宏虹鸿厚华辉慧惠吉"
    "继佳家嘉坚建健江姣杰洁金锦进晋静敬菊娟军君俊凯康科可克坤兰岚蓝乐磊蕾丽利莉力立连莲良亮林琳霖玲凌龙隆璐露鲁伦茂梅美萌梦敏明铭娜南楠宁鹏平萍"
    "朴奇琪启谦乾强琴勤青清晴庆琼全泉权群然荣蓉瑞润森山珊善上少生升胜盛诗石士世仕树淑舒双爽顺思松苏素涛滔天田甜铁廷婷同彤万旺伟玮维卫文雯武西熙"
    "喜霞夏贤咸祥翔向小晓孝欣新鑫信星兴雄秀旭学雪雅亚言岩炎艳燕阳洋尧瑶耀业叶一怡宜义艺毅益英莹颖永勇友有佑玉钰育裕元媛远岳月悦云芸允泽增展章哲"
    "珍真振正政之芝枝志智治中忠钟珠柱子梓紫宗祖"
)
_LOOK = (
    "玲铃 芳芬 芬芳 未末 士土 己已 晴睛 清情 祥详 明朋 朋明 建健 强弦 东车 平乎 华毕 志忘 忠患 荣菜 菊莉 莉荆 军车 红江 江红 永水 福幅 "
    "成戊 学字 文交 林材 丽丙 英莫 素索 淑椒 珍诊 桂挂 凤风 月用 娥峨 冬各 云去 山出 生牛 长卡 田由 开井 树村 晓哓 静净 艳绝 婷停 雪雷 "
    "燕蒸 敏繁 娟捐 霞震 浩洁 磊垒 鹏鹂 俊峻 涛铸 勇男 超起 龙尤 家冢 豪毫 国固 斌武 彬杉 宗宋 宏宠 安案 宁字 瑞端 庆厌 丰羊 良食 善喜 "
    "信佳 义又 仁仨 礼札 智知 耀跃 根跟 春舂 辉浑 和知 康庚 中申 正王 顺项 波坡 海悔 红虹 玉五 兴兵"
)
LOOKALIKES: Mapping[str, str] = {**{pair[0]: pair[1] for pair in _LOOK.split()}, **names.LOOKALIKES}
_OF_FIELD: Mapping[str, Urn[str]] = {
    "name": Urn(
        [
            ("homophone", 24),
            ("lookalike", 10),
            ("traditional", 14),
            ("masked", 18),
            ("former", 10),
            ("former_told", 6),
            ("blanks", 8),
            ("short", 5),
            ("missing", 5),
        ]
    ),
    "id_no": Urn(
        [("missing", 35), ("slip", 18), ("swap", 5), ("float", 17), ("old", 13), ("blanks", 12)],
    ),
    "phone": Urn(
        [("missing", 30), ("slip", 22), ("several", 22), ("landline", 12), ("prefix", 14)],
    ),
    "address": Urn([("short", 40), ("long", 32), ("missing", 28)]),
}


class Written(NamedTuple):
    """A cell as written and what is wrong with it ("" nothing)."""

    text: str
    fault: str = ""


def write_field(draw: Draw, field: str, right: str, spare: Callable[[], str]) -> Written:
    """The field with one fault; `spare` gives what else could stand there (former name, second telephone, address forms).

    A fault the value does not allow (a traditional form of a name that has none, a 15-digit number of someone born late)
    becomes the field's commonest one that it does.
    """
    kind = _OF_FIELD[field].draw(draw)
    if kind == "missing":
        return Written("", f"{field.removesuffix('_no')}_missing")
    wrong = _WRITERS[field](draw, kind, right, spare)
    if wrong == right:
        return write_field(draw, field, right, spare)
    return Written(wrong, f"{field.removesuffix('_no')}_{kind}")


def _name(draw: Draw, kind: str, right: str, spare: Callable[[], str]) -> str:
    if kind in ("homophone", "lookalike"):
        return _swapped(draw, right, _same_sound() if kind == "homophone" else LOOKALIKES)
    if kind == "traditional":
        return _traditional(right)
    ways: Mapping[str, Callable[[], str]] = {
        "masked": lambda: right[0] + ("某" * (len(right) - 1) if len(right) < 5 else "某"),
        "former": spare,
        "former_told": lambda: f"{right}（曾用名：{spare()}）",
        "blanks": lambda: (" " if len(right) == 2 else "").join(right) + ("" if len(right) == 2 else " "),
        "short": lambda: right[:1] + right[2:] if len(right) == 3 else right,
    }
    return ways[kind]()


def _id_no(draw: Draw, kind: str, right: str, _spare: Callable[[], str]) -> str:
    at = draw.number(6, 15)
    ways: Mapping[str, Callable[[], str]] = {
        "slip": lambda: identity.slip(draw, right),
        "swap": lambda: right[:at] + right[at + 1] + right[at] + right[at + 2 :],
        "float": lambda: identity.lost_to_float(right),
        "old": lambda: identity.old_form(right) if right[6:10] < "1980" else right,
        "blanks": lambda: f"{right[:6]} {right[6:14]} {right[14:].lower()}",
    }
    return ways[kind]()


def _phone(draw: Draw, kind: str, right: str, spare: Callable[[], str]) -> str:
    at = draw.number(3, 10)
    ways: Mapping[str, Callable[[], str]] = {
        "slip": lambda: right[:at] + str((int(right[at]) + draw.number(1, 9)) % 10) + right[at + 1 :],
        "several": lambda: draw.pick("、/；").join(draw.some((right, spare() or identity.mobile(draw)), 2)),
        "landline": lambda: identity.landline(draw),
        "prefix": lambda: f"+86 {right[:3]}-{right[3:7]}-{right[7:]}",
    }
    return ways[kind]()


def _address(_draw: Draw, kind: str, _right: str, spare: Callable[[], str]) -> str:
    short, _, long = spare().partition("|")
    return short if kind == "short" else long


_WRITERS: Mapping[str, Callable[[Draw, str, str, Callable[[], str]], str]] = {
    "name": _name,
    "id_no": _id_no,
    "phone": _phone,
    "address": _address,
}


def _swapped(draw: Draw, name: str, table: Mapping[str, str]) -> str:
    """The name with one given character (or, if none is in the table, its surname) replaced."""
    places = [at for at in range(1, len(name)) if name[at] in table] or [0] * (name[0] in table)
    if not places:
        return name
    at = draw.pick(places)
    return name[:at] + draw.pick(table[name[at]]) + name[at + 1 :]


@cache
def _same_sound() -> Mapping[str, str]:
    """Common characters of names by those that sound alike (without tone), beside the ones the county uses."""
    from pypinyin import lazy_pinyin

    heard: dict[str, str] = defaultdict(str)
    for character in dict.fromkeys(_OF_NAMES):
        heard[lazy_pinyin(character)[0]] += character
    found = {one: alike.replace(one, "") for alike in heard.values() for one in alike if len(alike) > 1}
    return found | {one: found.get(one, "") + other for one, other in names.SAME_SOUND.items()}


def _traditional(name: str) -> str:
    return "".join(_character(one) for one in name)


@cache
def _character(one: str) -> str:
    return str(_converter().convert(one))


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("s2t")
