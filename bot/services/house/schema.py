"""Every setting with its type, its bounds and the default the product ships with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.services.content import CITY_ZONE, check_text, check_url
from bot.services.house.holidays import Holidays
from bot.services.house.hours import OfficeHours

Words = Annotated[str, StringConstraints(max_length=300), AfterValidator(check_text)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(check_text)]
Level = Literal["info", "warning", "urgent"]
LEVELS: dict[str, str] = {"info": "提示", "warning": "警示", "urgent": "紧急"}
EVERY_CHANNEL = "all"
# National numbers: said whatever the sentence of the kill switch is.
NUMBERS = "政务服务便民热线 12345；紧急情况请拨打 110（报警）、119（火警）、120（急救）。"


class _Setting(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_city(at: datetime) -> datetime:
    """A time without a zone is the city's."""
    try:
        return at.replace(tzinfo=CITY_ZONE) if at.tzinfo is None else at.astimezone(CITY_ZONE)
    except OverflowError:
        raise ValueError("时间应当写成 2026-12-01 08:00 的样子") from None


Moment = Annotated[datetime, AfterValidator(_in_city)]


class EmergencyNotice(_Setting):
    """应急公告: first in every greeting and over the website's window while it is in force. No text: none."""

    text: Words = ""
    level: Level = "warning"
    starts_at: Moment | None = None
    ends_at: Moment | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> EmergencyNotice:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("结束时间要晚于开始时间")
        return self

    def in_force(self, now: datetime) -> bool:
        return (
            bool(self.text)
            and (self.starts_at is None or self.starts_at <= now)
            and (self.ends_at is None or now < self.ends_at)
        )

    @property
    def said(self) -> str:
        return f"【{LEVELS[self.level]}】{self.text}"


class KillSwitch(_Setting):
    """停用开关: on the `channels` named the assistant says one sentence and the numbers, and does nothing else."""

    channels: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,20}$")], ...] = ()
    sentence: Said = "智能助手正在维护，暂时不能回答和办理。您之前填写的内容都已保存，恢复后可以接着办。"

    def stops(self, channel: str) -> bool:
        return EVERY_CHANNEL in self.channels or channel in self.channels

    @property
    def said(self) -> str:
        return f"{self.sentence}\n{NUMBERS}"


class Privacy(_Setting):
    """隐私说明: what the website's window says about personal data, and where the whole of it stands."""

    text: Words = "请不要在提问里写身份证号等个人信息。办事确实需要时，会先说明用途并征得您同意，加密保存。"
    url: Annotated[str, AfterValidator(lambda url: check_url(url) if url else url)] = ""


class Retention(_Setting):
    """保存期限, by kind of record."""

    drafts_days: Annotated[int, Field(ge=7, le=30)] = 30  # no longer than the forms' consent says
    conversations_days: Annotated[int, Field(ge=184, le=1095)] = 184  # 网络安全法: 网络日志不少于六个月
    tasks_hours: Annotated[int, Field(ge=1, le=168)] = 24
    mail_words_days: Annotated[int, Field(ge=1, le=30)] = 1
    mail_keys_days: Annotated[int, Field(ge=2, le=90)] = 7  # Telegram repeats an update for a day at most


class House(_Setting):
    """All settings as they stand. Immutable; a change makes another."""

    hours: OfficeHours = OfficeHours()
    hours_text: Words = ""
    holidays: Holidays = Holidays()
    absent_message: Said = "现在不是人工服务时间。您可以留言登记，工作人员上班后会处理；也可以拨打 12345 政务服务便民热线（全天受理）。"
    emergency_notice: EmergencyNotice = EmergencyNotice()
    kill_switch: KillSwitch = KillSwitch()
    privacy: Privacy = Privacy()
    retention: Retention = Retention()
    open_data: bool = False

    @property
    def office_hours_text(self) -> str:
        """What staff wrote about their hours, else what the hours themselves say."""
        return self.hours_text or self.hours.words()

    def notice(self, now: datetime) -> EmergencyNotice | None:
        return self.emergency_notice if self.emergency_notice.in_force(now) else None
