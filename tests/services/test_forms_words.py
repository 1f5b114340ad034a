"""Words that are no answer, earlier answers, counts and options: rules that hold in every form that ships."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.forms.check_names import check_name
from bot.services.forms.checks import check
from bot.services.forms.choices import choose
from bot.services.forms.dates import parse_date
from bot.services.forms.heard import key_of
from bot.services.forms.left_empty import says_nothing_for
from bot.services.forms.numbers import parse_number
from bot.services.forms.outcome import Accepted, Refused
from bot.services.forms.schema import FormDefinition, FormField, InvalidForm, Option, Question, parse_form
from bot.services.forms.unsure import no_answer
from bot.services.forms.whole import checked
from bot.services.yaml_text import parse
from bot.settings import ROOT
from tests.services.city import form_body
from tests.services.people import make_id_number

TODAY = date(2026, 11, 23)
FORMS: dict[str, FormDefinition] = {
    path.stem: parse_form(parse(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "data" / "catalogue" / "forms").glob("*.yml"))
}
QUESTIONS = [(code, question) for code, form in FORMS.items() for question in form.questions]
CHOICES = [(code, question) for code, question in QUESTIONS if question.choices]


def ids(case: tuple[str, Question]) -> str:
    return f"{case[0]}.{case[1].key}"


def field(code: str, key: str) -> FormField:
    found = FORMS[code].field(key)
    assert found is not None
    return found


UNSURE = {
    "unsure": "不清楚 不知道 不太清楚 我也不知道啊 忘了 记不清了 不记得了 这个真不清楚 说不准 不知道叫啥 不知道全称 不懂 谁知道 没注意 还没想好 没起名 不知道，忘了 拿不准呢",
    "any": "随便 随便填 你看着填 你帮我选吧 都行 都可以 无所谓 你定 听你的 哪个都行 随便写一个",
    "absent": "没带 身份证没带 身份证不在身边 证在家里 找不到 手头没有 户口本放老家了 还没拿到",
    None: "没有 是 张伟 不知道是谁撞的，肇事逃逸了 随便找了个班上 我家里人都在 13800138000 不在 云江市江滨区幸福路18号 不清楚火锅店 都行餐饮有限公司 行 我自己办 自己填",
}


@pytest.mark.parametrize(("kind", "said"), [(k, s) for k, line in UNSURE.items() for s in line.split()])
def test_words_that_are_no_answer(kind: str | None, said: str) -> None:
    assert no_answer(said) == kind


@given(
    st.sampled_from(QUESTIONS), st.sampled_from([s for k, line in UNSURE.items() if k for s in line.split()])
)
def test_no_form_takes_them_for_content(case: tuple[str, Question], said: str) -> None:
    """Only an option may be called so; everything else is told what to do, in a sentence of its own."""
    code, question = case
    outcome = checked(FORMS[code], question, said, {}, TODAY)
    if isinstance(outcome, Accepted):
        assert question.choices and outcome.value in {option.value for option in question.choices}
    else:
        assert isinstance(outcome, Refused) and len(outcome.message) > 15
        assert question.help in outcome.message


@pytest.mark.parametrize("case", [c for c in QUESTIONS if not getattr(c[1], "required", True)], ids=ids)
def test_what_is_optional_may_be_left_open(case: tuple[str, Question]) -> None:
    question = case[1]
    for said in (
        "没有",
        "不知道",
        "没有了",
        "不用了",
        "随便",
        "暂时没有",
        f"没有{getattr(question, 'label', '')}",
    ):
        assert says_nothing_for(question, str(getattr(question, "label", "")), said), said


def test_an_optional_answer_is_not_thrown_away() -> None:
    remark = field("hz-residence-permit", "remark")
    for said in ("没有电梯，老人腿脚不便", "请周末送", "无障碍通道在哪边请告诉我"):
        assert not says_nothing_for(remark, remark.label, said)
    spouse = field("wj-birth-service", "spouse_name")
    assert not says_nothing_for(spouse, spouse.label, "吴有才")
    end = field("yb-remote-record", "end_on")
    assert says_nothing_for(end, end.label, "长期") and not says_nothing_for(end, end.label, "2027年3月1日")


@pytest.mark.parametrize("case", CHOICES, ids=ids)
def test_every_option_is_found_by_each_of_its_words(case: tuple[str, Question]) -> None:
    """Unless two options share a word on purpose, so that it is asked back (爸爸: the dead one, or oneself)."""
    question = case[1]
    names = [(o.value, name) for o in question.choices for name in (o.title, *o.aliases)]
    owners: dict[str, set[str]] = {}
    for value, name in names:
        owners.setdefault(key_of(name), set()).add(value)
    for value, name in names:
        expected = value if len(owners[key_of(name)]) == 1 else None
        assert choose(name, question.choices) == expected, name


@pytest.mark.parametrize("case", CHOICES, ids=ids)
def test_a_yes_or_no_says_the_same_as_its_words(case: tuple[str, Question]) -> None:
    question = case[1]
    if question.input != "yes_no":
        return
    for option in question.choices:
        for name in option.aliases:
            outcome = check(question, name, TODAY)
            assert isinstance(outcome, Accepted) and outcome.value == option.value, name


SAID = {
    ("rs-unemployment", "reason"): {
        "dismissed": "公司把我开了 我被裁了 被老板炒了鱿鱼 被公司开除了没给赔偿",
        "closed": "老板跑路了 厂子关门了",
        "forced": "公司好几个月不发工资我就走了",
        "quit": "我自己不想干了 是我自己辞的",
    },
    ("sf-legal-aid", "matter"): {
        "wage": "老板欠我工资不给 包工头跑了工钱没给 干活受伤了没人管",
        "family": "前夫不给抚养费",
        "violence": "老公打我",
        "injury": "过马路被车撞了",
        "other": "朋友借钱不还",
    },
    ("hz-death-cancel", "relation"): {
        "child": "我爸 去世的是我妈妈 我是他儿子",
        "spouse": "我老公 老伴",
        "parent": "我儿子 我是他爸",
        "other": "我爷爷 邻居",
        "": "爸爸 张伟",
    },
    ("wj-birth-service", "state"): {
        "pregnant": "怀孕五个月了 快生了 还没生",
        "born": "已经生了 刚生完",
        "none": "还没怀上 没怀孕",
    },
    ("hz-birth-registration", "follow"): {"father": "跟老公 随他爸", "mother": "跟我老婆", "": "跟我"},
    ("bdc-transfer", "reason"): {"gift": "过户给孩子 爸妈送我的", "sale": "二手房", "court": "法拍房"},
    ("sj-individual-business", "place_kind"): {
        "rent": "租的门面",
        "own": "自己家",
        "online": "淘宝",
        "market": "摆摊",
    },
}


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [(q, v, s) for q, values in SAID.items() for v, line in values.items() for s in line.split()],
)
def test_people_say_it_in_their_own_words(question: tuple[str, str], value: str, said: str) -> None:
    asked = next(each for each in FORMS[question[0]].questions if each.key == question[1])
    assert (choose(said, asked.choices) or "") == value


@given(st.integers(20, 130))
def test_an_age_picks_its_range(age: int) -> None:
    options = next(q for q in FORMS["mz-elderly-allowance"].questions if q.key == "age").choices
    expected = "under" if age < 80 else "eighty" if age < 90 else "ninety" if age < 100 else "hundred"
    for said in (str(age), f"{age}岁", f"今年{age}了", f"我妈{age}周岁"):
        assert choose(said, options) == expected, said


@given(st.integers(1, 200))
def test_a_count_picks_its_range_and_no_place_in_the_list(count: int) -> None:
    options = next(q for q in FORMS["sj-company-establish"].questions if q.key == "shareholders").choices
    expected = "one" if count == 1 else "few" if count <= 50 else "many"
    for said in (str(count), f"{count}个", f"一共{count}个股东"):
        assert choose(said, options) == expected, said
    assert choose("第3个", options) == "many"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("七十多", "under"),
        ("快八十了", "under"),
        ("八十出头", "eighty"),
        ("九十多了", "ninety"),
        ("不到80", "under"),
    ],
)
def test_an_age_is_said_roughly(said: str, value: str) -> None:
    options = next(q for q in FORMS["mz-elderly-allowance"].questions if q.key == "age").choices
    assert choose(said, options) == value


@pytest.mark.parametrize("between", ["80", "a-b", "9-3", "-", "1-2-3"])
def test_a_range_that_is_none_is_refused(between: str) -> None:
    body = form_body()
    body["eligibility"][2]["options"][0]["between"] = between
    with pytest.raises(InvalidForm, match="范围"):
        parse_form(body)


@pytest.mark.parametrize(
    "said",
    "老公 我老公 老婆 我爸 我妈 我自己 本人 自己 同上 我 就我自己 孩子 儿子 房东 老板 和上面一样".split(),
)
def test_what_somebody_is_called_is_no_name(said: str) -> None:
    assert isinstance(check_name(field("gjj-withdraw-rent", "spouse_name"), said, TODAY), Refused)


@pytest.mark.parametrize("said", "张伟 王老吉 安自立 孙子涵 李婆婆纳 阿依古丽·买买提".split())
def test_a_name_is_one(said: str) -> None:
    assert isinstance(check_name(field("gjj-withdraw-rent", "spouse_name"), said, TODAY), Accepted)


def company(**answers: str | None) -> dict[str, str | None]:
    number = make_id_number()
    return {"shareholders": "few", "licence": "no", "name": "张伟", "id_number": number, **answers}


def test_what_was_filled_in_before_need_not_be_written_again() -> None:
    form = FORMS["sj-company-establish"]
    before = company()
    for key, said in (("legal_name", "我自己"), ("legal_name", "同上"), ("legal_id", "和上面一样")):
        outcome = checked(form, field("sj-company-establish", key), said, before, TODAY)
        taken = before["name"] if key == "legal_name" else before["id_number"]
        assert isinstance(outcome, Accepted) and outcome.value == taken and "按前面填的" in outcome.note, said
        assert str(before["id_number"]) not in outcome.note


def test_another_person_is_not_oneself() -> None:
    form, spouse = FORMS["gjj-withdraw-rent"], field("gjj-withdraw-rent", "spouse_name")
    outcome = checked(form, spouse, "我自己", {"marital": "married", "name": "张伟"}, TODAY)
    assert isinstance(outcome, Refused)


@pytest.mark.parametrize(
    ("said", "taken"), [("寄到家里", True), ("同上", True), ("就寄到现在住的地方吧", True), ("放门口", False)]
)
def test_home_is_where_one_lives(said: str, taken: bool) -> None:
    form, mail = FORMS["hz-residence-permit"], field("hz-residence-permit", "mail_address")
    answers: dict[str, Any] = {"ground": "home", "address": "云江市江滨区幸福路18号", "delivery": "mail"}
    outcome = checked(form, mail, said, answers, TODAY)
    assert isinstance(outcome, Accepted) is taken
    assert isinstance(checked(form, mail, said, {"delivery": "mail"}, TODAY), Refused)


@pytest.mark.parametrize(
    ("said", "value", "people"),
    [
        ("就我一个", "1", True),
        ("两口子", "2", True),
        ("我和老公", "2", True),
        ("一家三口", "3", True),
        ("三口人", "3", True),
        ("就我自己", None, False),
        ("头胎", "1", False),
        ("老二", "2", False),
        ("二宝", "2", False),
        ("3年内", "3", False),
        ("两千五一个月", "2500", False),
        ("月租3000左右", "3000", False),
        ("三四个", None, True),
        ("三千多", None, False),
        ("几百块", None, False),
        ("10-20", None, False),
    ],
)
def test_numbers_as_people_say_them(said: str, value: str | None, people: bool) -> None:
    read = parse_number(said, people=people)
    assert (f"{read:f}" if read is not None else None) == value


@given(st.integers(1, 9), st.integers(1, 8))
def test_two_numbers_are_never_one(tens: int, ones: int) -> None:
    digits = "零一二三四五六七八九"
    assert parse_number(f"{digits[ones]}{digits[ones + 1]}个") is None
    assert parse_number(f"{tens}{ones}到{tens}{ones + 1}") is None


DATES = {
    "下个月": date(2026, 12, 1),
    "上个月底": date(2026, 10, 31),
    "这个月": date(2026, 11, 1),
    "月底": date(2026, 11, 30),
    "年底": date(2026, 12, 31),
    "明年年底": date(2027, 12, 31),
    "今年年初": date(2026, 1, 1),
    "去年12月底": date(2025, 12, 31),
    "上周三": date(2026, 11, 18),
    "上周日": date(2026, 11, 22),
    "这周一": date(2026, 11, 23),
    "昨天晚上": date(2026, 11, 22),
    "昨晚": date(2026, 11, 22),
    "11月3号早上8点": date(2026, 11, 3),
    "现在": TODAY,
    "今天开始": TODAY,
    "三个月后": date(2027, 2, 23),
}


@pytest.mark.parametrize(("said", "day"), DATES.items())
def test_days_as_people_say_them(said: str, day: date) -> None:
    assert parse_date(said, TODAY) == day


@pytest.mark.parametrize(
    ("said", "words"),
    [("去年", "几月"), ("2023年", "几月"), ("农历三月初五", "公历"), ("国庆那天", "没有认出日期")],
)
def test_what_is_no_day_is_told_what_lacks(said: str, words: str) -> None:
    outcome = check(field("rs-unemployment", "left_on"), said, TODAY)
    assert isinstance(outcome, Refused) and words in outcome.message


def test_an_option_without_words_of_its_own_is_still_counted() -> None:
    options = [Option(value="a", title="少", between="-3"), Option(value="b", title="多", between="4-")]
    assert [choose(said, options) for said in ("2", "四个", "没有")] == ["a", "b", None]
