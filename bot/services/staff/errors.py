"""What can go wrong with accounts; every message is Chinese and says what to do."""

from __future__ import annotations


class StaffError(Exception):
    """Told to whoever tried."""


class LoginRefused(StaffError):
    """Nobody is told whether the name exists."""

    def __init__(self, message: str = "登录名或密码不对。") -> None:
        super().__init__(message)


class NotAllowed(StaffError):
    def __init__(self, message: str = "您的账号没有这项权限，需要时请联系安全管理员。") -> None:
        super().__init__(message)
