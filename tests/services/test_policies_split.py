"""Text into articles: what begins one, what only speaks of one, and nothing lost on the way."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.policies.numbers import ArticleNo, parse_no
from bot.services.policies.split import Article, split
from tests.services.policy_sample import PRINTED


def test_a_printed_rule() -> None:
    found = split(PRINTED)
    assert found.head == [
        "云江市犬只登记办法",
        "（2024年3月1日云江市人民政府令第7号公布 自2024年5月1日起施行）",
    ]
    assert [(str(a.no), a.chapter) for a in found.articles] == [
        ("第一条", "第一章 总则"),
        ("第二条", "第一章 总则"),
        ("第三条", "第二章 登记"),
        ("第三条之一", "第二章 登记"),
        ("第四条", "第二章 登记"),
        ("第五条", "第三章 附则"),
        ("第六条", "第三章 附则"),
    ]
    assert found.articles[2].text.split("\n") == [
        "养犬人应当自取得犬只之日起三十日内，到居住地派出所办理登记，并提交下列材料：",
        "（一）居民身份证；",
        "（二）犬只免疫证明。",
        "材料齐全的，当场登记。",
    ]
    assert found.articles[1].text.endswith("依照\n第五条的规定免予登记的除外。")
    assert found.remarks == []


def test_parts_within_parts() -> None:
    found = split(
        "第一编 总则\n第一章 甲\n第一节 乙\n第一条 一。\n第二节 丙\n第二条 二。\n第二章 丁\n第三条 三。"
    )
    assert [article.chapter for article in found.articles] == [
        "第一编 总则 第一章 甲 第一节 乙",
        "第一编 总则 第一章 甲 第二节 丙",
        "第一编 总则 第二章 丁",
    ]


def test_a_chapter_spoken_of_is_no_heading() -> None:
    found = split("第一条 违反\n第二章的规定，或者\n第三节 规定的情形，予以警告。\n第二条 完。")
    assert found.articles[0].text == "违反\n第二章的规定，或者\n第三节 规定的情形，予以警告。"


def test_an_article_of_one_word_begins_without_a_space() -> None:
    """As a PDF gives it."""
    found = split("第一条为了甲。\n第二条依照\n第一条规定的期限、\n第九条申请。\n第三条公民乙。")
    assert [(str(a.no), a.text) for a in found.articles] == [
        ("第一条", "为了甲。"),
        ("第二条", "依照\n第一条规定的期限、\n第九条申请。"),
        ("第三条", "公民乙。"),
    ]


def test_what_is_odd_is_remarked() -> None:
    found = split("第一条 甲。\n第四条 乙。\n附件：收费标准\n第一项 五元")
    assert [str(article.no) for article in found.articles] == ["第一条", "第四条"]
    assert found.remarks == [
        "第一条之后是第四条，中间缺条文，或者条号不在行首",
        "“附件：收费标准”起是附件，没有收入",
    ]


def test_a_second_rule_in_the_same_file_is_left_out_and_said() -> None:
    found = split("第一条 甲。\n第二条 乙。\n某某细则\n第一条 丙。")
    assert len(found.articles) == 2
    assert "又从第一条开始" in found.remarks[0]


def test_no_article_no_result() -> None:
    assert split("关于放假的通知\n各单位：\n放假三天。").articles == []


@given(st.integers(1, 3000), st.integers(0, 99))
def test_a_number_is_read_as_it_is_written(number: int, sub: int) -> None:
    no = ArticleNo(number, sub)
    assert parse_no(str(no)) == no


def test_numbers_as_people_type_them() -> None:
    assert parse_no("第12条") == parse_no("第十二条") == parse_no("第 １２ 条") == ArticleNo(12)
    assert parse_no("第一百〇一条") == ArticleNo(101)
    assert [parse_no(text) for text in ("第条", "十条", "第零条", "第十条第一款", "第百百条")] == [None] * 5


_WORDS = st.text("公民应当依照本法规定申请领取证件", min_size=2, max_size=30)
_REFERENCES = st.sampled_from(
    ["依照本法第十条的规定", "第三条、第五条所列情形", "第二章规定的", "符合第一条第二款的", ""]
)
_PARAGRAPH = st.builds(
    lambda before, spoken, after: f"{before}{spoken}{after}。", _WORDS, _REFERENCES, _WORDS
)
_ITEMS = st.lists(_WORDS, max_size=3).map(
    lambda words: [f"（{'一二三'[at]}）{word}；" for at, word in enumerate(words)]
)
_BODY = st.builds(
    lambda first, items, more: [first, *items, *more], _PARAGRAPH, _ITEMS, st.lists(_PARAGRAPH, max_size=2)
)
_RULE = st.lists(st.tuples(st.integers(1, 4), st.booleans(), _BODY), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(_RULE, st.sampled_from(["", "　　", "  "]), st.sampled_from(["　", " ", "　　"]))
def test_what_is_printed_is_read_back(rule: list[tuple[int, bool, list[str]]], indent: str, gap: str) -> None:
    """Numbers with holes, chapters, 款 and 项, with references to articles anywhere but at the beginning of a line."""
    wanted, lines, number, chapter = [], ["某市某办法"], 0, 0
    for step, new_chapter, body in rule:
        number += step
        if new_chapter:
            chapter += 1
            lines.append(f"第{str(ArticleNo(chapter))[1:-1]}章{gap}登记")
        no = ArticleNo(number)
        name = f"第{str(ArticleNo(chapter))[1:-1]}章 登记" if chapter else ""
        wanted.append(Article(no, "\n".join(body), name))
        lines += [f"{indent}{no}{gap}{body[0]}", *(indent + line for line in body[1:])]
    found = split("\n".join(lines))
    assert found.articles == wanted
    assert found.head == ["某市某办法"]
