"""What the settings are called, and who may change which."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.house.schema import House
from bot.services.staff.roles import Role


@dataclass(frozen=True)
class Setting:
    name: str
    title: str
    help: str
    roles: tuple[Role, ...] = (Role.SYSTEM,)


SETTINGS = {
    each.name: each
    for each in (
        Setting(
            "emergency_notice",
            "应急公告",
            "台风、停办、系统升级等要马上让所有人知道的事。有效期内显示在网页窗口顶部，并在每个渠道的问候语里先说。",
        ),
        Setting(
            "kill_switch",
            "停用开关",
            "助手出了严重问题时用：选中的渠道只回复一句话和 12345、110、119、120，不回答、不办理；市民填了一半的内容都在。",
            (Role.SYSTEM, Role.SECURITY),
        ),
        Setting(
            "hours",
            "人工服务时间",
            "坐席什么时候在。按国务院公布的节假日和调休计算。窗口的办理时间在“部门和窗口”里改。",
        ),
        Setting("hours_text", "服务时间的说法", "市民看到的一句话；空着就按上面的时间自动写。"),
        Setting(
            "holidays",
            "节假日安排",
            "内置的节假日里还没有的、和本市不一样的：明年的放假和调休、临时停办一天。窗口放不放号、办理时限、人工服务时间都按它算；"
            "已经约好的时间因此办不了的，保存前会写明有几个，保存时通知预约人。",
        ),
        Setting("absent_message", "不在时的话", "不在人工服务时间、或没有人能接待时，转人工的市民看到的话。"),
        Setting("privacy", "隐私说明", "网页窗口里关于个人信息的一段话，和完整政策的网址。"),
        Setting("retention", "保存期限", "各类记录保存多久，到期自动删除。依法保存的办件、工单不在此列。"),
        Setting("open_data", "开放数据", "打开后，任何人都能下载脱敏的统计数据。"),
    )
}
assert set(SETTINGS) == set(House.model_fields)
