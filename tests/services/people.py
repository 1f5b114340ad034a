"""Invented people for tests: every number is made by rule and belongs to nobody on purpose."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st
from stdnum.cn import ric


def make_id_number(region: str = "110101", birth: date = date(1990, 3, 7), order: int = 123) -> str:
    body = f"{region}{birth:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(["110101", "440103", "310104", "500101"]))
    birth = draw(st.dates(date(1930, 1, 1), date(2020, 12, 31)))
    return make_id_number(region, birth, draw(st.integers(1, 999)))
