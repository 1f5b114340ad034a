"""A day staff have declared working or free: 调休 of a year whose calendar the library does not know yet."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, Column, Date, String

from bot.db.base import Base, CreatedMixin


class HolidayOverride(CreatedMixin, Base):
    """节假日安排: wins over the built-in calendar."""

    __tablename__ = "holiday_override"

    day: date = Column(Date, primary_key=True)  # 日期
    is_working: bool = Column(Boolean(name="is_working_bool"), nullable=False)  # 上班或放假
    name: str = Column(String(50), nullable=False, default="")  # 名称, 例如 春节、春节调休上班
