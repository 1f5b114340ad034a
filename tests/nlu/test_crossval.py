"""Cross-validation: honest, the same every time, and clear about what is confused with what."""

from __future__ import annotations

from bot.nlu.crossval import cross_validate, digest_of

EXAMPLES = {
    "greet": ["你好", "您好", "你好呀", "早上好", "下午好", "晚上好", "哈喽", "你好啊", "您好呀", "大家好"],
    "thanks": [
        "谢谢",
        "谢谢你",
        "多谢",
        "感谢",
        "非常感谢",
        "谢谢啦",
        "多谢了",
        "太感谢了",
        "谢了",
        "感谢您",
    ],
    "odd": ["你好谢谢", "谢谢你好", "感谢您好"],
}


def test_figures_add_up_and_name_what_is_confused() -> None:
    report = cross_validate(EXAMPLES)
    assert report == cross_validate(EXAMPLES)
    assert report["n"] == 23 and report["intents"]["greet"]["n"] == 10
    assert report["intents"]["thanks"]["f1"] > 0.6 > report["intents"]["odd"]["f1"]
    missed = sum(times for _, _, times in report["confusions"])
    assert missed == len(report["wrong"]) and report["accuracy"] == (23 - missed) / 23
    assert all(text in EXAMPLES[wanted] and got != wanted for text, wanted, got in report["wrong"])


def test_every_example_is_asked_about_once_and_never_learnt_before() -> None:
    told: list[tuple[int, int]] = []
    alone = {**EXAMPLES, "odd": ["在下初来乍到"]}
    report = cross_validate(alone, lambda done, total: told.append((done, total)))
    assert told == [(n, 5) for n in range(6)] and report["n"] == 21
    assert report["intents"]["odd"] == {"n": 1, "precision": None, "recall": 0.0, "f1": 0.0}


def test_other_examples_or_other_software_are_another_measurement() -> None:
    assert digest_of(EXAMPLES, "v1") == digest_of(dict(reversed(EXAMPLES.items())), "v1")
    assert digest_of(EXAMPLES, "v1") != digest_of(EXAMPLES, "v2")
    assert digest_of({**EXAMPLES, "odd": []}, "v1") != digest_of(EXAMPLES, "v1")
