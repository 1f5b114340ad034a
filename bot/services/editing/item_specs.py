"""事项: the fields of services/catalogue/schema.py on the page, in the order of the national 办事指南."""

from __future__ import annotations

from bot.services.catalogue import codes
from bot.services.editing.spec import Spec

DAY_TYPES = {each: each for each in codes.DAY_TYPES}


def law(name: str, label: str, optional: bool = False) -> Spec:
    return Spec(name, label, "group", of=LAW, optional=optional)


LAW = (
    Spec("title", "文件名称", must=True),
    Spec("doc_no", "文号", help="例如：国务院令第663号。"),
    Spec("article", "条款", help="例如：第九条第一款。"),
    Spec("url", "原文网址", empty=None),
)
_BASICS = (
    Spec("name", "事项名称", must=True),
    Spec("aliases", "俗称", "lines", "一行一个，市民怎么叫就怎么写，至少 4 个，每个 2 到 30 字。", must=True),
    Spec("summary", "简介", "area", "一两句话：给谁办、办成什么。", must=True),
    Spec("task_type", "事项类型", "choice", choices=codes.TASK_TYPES, must=True),
    Spec("project_type", "办件类型", "choice", choices=codes.PROJECT_TYPES, must=True),
    Spec("use_level", "行使层级", "choice", choices=codes.USE_LEVELS, must=True),
    Spec("audience", "服务对象", "choices", choices=codes.AUDIENCES, must=True),
    Spec("handle_forms", "办理形式", "choices", choices=codes.HANDLE_FORMS, must=True),
    Spec("topics", "主题", "words", "多个用顿号隔开。"),
    Spec("related", "相关事项", "choices", listed="items"),
)
_CONDITIONS = (
    Spec(
        "by_law",
        "设定依据",
        "rows",
        must=True,
        of=LAW,
        noun="依据",
        key="title",
    ),
    Spec("accept_condition", "受理条件", "lines", "一行一条。", must=True),
    Spec("who", "谁能办", "area", "本人、单位，能不能代办。", must=True),
)
_MATERIALS = (
    Spec(
        "materials",
        "申请材料",
        "rows",
        must=True,
        noun="材料",
        key="name",
        new={"need": "1", "material_type": "1", "source_type": "10", "original": 1, "copies": 0},
        of=(
            Spec("name", "材料名称", must=True),
            Spec("need", "必要性", "choice", choices=codes.MATERIAL_NEEDS, must=True),
            Spec("material_type", "材料类型", "choice", choices=codes.MATERIAL_TYPES, must=True),
            Spec("source_type", "来源渠道", "choice", choices=codes.SOURCE_TYPES, must=True),
            Spec("original", "原件份数", "number", must=True),
            Spec("copies", "复印件份数", "number", must=True),
            Spec("shared", "可由数据共享核验，免交", "flag"),
            Spec("when", "适用情形", help="不是人人都要交的，写明什么情况下交。"),
            Spec("shown_if", "申请表里答了什么才要交", "rule"),
            Spec("note", "填报须知"),
        ),
    ),
)
_FEES = (
    Spec(
        "fees",
        "收费",
        "group",
        of=(
            Spec("is_fee", "是否收费", "flag3", must=True),
            Spec("explain", "收费说明", "area", "不确定时写明向哪里咨询。"),
            law("basis", "收费依据", optional=True),
            Spec(
                "rows",
                "收费标准",
                "rows",
                noun="收费项目",
                key="name",
                of=(
                    Spec("name", "收费项目", must=True),
                    Spec("standard", "收费标准", help="原文，例如：20元/证。", must=True),
                    Spec("amount", "金额（元）", "amount", "标准里没有单一金额的不填。"),
                    Spec("unit", "计费单位"),
                    Spec("reducible", "符合条件可减免", "flag"),
                    Spec("when", "适用情形"),
                    Spec("note", "减免说明"),
                ),
            ),
        ),
    ),
)
_TIMES = (
    Spec(
        "anticipate",
        "法定办结时限",
        "group",
        of=(
            Spec("days", "天数", "number", "法律没有规定的不填，在说明里写明。"),
            Spec("day_type", "按", "choice", choices=DAY_TYPES, empty=None),
            Spec("explain", "说明", "area"),
        ),
    ),
    Spec(
        "handle_flow",
        "办理流程",
        "rows",
        must=True,
        noun="环节",
        key="name",
        of=(Spec("name", "环节", must=True), Spec("text", "做什么", must=True)),
    ),
    Spec(
        "result",
        "办理结果",
        "group",
        of=(
            Spec("result_type", "结果类型", "choice", choices=codes.RESULT_TYPES, must=True),
            Spec("name", "结果名称"),
            Spec("validity", "有效期"),
        ),
    ),
    Spec("special", "注意事项", "lines", "一行一条，最多 5 条。"),
)
_LOCAL = (
    Spec(
        "local",
        "本市的规定",
        "group",
        of=(
            Spec("promise_days", "承诺办结时限（天）", "number", "不能比法定的长。"),
            Spec("day_type", "按", "choice", choices=DAY_TYPES, empty=None),
            Spec("windows", "办理窗口", "choices", listed="windows"),
            Spec("is_online", "可以网上办理", "flag"),
            Spec("online_depth", "网上办理深度", "choice", choices=codes.ONLINE_DEPTHS, empty=None),
            Spec("online_url", "网办地址", empty=None),
            Spec("limit_scene_num", "到现场次数", "number"),
            Spec("is_schedule", "可以预约", "flag"),
            Spec("handle_area", "通办范围"),
            Spec("consult_phone", "咨询电话", must=True),
            Spec("supervise_phone", "监督投诉电话", must=True),
        ),
    ),
)
_SOURCE = (
    Spec(
        "source",
        "信息来源",
        "group",
        of=(
            Spec("department", "发布单位", must=True),
            Spec("url", "网址", must=True),
            Spec("valid_from", "生效日期", "date", "到这一天自动生效。"),
            Spec("valid_to", "失效日期", "date", "过了这一天自动停用；不填就是长期。"),
            Spec("checked_on", "核对日期", "date", must=True),
        ),
    ),
)
SECTIONS = (
    ("基本信息", _BASICS),
    ("依据和条件", _CONDITIONS),
    ("申请材料", _MATERIALS),
    ("收费", _FEES),
    ("时限、流程和结果", _TIMES),
    ("窗口、网办和电话", _LOCAL),
    ("信息来源", _SOURCE),
)
ITEM = tuple(spec for _, specs in SECTIONS for spec in specs)
