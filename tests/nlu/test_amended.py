"""A changed entry is found beside the index of the others as it would be in an index of all."""

from __future__ import annotations

import pytest

from bot.nlu.amended import AmendedIndex
from bot.nlu.entries import Entry, EntryIndex
from bot.nlu.plain import plain_text
from bot.services.faq.read import read_dir
from bot.settings import get_settings

THINGS = ("护照", "身份证", "居住证", "驾驶证", "公积金", "社保卡", "结婚证", "营业执照", "准生证", "房产证")
DEEDS = ("怎么办", "多少钱", "丢了怎么补", "要什么材料", "几天能拿到", "过期了怎么换")


def entry(thing: str, deed: str) -> Entry:
    return Entry(
        f"{thing}_{deed}",
        (f"{thing}{deed}", f"请问{thing}{deed}", f"{deed}，{thing}"),
        f"{thing}可以到窗口办。",
    )


ALL = [entry(thing, deed) for thing in THINGS for deed in DEEDS]
BASE = EntryIndex(ALL)


def changed(old: Entry, words: str) -> Entry:
    return Entry(old.key, (words, *old.phrasings[1:]), "现在网上也能办了。")


def shipped() -> list[Entry]:
    records = (record for file in read_dir(get_settings().faq_dir) for record in file.records)
    return [
        Entry(
            each.name,
            tuple(plain_text(text) for text in (each.question, *each.similar)),
            plain_text(each.answer),
        )
        for each in records
    ]


def test_as_an_index_of_all() -> None:
    """One answer in eight says something else, one entry in twenty is gone, and nobody can tell."""
    entries = shipped()
    base = EntryIndex(entries)
    gone = {each.key for each in entries[::20]}
    edited = {
        each.key: Entry(each.key, (*each.phrasings[1:], f"网上{each.phrasings[0]}"), "云上大厅也能办了。")
        for each in entries[::8]
        if each.key not in gone
    }
    left = [edited.get(each.key, each) for each in entries if each.key not in gone]
    amended, whole = AmendedIndex(base, list(edited.values()), gone), EntryIndex(left, before=base)
    same = 0
    for each in left:
        question = each.phrasings[-1] + "呢"
        found, wanted = amended.search(question, 5), whole.search(question, 5)
        assert [hit.total for hit in found] == sorted((hit.total for hit in found), reverse=True)
        assert not {hit.key for hit in found} & gone
        assert found[0].alike == pytest.approx(wanted[0].alike, abs=0.1)
        same += found[0].key == wanted[0].key
    assert same >= 0.99 * len(left)


def test_what_decided_is_shown_for_old_and_new() -> None:
    fresh = changed(ALL[0], "出国证件怎么弄")
    amended = AmendedIndex(BASE, [fresh], [])
    assert amended.search("出国证件怎么弄", 3)[0].key == fresh.key
    assert amended.why("出国证件怎么弄", fresh.key)[0] == "出国证件怎么弄"
    assert amended.why("公积金多少钱", "公积金_多少钱")[0] == "公积金多少钱"


def test_nothing_but_gone() -> None:
    amended = AmendedIndex(BASE, [], [ALL[0].key])
    assert ALL[0].key not in {hit.key for hit in amended.search("护照怎么办", 5)}
    assert amended.search("社保卡怎么办", 1)[0].key == "社保卡_怎么办"
