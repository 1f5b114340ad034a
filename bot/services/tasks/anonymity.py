"""匿名可以吗, whatever a 诉求 asks just now: no place and no company is called so."""

from __future__ import annotations

import re

from bot.services.forms.outcome import Refused
from bot.services.tasks.ask import More, Outcome
from bot.services.work_orders.states import MAY_BE_ANONYMOUS

_ANONYMOUS = re.compile(
    r"(?:我)?(?:可以|能|能不能|可不可以|想|要|希望)?(?:匿名|不(?:想|愿意?|要)?(?:留|写|说|填|透露|公开)(?:我的?)?(?:姓?名字?|姓名|真名|身份))(?:投诉|举报|登记)?(?:可以|行|成)?(?:吗|么|吧|的|不)?"
)


def wish_for_anonymity(order_type: str, text: str) -> Outcome | None:
    """None for anything else."""
    if not _ANONYMOUS.fullmatch(text.strip(" 。.！!?？")):
        return None
    if order_type in MAY_BE_ANONYMOUS:
        return More({"anonymous": "yes"}, "可以，按匿名登记：不留联系方式，办理结果不能通知您。")
    return Refused(f"{order_type}要能联系到您，不能匿名；可以要求对您的身份保密。")
