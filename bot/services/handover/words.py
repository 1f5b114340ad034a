"""What a citizen reads about being handed over; agents write the rest."""

from __future__ import annotations

from bot.services.handover.states import State

HOTLINE = "12345"
SHOW, HIDE, LEAVE_QUEUE, LEAVE = "可以看", "不要看", "不等了", "留言"
CONSENT_VERSION = "2026-11"
CONSENT_TEXT = (
    "同意接待的工作人员查看转人工之前与智能助手的对话（证件号码、手机号等已遮住），只用于解答本次问题。"
)
SAVED = "您在这里填写的内容都已保存，之后可以接着办。"
GO_ON = "我继续为您服务：可以直接提问；没办完的，说“继续”就能接着填。"

CANCELLED = f"已取消排队。{GO_ON}"
ENDED_BY_CITIZEN = f"人工服务已结束。{GO_ON}"
HANDED_BACK = f"工作人员已把对话转回智能助手。{GO_ON}"
CLOSED = f"本次人工服务已结束，感谢您的使用。{GO_ON}"
IDLE = f"人工对话已经很久没有新消息，先转回智能助手。{GO_ON}需要时请再说“转人工”。"
REQUEUED = "接待您的工作人员暂时离线，已请其他工作人员尽快接待，您之前说的都保留着。"
TRANSFERRED = "已为您转到“{group}”的工作人员，请稍候，您之前说的都保留着。"
SHOWN = "好的，接待您的工作人员可以看到您之前和我的对话（证件号码、手机号已遮住）。"
HIDDEN = "好的，工作人员只能看到您转人工之后说的话。"
NOTHING_OPEN = "现在没有进行中的人工服务。需要时请说“转人工”。"
WRITE_NOW = (
    "请把要说的写在一条消息里发给我（最多 500 字），需要电话联系的请写上称呼和号码。不想留了，请说“取消”。"
)
LEFT = "留言已收到，工作人员会在服务时间（{hours}）回复，回复会发到这里。着急请拨打 12345 政务服务便民热线。"
NOT_LEFT = "好的，没有留言。"
NO_FILE = "留言只能写文字，文件没有保存。请用文字说明，或说“取消”。"


def agent_name(agent_no: int | None) -> str:
    return f"人工 {agent_no} 号" if agent_no else "人工"


def signed(agent_no: int | None, text: str) -> str:
    """An agent's words say that a person wrote them, on every channel."""
    return f"【{agent_name(agent_no)}】{text}"


def connected(agent_no: int) -> str:
    return f"{agent_name(agent_no)}为您服务，请说您的问题。想结束时说“结束人工”。"


def waiting(position: int) -> str:
    ahead = "您是下一位" if position <= 1 else f"您前面还有 {position - 1} 位"
    return (
        f"已为您转人工，{ahead}，请稍候。从现在起您说的话会发给工作人员，我不再自动回复；{SAVED}"
        "想回到智能助手，请说“结束人工”。"
    )


def still_waiting(position: int) -> str:
    ahead = "您是下一位" if position <= 1 else f"您前面还有 {position - 1} 位"
    return f"正在排队，{ahead}，请稍候。不想等了，请说“不等了”。"


ASK_CONSENT = f"接待的工作人员可以看您刚才和我的对话吗？证件号码、手机号会遮住。（请回复“{SHOW}”或“{HIDE}”）"


def missed(reason: str, hours: str, absent: str = "") -> str:
    """Nobody there: when somebody is, and what can be done now."""
    if reason == "hours":
        why = f"现在不是人工服务时间（{hours}）。"
    else:
        why = absent or f"人工坐席暂时都不在线（服务时间：{hours}）。"
    return f"{why}您可以说“{LEAVE}”给工作人员留言，回复会发到这里；着急请拨打 12345 政务服务便民热线（全天受理）。{SAVED}"


def hours_ended(reason: str, hours: str, absent: str = "") -> str:
    return f"抱歉让您久等了，没有等到工作人员接待，排队已取消。{missed(reason, hours, absent)}"


def answered(agent_no: int, asked_on: str, text: str) -> str:
    return f"{signed(agent_no, '')}回复您 {asked_on} 的留言：{text}"


def state_data(state: State, position: int = 0) -> dict[str, object]:
    """`data` of a `handover` message."""
    data: dict[str, object] = {"state": state.label, "stage": state.value}
    return data | ({"queue_position": position} if position else {})
