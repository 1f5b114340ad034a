"""The citizen's own cases, said in the middle of something else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.say import day, say
from bot.db.session import read_session
from bot.services.applications import progress


class OwnCases(Action):
    """Those of this conversation; any other takes a number and a proof, which a form does not stop for."""

    def name(self) -> str:
        return "own_cases"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        with read_session() as session:
            own = progress.list_for_conversation(session, tracker.sender_id)
        if not own:
            say(dispatcher, "您在本次会话中还没有提交过申请。提交以后，凭回执上的办件编号随时可以查进度。")
            return []
        lines = [
            f"{case.item_name}（{case.case_no}）：{case.label}"
            + (f"，承诺{day(case.promised_on, '')}前办结" if case.promised_on else "")
            for case in own
        ]
        say(dispatcher, "您提交过的申请：\n" + "\n".join(lines))
        return []
