"""小数抑制: which counts may be published, and why the others cannot be worked out.

A count below FEWEST is left out; whether it was 0 or 4 cannot be told. Hiding a cell is worth nothing while a sum
that contains it is published beside other cells of that sum, so the rule has a second half: **no sum that contains
a hidden cell is ever published.** There are no totals and no shares; every dataset is one table of cells that do not
overlap; and nobody is counted in two datasets whose cells could be subtracted from each other. What is published is
therefore a function of the published cells alone: it is the same, byte for byte, whatever the hidden ones are.

For the same reason only months that are over are published: of a number that grows by one every day, the difference
of two days is a single person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

FEWEST = 5
RULE = (
    f"不足 {FEWEST} 的数不公布（0 也不公布）。为了不能用合计倒推，不公布任何包含未公布数的合计和比例；"
    "各行互不重叠，合计只能由公布的各行相加，会小于实际数。只公布已经结束的月份。"
)
Key = TypeVar("Key")


def publishable(counts: Mapping[Key, int]) -> dict[Key, int]:
    """The cells that may be published, in their order."""
    return {key: number for key, number in counts.items() if number >= FEWEST}
