"""What the pretended assistant says: one reply for every message type, picked by a word in what it hears."""

from __future__ import annotations

from typing import Any

Message = dict[str, Any]

ITEM = "居住证首次申领"
CASE = "9901002026112300017"
SOURCE = {
    "department": "公安部",
    "basis": "居住证暂行条例（国务院令第663号）第二条、第八条",
    "url": "https://www.gov.cn/zhengce/content/2015-12/14/content_10398.htm",
    "valid_from": "2016-01-01",
    "checked_on": "2026-11-20",
}
SECTIONS = [
    {"title": title, "text": text}
    for title, text in (
        (
            "受理条件",
            "公民离开常住户口所在地，到其他城市居住半年以上，符合有合法稳定就业、合法稳定住所、连续就读条件之一。",
        ),
        (
            "申请材料",
            "1. 居民身份证（原件 1 份）\n2. 本人相片 1 张\n3. 住所证明：房屋租赁合同、不动产权证书等之一（复印件 1 份）",
        ),
        (
            "办理流程",
            "1. 申请：到居住地派出所提交材料，也可以网上申请\n2. 受理：材料齐全的当场受理\n3. 审核制证\n4. 领证",
        ),
        ("收费标准", "不收费。首次申领居住证，免收证件工本费。"),
        ("办理时限", "法定 15 日，承诺 10 日（自然日）。"),
        (
            "办理地点",
            "市政务服务中心公安户政窗口\n云江市江滨区政和路1号1楼A区\n周一至周五 9:00-12:00、13:30-17:00",
        ),
    )
]
ROWS = [
    {"field": name, "label": label, "value": value}
    for name, label, value in (
        ("name", "姓名", "张晓云"),
        ("id_number", "公民身份号码", "110***********1234"),
        ("mobile", "手机号码", "138****0000"),
        ("address", "居住地址", "云江市江滨区江畔街道春风里 8 幢 2 单元 301 室"),
    )
]
LEVELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


def say(kind: str, text: str, data: dict[str, Any] | None = None, *titles: str, **more: Any) -> Message:
    choices = [{"title": title, "payload": f"choice:{title}"} for title in titles]
    message = {"type": kind, "text": text, "data": data, "choices": choices, **more}
    return {key: value for key, value in message.items() if value}


def field(kind: str, label: str, step: int, text: str = "", *titles: str) -> Message:
    data = {
        "item": ITEM,
        "field": kind,
        "label": label,
        "input": kind,
        "required": True,
        "step": step,
        "steps": 6,
    }
    data["help"] = f"办理{ITEM}需要核对{label}，只用于本次申请。"
    return say("form_field", text or f"请输入{label}。", data, *titles)


SLOTS = [
    {"date": date, "slots": [{"start": start, "end": end, "left": left} for start, end, left in slots]}
    for date, slots in (
        ("2026-11-30", [("09:00", "10:00", 3), ("10:00", "11:00", 0), ("14:00", "15:00", 8)]),
        ("2026-12-01", [("09:00", "10:00", 5), ("15:00", "16:00", 1)]),
    )
]

GUIDE_TEXT = f"{ITEM}\n" + "\n".join(f"{each['title']}：\n{each['text']}" for each in SECTIONS)
REVIEW_TEXT = f"请核对以下信息，确认无误后提交。\n事项：{ITEM}\n" + "\n".join(
    f"{row['label']}：{row['value']}" for row in ROWS
)
RECEIPT_TEXT = (
    f"已收到您的申请。\n办件编号：{CASE}\n承诺办结日期：2026年12月3日\n法定办结日期：2026年12月8日\n"
    "请保存好办件编号，凭编号和身份证号码可以随时查询进度。"
)
RECEIPT = {"case_no": CASE, "item": ITEM, "promised_on": "2026-12-03", "statutory_on": "2026-12-08"}
BOOKING = {
    "booking_no": "YY20261130014",
    "item": ITEM,
    "date": "2026-11-30",
    "start": "14:00",
    "queue_no": "A014",
}
ORDER = {"order_no": "GD2026112300009", "department": "云江市城市管理局", "due_on": "2026-11-30"}
EVENTS = [
    {"at": "2026-11-23T01:12:00Z", "state": "已提交", "note": "网上申请"},
    {"at": "2026-11-23T06:40:00Z", "state": "已受理", "note": "材料齐全，予以受理。"},
    {"at": "2026-11-24T02:05:00Z", "state": "在办", "note": "正在审核居住信息。"},
]
RATING = say("rating", "请对本次服务作出评价。", {"matter_no": CASE}, *LEVELS)
GREETING = [
    say(
        "text",
        "您好，我是云江市政务服务助手，可以回答办事问题，也可以直接帮您申请、预约、查进度。\n您想办什么事？",
        None,
        *("居住证怎么办", "查办件进度", "预约办事", "我要投诉建议"),
        id="hello",
    )
]

# The first word that occurs in what is said picks the reply.
SCRIPT: dict[str, list[Message]] = {
    "指南": [
        say(
            "guide",
            GUIDE_TEXT,
            {"item": ITEM, "sections": SECTIONS},
            "在线申请",
            "预约窗口",
            "看看能不能办",
            source=SOURCE,
        )
    ],
    "收费": [
        say(
            "text",
            "首次申领居住证，免收证件工本费。\n换领、补领居住证的，应当缴纳证件工本费。",
            source={**SOURCE, "valid_to": "2027-12-31"},
        )
    ],
    "姓名": [field("name", "姓名", 1, "请输入申请人的姓名，与身份证一致。")],
    "身份证号": [field("id_number", "公民身份号码", 2)],
    "手机": [field("mobile", "手机号码", 3)],
    "日期": [field("date", "入住日期", 4, "您是哪一天开始在现住址居住的？")],
    "住所": [
        field(
            "choice",
            "住所类型",
            5,
            "您住的房子属于哪一种？",
            "租赁住房",
            "自有住房",
            "单位或学校宿舍",
            "其他",
        )
    ],
    "单位": [field("yes_no", "是否有工作单位", 5, "您在云江市有工作单位吗？")],
    "附件": [field("file", "住所证明", 6, "请上传住所证明的照片或扫描件。")],
    "核对": [say("review", REVIEW_TEXT, {"item": ITEM, "rows": ROWS}, "确认提交", "修改", "取消")],
    "确认提交": [say("receipt", RECEIPT_TEXT, RECEIPT, "查办件进度"), RATING],
    "进度": [
        say("progress", f"办件 {CASE} 当前状态：在办。", {"case_no": CASE, "state": "在办", "events": EVENTS})
    ],
    "约好": [say("receipt", "预约成功，请提前10分钟到大厅取号。", BOOKING)],
    "工单": [say("receipt", "您的诉求已登记，承办单位会与您联系。", ORDER)],
    "预约": [
        say(
            "slots",
            "请选择预约时间。\n11月30日（周一）：09:00（余3）、14:00（余8）\n12月1日（周二）：09:00（已约满）",
            {"item": ITEM, "days": SLOTS},
            *("2026-11-30 09:00-10:00", "2026-11-30 14:00-15:00", "换一天", "取消"),
        )
    ],
    "评价": [RATING],
    "一件事": [
        say(
            "receipt",
            "“新生儿出生一件事”申请已收件。\n总编号：01D1201FCTKW\n1. 生育登记\n　办件编号：01D1201NWFXG\n　承诺办结：2026年12月1日\n"
            "　法定期限：以受理通知为准\n2. 出生登记\n　办件编号：01D1201WHT77\n　承诺办结：2026年12月2日\n　法定期限：以受理通知为准\n"
            "请记下总编号，说“查办件进度”即可查询。",
            {
                "case_no": "01D1201FCTKW",
                "item": "新生儿出生一件事",
                "parts": [
                    {"case_no": "01D1201NWFXG", "item": "生育登记", "promised_on": "2026-12-01"},
                    {"case_no": "01D1201WHT77", "item": "出生登记", "promised_on": "2026-12-02"},
                ],
            },
            "查办件进度",
        )
    ],
    "清单": [
        say(
            "text",
            "您要准备的材料：\n· 本人相片：原件1份\n打印版材料清单（7天内有效）：http://127.0.0.1:9/checklist/abc123",
            {"link": {"title": "打印版材料清单（7天内有效）", "url": "http://127.0.0.1:9/checklist/abc123"}},
        )
    ],
    "通知": [
        say("notice", "您的居住证已制作完成，请凭身份证到窗口领取。", {"matter_no": CASE, "state": "办结"})
    ],
    "转人工": [
        say(
            "handover",
            "已为您转人工，您前面还有 1 位，请稍候。",
            {"state": "排队中", "stage": "waiting", "queue_position": 2},
            "不等了",
            "留言",
        )
    ],
    "结束人工": [
        say(
            "handover",
            "人工服务已结束。我继续为您服务：可以直接提问。",
            {"state": "已转回助手", "stage": "returned"},
        )
    ],
    "陌生": [say("hologram", "这是一种新的消息。\n请选择。", {"x": 1}, "好的")],
    "残缺": [say("guide", "数据不全的指南也有话可说。", {"item": ITEM}, "好的")],
    "标记": [
        say(
            "text",
            "<img src=x onerror=alert(1)><b>不是粗体</b>",
            None,
            "<i>斜体</i>",
            source={"department": "<u>部门</u>", "basis": "恶意链接", "url": "javascript:alert(1)"},
        )
    ],
}


HINTS = [
    {"title": "居住证首次申领", "kind": "item"},
    {"title": "居住证签注", "kind": "item"},
    {"title": "有居住证能享受哪些待遇？", "kind": "question"},
]


def suggested(typed: str) -> list[Message]:
    if not typed:
        return [{"title": "办护照要多少钱", "kind": "hot"}]
    return [each for each in HINTS if typed in each["title"] or typed == "jzz"]


def reply_to(said: str) -> list[Message]:
    for word, reply in SCRIPT.items():
        if word in said:
            return reply
    if "怎么办" in said:
        return SCRIPT["指南"]
    return [say("text", f"收到：{said}")]
