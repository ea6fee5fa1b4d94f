"""What hangs together over links that say something of the cases."""

from __future__ import annotations

import pytest

from tests.drawn_network import graph
from workbench.network.components import components
from workbench.network.ties import WORK

CASES = "r1>m1:of r2>m2:of r1>r2:rel r3>m3:of c1>r1:by c1>r3:by u1>m1:led u1>m2:led u1>m3:led"


def test_unit_and_petitioner_join_nothing() -> None:
    found = components(graph(CASES))
    assert found.members(found.of("matter:m1")) == ("matter:m1", "matter:m2", "record:r1", "record:r2")
    assert found.of("matter:m3") != found.of("matter:m1")
    assert found.table[["matters", "records", "units"]].values.tolist() == [[2, 2, 0], [1, 1, 0]]
    assert found.sentence == "共 2 个关联组，其中 1 组有两个以上事项，最大的一组有 2 个事项；另有 1 个节点没有这类关联"


def test_units_join_when_asked() -> None:
    found = components(graph(CASES), WORK)
    assert len(found.members(found.of("matter:m3"))) == 7


def test_petitioner_is_in_no_component() -> None:
    found = components(graph(CASES))
    with pytest.raises(ValueError, match="信访人"):
        found.of("contact:c1")
    with pytest.raises(KeyError, match="-1"):
        found.members(-1)
    with pytest.raises(KeyError, match="matter:m9"):
        found.of("matter:m9")


@pytest.mark.parametrize(("extra", "said"), [("", "是空的"), ("m1", "1 个节点之间没有这类关联"), ("c1", "是空的")])
def test_empty_and_single_say_so(extra: str, said: str) -> None:
    assert said in components(graph("", extra)).sentence
