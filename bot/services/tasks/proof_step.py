"""Who speaks: mobile, code, and the conversation is proven for a while. The first questions of everything personal."""

from __future__ import annotations

import re
from typing import Any

from bot.services.forms.outcome import Accepted, Refused
from bot.services.identity import codes
from bot.services.identity.codes import CodeRefused
from bot.services.identity.mask import mask_mobile
from bot.services.identity.mobile import InvalidMobile, parse_mobile
from bot.services.identity.proven import prove, proven
from bot.services.ports.sms import can_send
from bot.services.tasks.ask import Ask, Leave, More, Outcome
from bot.services.tasks.context import Context

LOG_IN = "log_in"
_AGAIN = re.compile(
    r"(?:请|帮我|麻烦)?(?:再|重新|重)?(?:发|获取|取|来)(?:一次|一个|一遍|验证码|送)*(?:吧)?|没(?:有)?收到.*|收不到.*"
)
_NO_SMS = "短信验证暂时没有开通。查办件可以用回执上的编号和证件号码后6位，也可以拨打 12345。"
MOBILE, CODE = "login_mobile", "login_code"
DEPENDS: dict[str, tuple[str, ...]] = {MOBILE: (CODE,)}


def proof_step(ctx: Context, why: str = "为了保护您的个人信息，先核验一下是您本人。") -> Ask | Any:
    """A question while it is not known, then the citizen. Raises Leave where no code can be sent."""
    citizen = proven(ctx.session, ctx.conversation_id, ctx.now)
    if citizen is not None:
        return citizen
    if not can_send():
        raise Leave(_NO_SMS)
    if ctx.answers.get(CODE) is not None:  # proven before, and the proof has run out meanwhile
        ctx.answers.pop(CODE)
        ctx.answers.pop(MOBILE, None)
    mobile = ctx.get(MOBILE)
    if mobile is None:
        prompt = f"{why}请输入您的手机号，验证码会发到这个号码。"
        return Ask(
            MOBILE,
            "手机号",
            prompt,
            "mobile",
            help="只用来发送验证码和找到您办过的事。",
            check=lambda text: _send(ctx, text),
        )
    return code_ask(CODE, mobile, lambda text: _prove(ctx, mobile, text))


def speaker(ctx: Context) -> Any:
    """The citizen, at the end of a flow that has proven them. Raises Leave when the proof has run out meanwhile."""
    citizen = proven(ctx.session, ctx.conversation_id, ctx.now)
    if citizen is None:
        raise Leave("核验已经过期，请重新说一次，再核验手机号。")
    return citizen


def code_ask(key: str, mobile: str, check: Any) -> Ask:
    prompt = (
        f"请输入发到 {mask_mobile(mobile)} 的6位验证码，5分钟内有效。没收到请说“重发”，号码不对请说“上一步”。"
    )
    return Ask(key, "验证码", prompt, check=check)


def send_code(ctx: Context, mobile: str, purpose: str, words: str = "") -> Refused | None:
    """None when it is on its way."""
    try:
        codes.issue(ctx.session, mobile, purpose, ctx.conversation_id, ctx.now, words)
    except CodeRefused as refused:
        return Refused(str(refused))
    return None


def check_code(ctx: Context, mobile: str, purpose: str, text: str, words: str = "") -> Outcome:
    """Accepted("ok") once the code is used up."""
    if _AGAIN.fullmatch(text.strip(" 。.！!")):
        try:
            issued = codes.issue(ctx.session, mobile, purpose, ctx.conversation_id, ctx.now, words)
        except CodeRefused as refused:
            return Refused(str(refused))
        return More(
            {},
            "验证码刚刚发过，请稍等；一分钟后还没收到再说“重发”。"
            if issued.already
            else "验证码已重新发送，以前的作废。",
        )
    if not any(ch.isdecimal() for ch in text):
        return Refused("请输入短信里的6位数字验证码。")
    try:
        codes.redeem(ctx.session, text, mobile, purpose, ctx.conversation_id, ctx.now)
    except CodeRefused as refused:
        return Refused(str(refused))
    return Accepted("ok", "", "")


def _send(ctx: Context, text: str) -> Outcome:
    try:
        mobile = parse_mobile(text)
    except InvalidMobile as error:
        return Refused(str(error))
    return send_code(ctx, mobile, LOG_IN) or Accepted(mobile, mobile, mask_mobile(mobile))


def _prove(ctx: Context, mobile: str, text: str) -> Outcome:
    outcome = check_code(ctx, mobile, LOG_IN, text)
    if isinstance(outcome, Accepted):
        prove(ctx.session, ctx.conversation_id, mobile, ctx.channel, ctx.now)
    return outcome
