"""One wording with other particulars (套话相同而要素不同): what a template's copies differ in is what they are about.

Who tells the same thing again leaves sentences out and adds others; who fills in a template puts another estate, year or
sum in the same place of the same sentence. So runs are counted that stand in each other's place between equal wording.
"""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 8
_AROUND: Final = 2
_ENOUGH: Final = 3.0
_NUMERALS: Final = frozenset("0123456789一二三四五六七八九十百千万两")


def swap_strength(one: str, other: str) -> float:
    """0..1: how many short runs stand in each other's place, by their share of everything in which the texts differ."""
    from rapidfuzz.distance import Levenshtein

    swapped, all_differing, counted = 0, 0, 0.0
    operations = Levenshtein.opcodes(one, other)
    blocks = _blocks([(op.tag == "equal", op.src_start, op.src_end, op.dest_start, op.dest_end) for op in operations])
    for number, (equal, start, end, start2, end2) in enumerate(blocks):
        if equal:
            continue
        left, right = one[start:end], other[start2:end2]
        length = max(len(left), len(right))
        all_differing += length
        around = [block[2] - block[1] for block in blocks[max(0, number - 1) : number + 2] if block[0]]
        if left and right and length <= _LONGEST and all(size >= _AROUND for size in around):
            swapped += length
            counted += _tells(left, right)
    return min(counted / _ENOUGH, 1.0) * swapped / all_differing if all_differing else 0.0


def _tells(left: str, right: str) -> float:
    """A number or a whole word in the place of another; a single character may be a slip of the pen."""
    if _NUMERALS & set(left) and _NUMERALS & set(right):
        return 1.0
    return 1.0 if min(len(left), len(right)) >= 2 else 0.25


def _blocks(parts: list[tuple[bool, int, int, int, int]]) -> list[tuple[bool, int, int, int, int]]:
    """Neighbouring differences as one; an equal character alone between two is part of the difference."""
    found: list[tuple[bool, int, int, int, int]] = []
    for equal, start, end, start2, end2 in parts:
        equal = equal and (end - start >= _AROUND)
        if found and found[-1][0] == equal:
            found[-1] = (equal, found[-1][1], end, found[-1][3], end2)
        else:
            found.append((equal, start, end, start2, end2))
    return found
