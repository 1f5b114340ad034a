"""Finding the article that answers: evidence, margins, a threshold; the shipped documents on held-out questions."""

from __future__ import annotations

import time

import pytest
from fastapi import FastAPI

from bot.evaluation.clauses import (
    FRESH,
    ClauseQuestion,
    Reply,
    by_look_up,
    fit,
    judge,
    known_articles,
    read_clause_questions,
    table,
)
from bot.nlu.clauses import ClauseIndex, weights
from bot.nlu.knowledge import knowledge_base
from bot.nlu.plain import plain_text
from bot.services.content import text_key
from bot.services.policies.view import ArticleView, ClauseKey
from tests.nlu.small_law import DOGS, LAWS, law

INDEX = ClauseIndex(LAWS)


def first(text: str) -> ClauseKey:
    return INDEX.search(plain_text(text))[0].key


@pytest.mark.parametrize(
    ("text", "title", "no"),
    [
        ("养狗要上户口吗", "云江市犬只登记办法", "第三条"),
        ("狗没去登记要罚多少钱", "云江市犬只登记办法", "第四条"),
        ("狗狗登記要去派出所嗎", "云江市犬只登记办法", "第三条"),
        ("头一回办身份证得带啥", "中华人民共和国居民身份证法", "第十条"),
        ("试用期可以约定几个月", "中华人民共和国劳动合同法", "第十九条"),
        ("犬只登记办法里的罚则", "云江市犬只登记办法", "第四条"),
    ],
)
def test_the_article_that_answers_is_first(text: str, title: str, no: str) -> None:
    assert first(text) == ClauseKey(title, no)


def test_scores_are_probabilities_and_best_first() -> None:
    scores = [clause.score for clause in INDEX.search(plain_text("狗没登记罚多少"))]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


@pytest.mark.parametrize("text", ["", "😀", "xyz", "今天天气怎么样"])
def test_nothing_in_common_nothing_quoted(text: str) -> None:
    assert INDEX.best(plain_text(text)) is None


def test_without_documents_nothing_is_found() -> None:
    assert ClauseIndex().search("护照") == []
    assert ClauseIndex().best("护照") is None


def test_two_laws_that_say_the_same_do_not_rival_each_other() -> None:
    """Else neither would ever be sure."""
    ask = plain_text("狗没登记罚多少")
    article = ArticleView("第八条", "逾期不登记的，处二百元罚款。", "", ("狗没登记罚多少",))
    twice = ClauseIndex([*LAWS, law("云江市养犬条例", article)])
    assert twice.search(ask)[0].score == pytest.approx(INDEX.search(ask)[0].score, abs=0.1)
    rival = law("云江市养犬条例", ArticleView("第八条", "养犬人每月缴纳清洁费。", "", ("狗没登记罚多少",)))
    assert ClauseIndex([*LAWS, rival]).search(ask)[0].score < INDEX.search(ask)[0].score - 0.05


def test_of_a_long_article_the_lines_that_answer_come_first() -> None:
    lines = [
        "有下列情形之一的，给予处罚：",
        *(f"（{at}）其他{at * 45}情形；" for at in "一二三四五六七八九"),
        "遛狗不牵绳的，处警告。",
    ]
    index = ClauseIndex(
        [
            law(
                "云江市遛狗办法",
                ArticleView("第一条", "\n".join(lines), "", ("遛狗不牵绳怎么罚",)),
                *DOGS.articles[1:],
            )
        ]
    )
    best = index.best(plain_text("遛狗不牵绳怎么罚"))
    assert best is not None and best.lines[0] == len(lines) - 1


@pytest.fixture(scope="module")
def shipped(house: FastAPI) -> ClauseIndex:
    """The documents of data/policies, as the seeded city knows them."""
    return knowledge_base.current().clauses


def test_every_question_names_an_article_that_is_there(shipped: ClauseIndex) -> None:
    questions = [*read_clause_questions(), *read_clause_questions(FRESH)]
    named = {name for question in questions for name in question.any}
    assert named - known_articles(shipped) == set()


def test_there_are_enough_questions_of_either_kind() -> None:
    questions = [*read_clause_questions(), *read_clause_questions(FRESH)]
    assert sum(bool(question.any) for question in questions) >= 200
    assert sum(not question.any for question in questions) >= 120
    assert len({question.text for question in questions}) == len(questions)


def test_the_questions_are_not_those_that_the_documents_hold(shipped: ClauseIndex) -> None:
    held = {
        text_key(ask)
        for policy in shipped.policies.values()
        for article in policy.articles
        for ask in article.asks
    }
    questions = [*read_clause_questions(), *read_clause_questions(FRESH)]
    assert [question.text for question in questions if text_key(question.text) in held] == []


def test_what_is_quoted_is_right(shipped: ClauseIndex) -> None:
    """A little under what docs/quality.md says of the questions that nothing was fitted on."""
    held_out = [each for each in read_clause_questions() if each.held_out] + read_clause_questions(FRESH)
    ask = by_look_up(shipped)
    figures = table([(each, judge(each, ask(each.text))) for each in held_out])
    assert figures["wrong"] <= 0.03, figures
    assert figures["right"] >= 0.40, figures


def test_a_look_up_takes_milliseconds(shipped: ClauseIndex) -> None:
    """Three copies of everything that is shipped: some 3,000 articles."""
    policies = list(shipped.policies.values())
    many = [law(f"{policy.title}{copy}", *policy.articles) for copy in range(3) for policy in policies]
    index = ClauseIndex(many)
    questions = [plain_text(question.text) for question in read_clause_questions()[:100]]
    index.best(questions[0])
    started = time.process_time()
    for question in questions:
        index.best(question)
    assert (time.process_time() - started) / len(questions) < 0.005


def test_the_weights_that_ship_are_about_those_that_the_fit_gives(shipped: ClauseIndex) -> None:
    fitted = fit(read_clause_questions(), shipped)
    assert set(fitted["weights"]) == set(weights()["weights"])
    assert fitted["quote_at"] == pytest.approx(weights()["quote_at"], abs=0.1)
    for name, weight in weights()["weights"].items():
        assert fitted["weights"][name] == pytest.approx(weight, abs=1.0), name


def test_a_table_counts_what_it_says() -> None:
    asked, other = ClauseQuestion("甲", ("法 第一条",)), ClauseQuestion("乙")
    replies = [
        (asked, Reply("法 第一条")),
        (asked, Reply("法 第二条")),
        (asked, Reply(None, frozenset({"法 第一条"}), True)),
        (asked, Reply(otherwise=True)),
        (asked, Reply(None, frozenset({"法 第二条"}))),
        (other, Reply()),
        (other, Reply("法 第一条")),
        (other, Reply(otherwise=True)),
    ]
    assert table([(question, judge(question, reply)) for question, reply in replies]) == {
        "n": 8,
        "answerable": 5,
        "right": 0.2,
        "offered": 0.2,
        "otherwise": 0.2,
        "silent": 0.2,
        "wrong": 0.25,
        "disturbed": 0.333,
        "right_of_quoted": 0.333,
    }
