"""Invented names at the skew of real ones (姓名), and the ways a register gets them wrong."""

from __future__ import annotations

import re

from workbench.synth.draw import Draw, Urn, words

_SURNAMES = (
    "王7.2 李7.2 张6.8 刘5.4 陈4.5 杨3.1 黄2.2 赵2.1 吴2 周2 徐1.7 孙1.5 马1.3 朱1.3 胡1.2 郭1.2 何1.2 高1.1 林1.1 罗1.1 郑1 梁.9 谢.8 "
    "宋.8 唐.7 许.7 韩.7 冯.6 邓.6 曹.6 彭.5 曾.5 肖.5 田.5 董.5 袁.5 潘.5 于.4 蒋.4 蔡.4 余.4 杜.4 叶.4 程.4 苏.4 魏.4 吕.4 丁.4 任.4 "
    "沈.4 姚.3 卢.3 姜.3 崔.3 钟.3 谭.3 陆.3 汪.3 范.3 金.3 石.3 廖.3 贾.3 夏.3 韦.3 付.3 方.3 白.3 邹.3 孟.3 熊.3 秦.3 邱.3 江.2 尹.2 "
    "薛.2 闫.2 段.2 雷.2 侯.2 龙.2 史.2 陶.2 黎.2 贺.2 顾.2 毛.2 郝.2 龚.2 邵.2 万.2 钱.2 严.2 覃.2 武.2 戴.2 莫.2 孔.2 向.2 汤.2 单.1 "
    "仇.1 解.1 查.05 区.04 盖.03 欧阳.15 上官.04 司马.04 诸葛.03 令狐.02 皇甫.02 尉迟.02 夏侯.01"
)
_OLD_MEN = "建国 建军 志强 国强 德福 永贵 长贵 大明 正华 明才 光荣 光明 忠义 世平 成林 学文 家富 天成 安民 兴旺 福生 云山 万全 金山 开元 树清"
_OLD_WOMEN = (
    "秀英 桂兰 玉珍 淑芬 桂英 素珍 秀兰 翠英 菊香 月娥 凤英 春梅 玉兰 桂花 秀芳 兰英 金枝 素华 银秀 冬梅 腊梅 莲香"
)
_YOUNG_MEN = "浩 伟 磊 强 鹏 俊杰 志伟 海涛 晓东 文斌 建华 勇 军 涛 超 明 小龙 家豪 志刚 永强 国辉 林 波 红兵 玉林 海峰 小军 志华"
_YOUNG_WOMEN = (
    "丽 芳 娟 敏 静 艳 婷婷 雪梅 海燕 小红 丽华 晓燕 红梅 玲 秀娟 文静 丽娟 小芳 春燕 佳慧 莉 霞 玉梅 红英 小英 丽萍"
)
_LETTERS = "建国强志伟明华平玉秀红海文学永福德荣贵生林金银春秋兰芳英珍梅霞丽娟艳凤云山水田正大中成忠义仁礼智信良善祥瑞庆丰安康宁和顺光辉耀宗根树"
_FIRST_PARTS = words("阿力木 买买提 古丽娜 艾山 吐尔逊 热依汗 玉素甫 帕提曼 依明 库尔班")
_LAST_PARTS = words("艾合买提 吐尔地 阿不都 肉孜 托合提 依布拉音")

SAME_SOUND = {
    "建": "健", "伟": "玮炜", "丽": "莉俐", "英": "瑛", "明": "铭", "军": "君钧", "华": "桦骅", "平": "萍", "兰": "蓝", "永": "咏",
    "志": "智", "红": "洪宏", "娟": "鹃", "玉": "育", "辉": "晖", "林": "霖琳", "文": "雯", "芳": "方", "福": "富", "国": "帼",
    "祥": "翔", "成": "诚", "生": "升", "静": "婧", "敏": "闵", "燕": "艳", "珍": "贞", "云": "芸", "贵": "桂", "波": "博",
}  # fmt: skip
VARIANTS = {
    "峰": "峯",
    "升": "昇",
    "肖": "萧",
    "付": "傅",
    "闫": "阎",
    "戴": "代",
    "邱": "丘",
    "强": "強",
    "杰": "傑",
    "兴": "興",
}
LOOKALIKES = {
    "余": "佘",
    "侯": "候",
    "贵": "责",
    "梅": "海",
    "秀": "季",
    "玉": "王",
    "金": "全",
    "光": "先",
    "天": "夫",
    "大": "太",
}

SURNAMES: Urn[str] = Urn((name, float(share)) for name, share in re.findall(r"([^\d.\s]+)([\d.]+)", _SURNAMES))
_POOLS = {
    ("男", True): _OLD_MEN.split(),
    ("女", True): _OLD_WOMEN.split(),
    ("男", False): _YOUNG_MEN.split(),
    ("女", False): _YOUNG_WOMEN.split(),
}


def full_name(draw: Draw, surname: str, sex: str, birth_year: int) -> str:
    """A name of its time: two names in three from the pool of sex and age, the others of single characters."""
    if draw.chance(0.006):
        return f"{draw.pick(_FIRST_PARTS)}·{draw.pick(_LAST_PARTS)}"
    if draw.chance(0.35):
        return surname + draw.pick(_POOLS[sex, birth_year < 1972])
    return surname + draw.pick(_LETTERS) + (draw.pick(_LETTERS) if draw.chance(0.85) else "")


def misspell(draw: Draw, name: str) -> str:
    """The name with one character heard, written or read wrongly; the name itself if none of its characters is known."""
    for table in draw.some((SAME_SOUND, SAME_SOUND, VARIANTS, LOOKALIKES), 4):
        places = [index for index, character in enumerate(name) if character in table]
        if places:
            at = draw.pick(places)
            return f"{name[:at]}{draw.pick(table[name[at]])}{name[at + 1 :]}"
    return name


def official(draw: Draw) -> str:
    """A leader's name, short and plain."""
    return SURNAMES.draw(draw) + draw.pick(_LETTERS) + draw.pick(_LETTERS)
