"""What can go wrong with an application; every message is for the citizen or the staff member who caused it."""

from __future__ import annotations

from bot.services.forms.steps import Step


class ApplicationError(Exception):
    """Base of the others."""


class NoSuchDraft(ApplicationError):
    def __init__(self) -> None:
        super().__init__("没有找到这份申请，请重新开始申请。")


class DraftClosed(ApplicationError):
    """The draft has been filed, cancelled or has expired."""

    def __init__(self, label: str) -> None:
        super().__init__(f"这份申请{label}，不能再修改。需要的话可以重新申请。")


class NoForm(ApplicationError):
    def __init__(self) -> None:
        super().__init__("这个事项暂时不能在这里申请，请按办事指南到窗口或网上办理。")


class UnknownField(ApplicationError):
    def __init__(self, labels: list[str]) -> None:
        known = f"可以修改的有：{'、'.join(labels)}。" if labels else "现在还没有填写可以修改的内容。"
        super().__init__(f"没有找到要修改的内容，{known}")


class SeveralFields(ApplicationError):
    """A name that fits more than one; `keys` of them all."""

    def __init__(self, keys: list[str], labels: list[str]) -> None:
        super().__init__(f"这样说的有{len(keys)}项：{'、'.join(labels)}，请说全名称。")
        self.keys = keys


class NotConsented(ApplicationError):
    """A personal field before the consent it rests on (个人信息保护法 第十三条)."""

    def __init__(self) -> None:
        super().__init__("申请信息要在您看过个人信息告知并同意之后才能填写，请先回答下面的问题。")


class NotReady(ApplicationError):
    """Something has to be answered, or answered anew, before the application can be filed."""

    def __init__(self, message: str, step: Step) -> None:
        super().__init__(message)
        self.step = step


class NotAllowed(ApplicationError):
    """The case is in a state that does not let this happen."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"办件现在的状态是“{before}”，不能改为“{after}”。")


class MovesWithParts(ApplicationError):
    """Staff and citizens move the items of a 一件事; it follows."""

    def __init__(self) -> None:
        super().__init__("一件事的总办件随其中各事项变化，请办理各事项的办件。")
