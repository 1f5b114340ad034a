"""How the questions of a task, its review and its end are said."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.say import button, say
from bot.services.tasks.ask import Ask, Said


def say_ask(dispatcher: CollectingDispatcher, title: str, ask: Ask) -> None:
    if ask.kind == "review":
        few = len(ask.data.get("rows", ())) <= 2
        buttons = [button(ask.confirm, "form_confirm")]
        buttons += [] if few else [button("修改", "form_change")]
        buttons += [button("不了，返回" if few else "取消", "form_cancel")]
        say(dispatcher, ask.prompt, kind="review", buttons=buttons, data=ask.data)
        return
    options = [button(option.title, "form_pick", value=option.value) for option in ask.options]
    if ask.input == "yes_no" and not options:
        options = [button("是", "form_pick", value="yes"), button("否", "form_pick", value="no")]
    if not ask.required:
        options.append(button("跳过", "form_skip"))
    data = {
        "item": title,
        "field": ask.key,
        "label": ask.label,
        "input": ask.input,
        "required": ask.required,
        "step": 0,  # what comes next depends on the answer: nobody knows of how many
        "steps": 0,
        "help": ask.help,
        **ask.data,
    }
    say(dispatcher, ask.prompt, kind=ask.kind, buttons=options, data=data)


def say_end(dispatcher: CollectingDispatcher, said: Said) -> None:
    buttons = [button(each.title, each.intent, **each.entities) for each in said.buttons]
    kind = None if said.kind in ("text", "choices") else said.kind
    say(dispatcher, said.text, kind=kind, buttons=buttons, data=said.data)
