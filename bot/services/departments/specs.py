"""部门 and 窗口: the fields of services/catalogue/schema.py on the page."""

from __future__ import annotations

from bot.services.catalogue import codes
from bot.services.editing.spec import Spec

_HOURS = "例如：周一至周五 9:00-12:00、13:30-17:00（法定节假日除外）。"
DEPARTMENT = Spec(
    "department",
    "部门",
    "group",
    of=(
        Spec("name", "部门名称", must=True),
        Spec("short_name", "简称", must=True),
        Spec("aliases", "俗称", "words", "市民怎么叫就怎么写，多个用顿号隔开，每个 2 到 30 字。"),
        Spec("dept_type", "性质", "choice", choices=codes.DEPT_TYPES, must=True),
        Spec("duties", "职责", "lines", "一行一个：管什么。诉求工单按它建议承办单位。"),
        Spec(
            "local",
            "联系",
            "group",
            of=(
                Spec("address", "地址", must=True),
                Spec("hours", "办公时间", help=_HOURS, must=True),
                Spec("phone", "电话", must=True),
            ),
        ),
    ),
)
WINDOWS = Spec(
    "windows",
    "窗口和大厅",
    "rows",
    "市民问“在哪里办”“几点上班”时看到的，排在前面的先说。撤销一个窗口就删除它。",
    of=(
        Spec("name", "名称", must=True),
        Spec("code", "窗口编码", help="部门编码加短横线和英文，例如 ga-hz-east；定了就不再改。", must=True),
        Spec("address", "地址", must=True),
        Spec("hours", "办理时间", help=_HOURS + "能按星期和钟点读懂的才能预约。", must=True),
        Spec("phone", "电话", must=True),
        Spec("traffic", "怎么去", help="例如：地铁 2 号线人民广场站 B 口。"),
    ),
    noun="窗口",
    key="code",
)
PLACE = (DEPARTMENT, WINDOWS)
SECTIONS = (("部门", (DEPARTMENT,)), ("窗口和大厅", (WINDOWS,)))
