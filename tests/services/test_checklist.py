"""材料清单: what this applicant brings is what the item asks, less what their answers rule out."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.services.catalogue.schema import Condition as CatalogueCondition
from bot.services.catalogue.schema import MaterialFile
from bot.services.catalogue.to_view import condition_of
from bot.services.catalogue.views import Condition, MaterialView
from bot.services.checklist.rows import Needed, needed
from bot.services.checklist.words import line, parts, text, total
from bot.services.forms.schema import parse_form


def rows() -> st.SearchStrategy[list[Needed]]:
    return st.lists(
        st.builds(
            Needed,
            name=st.sampled_from(["居民身份证", "租赁合同", "照片", "申请表"]),
            how=st.sampled_from(["uploaded", "bring", "later", "optional", "shared"]),
            need=st.sampled_from("123"),
            original=st.integers(0, 3),
            copies=st.integers(0, 3),
            note=st.sampled_from(["", "交验原件"]),
            only_when=st.sampled_from(["", "租房的"]),
        ),
        max_size=6,
    )


@given(rows())
def test_every_material_stands_in_exactly_one_part(found: list[Needed]) -> None:
    said = [each for part in parts(found) for each in part.lines]
    assert sorted(said) == sorted(line(row) for row in found)
    assert all(each in text(found) for each in said)


@given(rows())
def test_the_total_counts_what_has_to_be_brought_for_certain(found: list[Needed]) -> None:
    firm = [row for row in found if row.how in ("bring", "later") and not row.only_when]
    originals, copies = sum(row.original for row in firm), sum(row.copies for row in firm)
    said = total(found)
    assert (f"原件{originals}份" in said) == (originals > 0)
    assert (f"复印件{copies}份" in said) == (copies > 0)
    assert bool(said) == bool(originals or copies)


FORM = parse_form(
    {
        "version": 1,
        "eligibility": [
            {
                "key": "ground",
                "ask": "以哪种条件申领？",
                "input": "choice",
                "options": [{"value": v, "title": v} for v in ("work", "home", "school")],
            }
        ],
        "fields": [{"key": "remark", "label": "备注", "input": "text"}],
    }
)
VALUES = ("work", "home", "school")


def material(name: str, values: tuple[str, ...] | None) -> MaterialView:
    rule = Condition((("ground", values),)) if values is not None else None
    return MaterialView(name, "1", "必要", "1", 1, 0, "10", "申请人自备", False, "有条件的", "", rule)


@given(
    st.lists(
        st.one_of(st.none(), st.lists(st.sampled_from(VALUES), min_size=1, unique=True).map(tuple)),
        max_size=5,
    ),
    st.one_of(st.none(), st.sampled_from(VALUES)),
)
def test_a_material_goes_when_the_answer_rules_it_out_and_stays_with_its_condition_until_then(
    rules: list[tuple[str, ...] | None], answered: str | None
) -> None:
    materials = [material(f"材料{n}", rule) for n, rule in enumerate(rules)]
    found = needed(materials, FORM, {} if answered is None else {"ground": answered})
    kept = [
        m.name for m, rule in zip(materials, rules, strict=True) if rule is None or answered in (None, *rule)
    ]
    assert [row.name for row in found] == kept
    for row in found:
        decided = answered is not None and rules[int(row.name[2:])] is not None
        assert row.only_when == ("" if decided else "有条件的")


TWO = parse_form(
    {
        "version": 1,
        "eligibility": [
            {
                "key": key,
                "ask": "哪一种？",
                "input": "choice",
                "options": [{"value": v, "title": v} for v in VALUES],
            }
            for key in ("ground", "housing")
        ],
        "fields": [{"key": "remark", "label": "备注", "input": "text"}],
    }
)
_SOME = st.lists(st.sampled_from(VALUES), min_size=1, unique=True).map(tuple)
_MAYBE = st.one_of(st.none(), st.sampled_from(VALUES))


@given(_SOME, _SOME, st.booleans(), _MAYBE, _MAYBE)
def test_of_two_conditions_a_material_stays_while_some_answers_still_ask_for_it(
    ground: tuple[str, ...], housing: tuple[str, ...], either: bool, first: str | None, second: str | None
) -> None:
    condition = Condition((("ground", ground), ("housing", housing)), any=either)
    asked = MaterialView("证明", "1", "必要", "1", 1, 0, "10", "申请人自备", False, "有条件的", "", condition)
    given_ = {key: value for key, value in (("ground", first), ("housing", second)) if value is not None}
    rows = needed([asked], TWO, given_)
    outcomes = {
        (a in ground or b in housing) if either else (a in ground and b in housing)
        for a, b in product([first] if first else VALUES, [second] if second else VALUES)
    }
    assert bool(rows) == (True in outcomes)
    if rows and len(outcomes) == 2:
        assert rows[0].only_when == "有条件的"
    if first and second and rows:
        assert rows[0].only_when == ""


def test_nothing_to_bring_is_said_so() -> None:
    row = Needed(name="户口簿", how="shared", need="1", original=1, copies=0, note="")
    assert text([row]).startswith("按您的情况，没有必须另外准备的材料。")
    assert "数据共享，不用带" in text([row])


@pytest.mark.parametrize(
    "body",
    [
        {"key": "kind", "in": ["business"]},
        {"all": [{"key": "kind", "in": ["business"]}, {"key": "agent", "in": ["yes"]}]},
        {"any": [{"key": "kind", "in": ["business"]}, {"key": "agent", "in": ["yes"]}]},
    ],
)
def test_a_condition_is_written_and_read_as_it_stands_in_the_catalogue(body: dict[str, Any]) -> None:
    written = {
        "name": "委托书",
        "need": "1",
        "material_type": "1",
        "original": 1,
        "copies": 0,
        "source_type": "10",
        "shown_if": body,
    }
    read = MaterialFile.model_validate(written)
    assert read.model_dump(by_alias=True)["shown_if"] == body
    condition = condition_of(body)
    assert condition.any is ("any" in body)
    assert {key for key, _ in condition.rules} <= {"kind", "agent"}


@pytest.mark.parametrize(
    "body", [{}, {"all": []}, {"any": [{"key": "kind", "in": ["a"]}]}, {"all": 1}, {"key": "kind"}, "kind"]
)
def test_half_a_condition_is_refused(body: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(CatalogueCondition).validate_python(body)
