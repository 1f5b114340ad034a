"""What the doors of the messaging apps say themselves."""

from __future__ import annotations

from bot.settings import get_settings

GROUP = "您好，我是政务服务智能助手。为保护个人信息，我只在私聊里答复和办理业务，请点我的头像发消息给我。本群的消息我不再回复。"
EDITED = "您修改了之前的消息。正在办理的内容不会跟着变：要改已经填过的，请说“修改”；要回答现在的问题，请重新发一条。"
NO_FILE_WANTED = "收到了文件，但现在没有需要上传文件的步骤，文件没有保存。请用文字说您想办的事。"
UNREADABLE = {
    "voice": "抱歉，我还听不懂语音，请打字告诉我您想办的事。",
    "location": "抱歉，我还看不懂位置，请打字告诉我您在哪里、想办什么事。",
    "": "抱歉，我只看得懂文字，请打字告诉我您想办的事。",
}
GONE_FILE = "这个文件取不到了，请重新发一次。"
FAILED = "抱歉，系统暂时繁忙，您刚才的消息没有处理成功，之前填写的内容都还在。请过一会儿再发一次，或拨打 12345 政务服务便民热线。"
TOO_FAST = "您发得太快了，刚才的消息没有处理，之前填写的内容都还在。请等一分钟再发。着急的话可以拨打 12345 政务服务便民热线。"


def too_big() -> str:
    return f"这个文件太大，一次最多 {get_settings().upload_max_mb} MB。请压缩后再发，或带到窗口提交。"
