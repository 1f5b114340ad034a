"""What the pages of the training data share: the files' examples, what the intents are called, who may do what."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from bot.console.access import having
from bot.services.staff.errors import NotAllowed
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current
from bot.services.training.files import NluFile, examples_of, read_dir
from bot.settings import ROOT

Reader = Annotated[Current, having(Role.EDITOR, Role.REVIEWER, Role.ANALYST)]
Editor = Annotated[Current, having(Role.EDITOR)]
Trainer = Annotated[Current, having(Role.EDITOR, Role.REVIEWER)]
Reviewer = Annotated[Current, having(Role.REVIEWER)]
HERE = "/staff/training"
NLU = ROOT / "data" / "nlu"

NAMES = {
    "ask_item": "问事项",
    "out_of_scope": "不属于政务",
    "emergency_fire": "紧急：火灾",
    "emergency_medical": "紧急：急救",
    "emergency_crime": "紧急：报警",
    "emergency_traffic": "紧急：交通事故",
    "self_harm": "轻生",
    "greet": "问好",
    "goodbye": "告别",
    "thanks": "感谢",
    "affirm": "肯定",
    "deny": "否定",
    "bot_challenge": "问是不是机器人",
    "capabilities": "问能做什么",
    "praise_bot": "夸奖",
    "insult_bot": "骂人",
    "chitchat": "闲聊",
    "help": "求助",
    "repeat": "再说一遍",
    "handover": "转人工",
    "restart_conversation": "重新开始",
    "go_back": "上一步",
    "cancel": "取消",
    "skip": "跳过",
    "start_application": "要申请",
    "resume_draft": "接着填",
    "check_progress": "查进度",
    "complaint": "投诉求助",
    "book_appointment": "预约",
    "rate_service": "评价",
    "hot_topics": "热门事项",
    "change_booking": "改预约",
    "cancel_booking": "取消预约",
    "check_in": "取号",
    "urge": "催办",
    "withdraw_case": "撤回申请",
    "answer_correction": "回复补正",
    "log_in": "登录",
    "log_out": "退出登录",
    "my_matters": "我的办件",
    "my_consents": "我的授权",
    "my_data": "我的信息",
    "erase_me": "删除我的信息",
    "act_for_other": "代办",
    "continue_elsewhere": "换渠道接着办",
    "take_up_draft": "取回草稿",
    "clarify": "说不清要什么",
    "faq": "政策问答（由问答工作台维护）",
    "form_confirm": "确认提交",
    "form_change": "修改申请",
    "form_cancel": "取消申请",
    "form_skip": "跳过这一项",
    "form_back": "回到上一项",
    "form_pick": "选一项",
}


@lru_cache(maxsize=1)
def files() -> tuple[NluFile, ...]:
    """Of the software that runs: it is restarted when they change."""
    return tuple(read_dir(NLU))


@lru_cache(maxsize=1)
def shipped() -> dict[str, list[str]]:
    return examples_of(files())


def called(intent: str) -> str:
    return NAMES.get(intent, intent)


def whole_city(me: Current) -> None:
    """A model is everybody's. Raises NotAllowed for an account of some departments alone."""
    if me.departments:
        raise NotAllowed("训练数据属于全市，您的账号只限部分部门。")
