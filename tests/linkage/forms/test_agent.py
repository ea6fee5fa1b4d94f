from __future__ import annotations

import pytest

from workbench.linkage.forms.agent import Parties, parties


@pytest.mark.parametrize(
    ("cell", "principals", "agents", "legal"),
    [
        ("张三", "张三", "", ""),
        ("张三、王五", "张三 王五", "", ""),
        ("张三（代理人李四）", "张三", "李四", ""),
        ("张三（委托代理人：李四、王五）", "张三", "李四 王五", ""),
        ("张三，代理人：李四", "张三", "李四", ""),
        ("代理人：李四；委托人：张三", "张三", "李四", ""),
        ("李四（代理人），张三（委托人）", "张三", "李四", ""),
        ("李四代张三", "张三", "李四", ""),
        ("欧阳建国代李四反映", "李四", "欧阳建国", ""),
        ("李四受张三委托", "张三", "李四", ""),
        ("李四（受张三委托）", "张三", "李四", ""),
        ("李四（代张三）", "张三", "李四", ""),
        ("张三委托李四", "张三", "李四", ""),
        ("张三由李四代诉", "张三", "李四", ""),
        ("代小明", "代小明", "", ""),
        ("王代明", "王代明", "", ""),
        ("张三（户主）", "张三", "", ""),
        ("张三（李四之子）", "张三", "", ""),
        ("张三（云岭建材有限公司法定代表人）", "", "", "张三"),
        ("云岭建材有限公司（法定代表人张三）", "", "", "张三"),
        ("张三（曾用名张四、张五）、王五（代理人李四）", "张三(曾用名张四、张五) 王五", "李四", ""),
        ("匿名", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_parties(cell: str, principals: str, agents: str, legal: str) -> None:
    found = parties(cell)
    assert found == Parties(*(tuple(names.split(" ")) if names else () for names in (principals, agents, legal)))


def test_the_principal_is_the_petitioner() -> None:
    assert parties("张三（代理人李四）").persons == ("张三",)
    assert parties("李四（代理人）").persons == ("李四",)
    assert parties("云岭建材有限公司（法定代表人张三）").persons == ("张三",)
