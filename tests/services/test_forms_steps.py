"""The walk asks what applies, once, in order, and ends in the review."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.services.forms.bounds import add_months, resolve
from bot.services.forms.eligibility import verdict
from bot.services.forms.schema import parse_form
from bot.services.forms.steps import next_step, visible, walk
from tests.services.city import form_body

FORM = parse_form(form_body())


def test_the_order_is_eligibility_consent_fields_review() -> None:
    kinds = [step.kind for step in walk(FORM, {})]
    assert kinds == sorted(kinds, key=["eligibility", "consent", "field", "review"].index)
    first = next_step(FORM, {})
    assert first is not None and (first.key, first.number) == ("local_household", 1)
    assert [option.title for option in first.options] == ["是", "否"]


def test_only_what_applies_is_asked() -> None:
    keys = [step.key for step in walk(FORM, {"ground": "home", "delivery": "pickup"})]
    assert "housing" in keys and not {"employer", "school", "mail_address"} & set(keys)


def test_prompts_say_what_may_be_skipped() -> None:
    steps = {step.key: step for step in walk(FORM, {"ground": "work"})}
    assert steps["remark"].prompt == "请输入备注（选填，可以回复“跳过”）："
    assert steps["name"].prompt == "请输入姓名："
    assert "《中华人民共和国个人信息保护法》第十三条" in steps["consent"].prompt
    assert [option.title for option in steps["review"].options] == ["确认提交", "修改", "取消"]


def test_verdicts_name_basis_and_alternative() -> None:
    assert verdict(FORM, {}).can is None
    assert verdict(FORM, {"local_household": "no", "half_year": "yes", "ground": "work"}).can is True
    refused = verdict(FORM, {"local_household": "no", "half_year": "no"})
    assert refused.can is False and refused.question == "half_year"
    assert refused.basis == "《居住证暂行条例》（国务院令第663号）第二条"
    assert "居住登记" in refused.instead


def values() -> st.SearchStrategy[dict[str, str | None]]:
    choices = {q.key: st.sampled_from([*(o.value for o in q.choices), None]) for q in FORM.questions}
    return st.fixed_dictionaries({}, optional=choices)


@given(values())
def test_every_walk_ends_and_repeats_nothing(answers: dict[str, str | None]) -> None:
    asked = []
    while (step := next_step(FORM, answers)) is not None:
        asked.append(step.key)
        assert step.number <= step.total
        answers[step.key] = step.options[0].value if step.options else "x"
    assert len(asked) == len(set(asked)) and asked[-1] == "review"


@given(values())
def test_an_answer_to_a_hidden_question_shows_nothing(answers: dict[str, str | None]) -> None:
    shown = {question.key for question in visible(FORM, answers)}
    for question in FORM.questions:
        rule = question.shown_if
        assert (question.key in shown) == (
            rule is None or (rule.key in shown and answers.get(rule.key) in rule.values)
        )


def test_bounds() -> None:
    assert resolve("-6 months", date(2026, 8, 31)) == date(2026, 2, 28)
    assert resolve("+1 year", date(2024, 2, 29)) == date(2025, 2, 28)
    assert resolve("-10 days", date(2026, 1, 5)) == date(2025, 12, 26)
    assert resolve("2025-01-31", date(2026, 1, 5)) == date(2025, 1, 31)
    assert add_months(date(2026, 11, 23), 2) == date(2027, 1, 23)
