"""Code sets of GB/T 39046-2020 (A.1-A.6) and of the exchange schema, with the words people read."""

from __future__ import annotations

# A.1 事项类型
TASK_TYPES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
# A.2 行使层级
USE_LEVELS = {
    "1": "国家级",
    "2": "省级",
    "3": "市级",
    "4": "县级",
    "5": "镇（乡、街道）级",
    "6": "村（社区）级",
}
# A.3 实施主体性质
DEPT_TYPES = {"1": "法定机关", "2": "授权组织", "3": "受委托组织", "9": "其他"}
# A.4 服务对象
AUDIENCES = {
    "1": "自然人",
    "2": "企业法人",
    "3": "事业法人",
    "4": "社会组织法人",
    "5": "行政机关",
    "6": "其他组织（含个体工商户）",
}
# A.5 办理形式
HANDLE_FORMS = {
    "1": "窗口办理",
    "2": "网上办理（电脑端）",
    "3": "网上办理（移动端）",
    "4": "快递申请",
    "9": "其他",
}
# A.6 办件类型
PROJECT_TYPES = {"1": "即办件", "2": "承诺件", "9": "其他"}
# 是否必要
MATERIAL_NEEDS = {"1": "必要", "2": "非必要", "3": "容缺后补"}
# 材料类型
MATERIAL_TYPES = {"1": "证件证书证明", "2": "申请表格文书", "3": "其他"}
# 材料来源渠道
SOURCE_TYPES = {"10": "申请人自备", "20": "政府部门核发", "99": "其他"}
# 审批结果类型
RESULT_TYPES = {"1": "证照", "2": "批文", "3": "其他", "4": "无"}
# 网上办理深度
ONLINE_DEPTHS = {"1": "信息发布", "2": "网上预约", "3": "网上受理", "4": "全程网办"}
DAY_TYPES = ("工作日", "自然日")


def is_code(text: str) -> bool:
    """Whether `text` can name an item, a department or a window for ever."""
    words = text.split("-")
    plain = all(word.isascii() and word.isalnum() and word == word.lower() for word in words)
    return plain and len(text) <= 64 and text[:1].isalpha()
