"""A setting as it stands, in a sentence for staff."""

from __future__ import annotations

from bot.services.channels import channel_name
from bot.services.content import CITY_ZONE
from bot.services.house.holidays import Holidays
from bot.services.house.hours import OfficeHours
from bot.services.house.names import SETTINGS
from bot.services.house.schema import EVERY_CHANNEL, LEVELS, EmergencyNotice, House, KillSwitch

KINDS = {
    "drafts_days": ("没有提交的草稿", "天"),
    "conversations_days": ("对话记录", "天"),
    "tasks_hours": ("没有做完的预约、诉求等事务里填的内容", "小时"),
    "mail_words_days": ("发给消息应用的文字", "天"),
    "mail_keys_days": ("消息应用来往的编号", "天"),
}


def stopped_name(channel: str) -> str:
    """Of a channel that the kill switch may name."""
    return "全部渠道" if channel == EVERY_CHANNEL else channel_name(channel)


def described(name: str, house: House) -> str:
    value = getattr(house, name)
    if isinstance(value, EmergencyNotice):
        return _notice(value)
    if isinstance(value, KillSwitch):
        stopped = "、".join(stopped_name(each) for each in value.channels)
        return f"已停用：{stopped}。说的话：{value.sentence}" if stopped else "没有停用任何渠道"
    if isinstance(value, OfficeHours):
        days = [
            f"{each.day} {'、'.join(each.ranges) or '休息'} {each.note}".strip() for each in value.special
        ]
        return "；".join([value.words(), *days])
    if isinstance(value, Holidays):
        return "；".join(value.lines()) or "按内置的节假日和调休"
    if name == "hours_text":
        return value or f"自动：{house.office_hours_text}"
    if name == "privacy":
        return " ".join(part for part in (value.text, value.url) if part) or "（空）"
    if name == "retention":
        return "；".join(f"{title} {getattr(value, key)} {unit}" for key, (title, unit) in KINDS.items())
    if name == "open_data":
        return "公开" if value else "不公开"
    return str(value)


def _notice(notice: EmergencyNotice) -> str:
    if not notice.text:
        return "没有公告"
    since, until = (
        at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M") if at else ""
        for at in (notice.starts_at, notice.ends_at)
    )
    during = f"（{since or '即时'} 至 {until or '撤下为止'}）" if since or until else "（直到撤下）"
    return f"{LEVELS[notice.level]}：{notice.text}{during}"


def title(name: str) -> str:
    return SETTINGS[name].title
