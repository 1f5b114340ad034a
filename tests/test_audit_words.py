"""Every action and every detail that goes into the audit log has a Chinese word on its page; read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields

import pytest

from bot.console.audit_words import KEYS, details
from bot.services.audit.words import ACTIONS
from bot.services.departments.desk import COURSE as DEPARTMENTS
from bot.services.editing.desk import COURSE as ITEMS
from bot.services.faq.desk import COURSE as ENTRIES
from bot.services.house.schema import House
from bot.services.rotation.columns import tables
from bot.services.rotation.run import FILES, Rotated
from tests.source_tree import Module, modules

DOOR = "bot.services.audit.record"
ACTION, DETAIL = 2, 4  # session, actor, action, subject, detail, at
# What is no dictionary where it is recorded, and where its keys are.
ELSEWHERE = {"asdict(done)": {field.name for field in fields(Rotated)}}
PASSED_ON = {"bot/services/drafts/course.py: record"}  # Course.record: its callers say it, and are read too
# f"…" and what it becomes.
DEEDS = {
    "{self.deeds}.{deed}": {
        f"{course.deeds}.{deed}"
        for course in (DEPARTMENTS, ITEMS, ENTRIES)
        for deed in ("submit", "ask_withdraw", "approve", "return")
    },
    "desk.{action}": {"desk.hand_back", "desk.close"},
    "booking.{step}": {"booking.check-in", "booking.serve", "booking.cancel"},
}


def names_of_the_door(module: Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == DOOR
        for alias in node.names
    }


def recordings() -> Iterator[tuple[Module, ast.AST, ast.Call, bool]]:
    """Every call of the door; True for one by way of Course.record, whose action is only its last word."""
    for module in modules():
        doors = names_of_the_door(module)
        for function in (
            node
            for node in ast.walk(module.tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        ):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                called = ast.unparse(call.func)
                by_course = module.path == "bot/services/drafts/course.py" and called == "self.record"
                if called in doors or by_course:
                    yield module, function, call, by_course


def argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    named = next((each.value for each in call.keywords if each.arg == name), None)
    return call.args[place] if len(call.args) > place else named


def keys_in(module: Module, function: ast.AST, expression: ast.expr) -> set[str]:
    """The keys of every dictionary in the expression, and in what its names were given in this function."""
    text = ast.unparse(expression)
    if text in ELSEWHERE:
        return ELSEWHERE[text]
    if f"{module.path}: {getattr(function, 'name', '')}" in PASSED_ON:
        return set()
    found, seen, todo, dictionaries = set(), set(), [expression], 0
    while todo:
        for node in ast.walk(todo.pop()):
            if isinstance(node, ast.Dict):
                dictionaries += 1
                assert all(isinstance(key, ast.Constant) for key in node.keys if key is not None), text
                found |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
            elif isinstance(node, ast.Name) and node.id not in seen:
                seen.add(node.id)
                todo += assigned(function, node.id)
    empty = isinstance(expression, ast.Constant) and expression.value is None
    assert dictionaries or empty, f"{module.path}: what is in {text}?"
    return found


def assigned(function: ast.AST, name: str) -> list[ast.expr]:
    return [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        and any(isinstance(each, ast.Dict) for each in ast.walk(node.value))
    ]


def keys() -> set[str]:
    found = set()
    for module, function, call, _ in recordings():
        expression = argument(call, DETAIL, "detail")
        if expression is not None:
            found |= keys_in(module, function, expression)
    return found


def settings() -> set[str]:
    """What the value of a setting, old and new, is made of."""
    parts = House.model_json_schema()["$defs"].values()
    return {name for part in parts for name in part.get("properties", {})}


def actions() -> set[str]:
    found = set()
    for _, _, call, by_course in recordings():
        expression = argument(call, ACTION, "action")
        assert expression is not None
        if by_course:
            continue
        for node in ast.walk(expression):
            if isinstance(node, ast.JoinedStr):
                found |= DEEDS[ast.unparse(node)[2:-1]]
                break
            if isinstance(node, ast.Constant):
                found.add(node.value)
    return found


def test_the_source_was_read() -> None:
    assert {"gate", "entries", "note", "why", "before", "editors", "displaced", "left"} <= keys()
    assert {"weekly", "channels", "drafts_days"} <= settings()
    assert {"faq.release", "department.ask_withdraw", "desk.close", "house.set"} <= actions()


def test_every_detail_has_a_word() -> None:
    kept = keys() | settings() | {table.name for table in tables()} | {FILES}
    assert sorted(kept - set(KEYS)) == []


def test_no_word_is_left_over() -> None:
    kept = keys() | settings() | {table.name for table in tables()} | {FILES}
    assert sorted(set(KEYS) - kept) == []


def test_every_action_has_a_word() -> None:
    assert sorted(actions() - set(ACTIONS)) == []


@pytest.mark.parametrize(
    ("action", "detail", "words"),
    [
        ("case.step", {"to": "accepted"}, [("改为", "受理")]),
        ("order.step", {"to": "accepted", "department": None}, [("改为", "已受理"), ("承办单位", "—")]),
        ("desk.transfer", {"to": "ga-hz"}, [("改为", "ga-hz")]),
        ("staff.add", {"roles": ["editor"], "departments": []}, [("角色", "编辑"), ("部门", "—")]),
        (
            "house.set",
            {"old": {"channels": [], "sentence": "停"}, "new": False, "why": "试"},
            [("改前", "停用的渠道 —；停用时说的话 停"), ("改后", "否"), ("为什么改", "试")],
        ),
        ("faq.publish", {"unheard_of": 1}, [("unheard_of", "1")]),
    ],
)
def test_details_in_words(action: str, detail: dict[str, object], words: list[tuple[str, str]]) -> None:
    assert details(action, detail) == words
