"""The words that decided, and other ways to say a question, as a person reads them."""

from __future__ import annotations

from bot.nlu.explain import deciding_words
from bot.nlu.index import TextIndex
from bot.nlu.paraphrase import paraphrases
from bot.nlu.plain import plain_text


def words(question: str, phrasing: str, *others: str) -> list[str]:
    index = TextIndex([plain_text(text) for text in (phrasing, *others)])
    return [word for word, _ in deciding_words(index.shared(plain_text(question), plain_text(phrasing)))]


def test_a_concept_is_called_by_its_official_name() -> None:
    assert "机动车驾驶证" in words("驾照丢了", "驾驶证遗失怎么补", "护照多少钱", "公积金提取")


def test_what_is_shared_adds_up_to_the_likeness() -> None:
    texts = ["居住证丢了怎么补办", "护照多少钱"]
    index = TextIndex(texts)
    parts = index.shared("居住证怎么补", texts[0])
    assert abs(sum(part for _, part in parts) - float(index.similarities("居住证怎么补")[0])) < 1e-5
    assert index.shared("完全不同", texts[1]) == []


def test_letters_of_a_larger_word_are_not_said_again() -> None:
    found = words("灯会的门票怎么约呀", "灯会门票怎么约", "护照多少钱", "公积金提取")
    assert len("".join(found)) == len(set("".join(found)))


def test_a_question_in_other_words() -> None:
    said = paraphrases("驾驶证丢了怎么补？")
    assert any("驾照" in text for text in said)
    assert "驾驶证丢了怎么补？" not in said and len(set(said)) == len(said)
    assert paraphrases("吃了吗") == []
