"""A made-up city rule, as staff files hold it and as it is printed."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.services.policies.schema import PolicyRecord

TITLE = "云江市犬只登记办法"
PRINTED = """云江市犬只登记办法
（2024年3月1日云江市人民政府令第7号公布　自2024年5月1日起施行）

目　　录
第一章　总　　则
第二章　登　　记
第三章　附　　则

第一章　总　　则
　　第一条　为了规范犬只登记，制定本办法。
　　第二条　本办法适用于本市行政区域内犬只的登记，依照
第五条的规定免予登记的除外。
第二章　登　　记
　　第三条　养犬人应当自取得犬只之日起三十日内，到居住地派出所办理登记，并提交下列材料：
　　（一）居民身份证；
　　（二）犬只免疫证明。
　　材料齐全的，当场登记。
　　第三条之一　登记有效期为一年。
　　第四条　逾期不登记的，处二百元罚款。
第三章　附　　则
　　第五条　导盲犬免予登记。
　　第六条　本办法自2024年5月1日起施行。
"""


def body(**changed: Any) -> dict[str, Any]:
    """The document as its YAML is read; `changed`: other values, None leaves a field out."""
    whole: dict[str, Any] = {
        "title": TITLE,
        "number": "云江市人民政府令第7号",
        "issuer": "云江市人民政府",
        "issued_on": date(2024, 3, 1),
        "effective_on": date(2024, 5, 1),
        "url": "https://www.yunjiang.example/quanzhi",
        "complete": False,
        "articles": [
            {
                "no": "第三条",
                "text": "养犬人应当自取得犬只之日起三十日内办理登记。",
                "asks": ["养狗要上户口吗"],
            },
            {"no": "第三条之一", "text": "登记有效期为一年。", "chapter": "第二章 登记"},
            {"no": "第四条", "text": "逾期不登记的，处二百元罚款。"},
        ],
    }
    return {key: value for key, value in {**whole, **changed}.items() if value is not None}


def record(**changed: Any) -> PolicyRecord:
    return PolicyRecord.model_validate(body(**changed))
