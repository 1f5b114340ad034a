"""Whatever is said at whatever point, in whatever order, something helpful is answered: no step fails.

More of it: `ODD_TALKS=300 pytest tests/assistant/test_odd_words.py`.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.inbound import Inbound
from tests.assistant.talk import Talk

TALKS, TURNS = int(os.environ.get("ODD_TALKS", "12")), 30
OPENINGS = (
    "我要申请居住证", "申请失业金", "我要办法律援助", "孩子出生一件事", "我要退休", "我要开公司", "预约办护照", "预约法律援助",
    "改预约", "取消预约", "我要投诉", "我要表扬", "查办件进度", "查我的办件", "我要评价", "催一下我的办件", "撤回申请", "补正材料",
    "登录", "删除我的数据", "导出我的数据", "替我妈办", "转人工", "继续上次的申请", "签到", "护照多少钱", "我要报名字叫王芳",
)  # fmt: skip
ODD = (
    "改到下周", "修改姓名", "修改", "改第2项", "第二个", "最后一个", "都不是", "上一步", "取消", "算了不办了", "跳过", "确认提交", "确认",
    "是", "不是", "好的", "同意", "不同意", "没有", "不知道", "为什么要填这个", "等一下", "重新开始", "继续", "再说一遍", "转人工", "谢谢",
    "1", "9", "0", "-1", "三", "１２３", "王芳", "张三丰", "13911110000", "1391111", "110105199003072346", "11010519900307234X",
    "明天", "下周三上午", "最早的", "昨天", "2024年2月30日", "去年3月", "四十五万", "云江市江滨区幸福路18号3栋502室", "在家", "租的房",
    "护照多少钱", "那要带什么", "你是机器人吗", "楼下着火了", "今天天气怎么样", "gjj", "？？？", "😀", "/form_pick", "/restart", "{{x}}",
    "Y20261201-0001", "01D1123AAAAA", "我是王芳，电话13911110000", "他态度很差", "五星", "一星，太慢了", "密码123456",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(TALKS))
async def test_no_step_fails(assistant: Assistant, seed: int) -> None:
    random, talk, said = Random(seed), Talk(assistant), []
    for turn in range(TURNS):
        choices = [choice for message in talk.last for choice in message.get("choices", [])]
        if choices and random.random() < 0.4:
            choice = random.choice(choices)
            said.append(f"[{choice['title']}]")
            talk.last = await assistant.handle(talk.id, Inbound(payload=choice["payload"]))
        else:
            said.append(random.choice(OPENINGS if turn % 8 == 0 else ODD))
            await talk.say(said[-1])
        assert talk.words.strip(), said
        assert "没能处理" not in talk.words, said
