"""Why a file is not taken; every message says what to do."""

from __future__ import annotations


class UploadRefused(ValueError):
    """The file itself; the same file would be refused again."""


class TooManyFiles(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(f"本次对话最多保存{most}个文件。请先提交或取消正在填写的申请，再上传新的文件。")


class NoSuchFile(ValueError):
    """Never sent, sent by somebody else, or gone: nobody is told which."""

    def __init__(self) -> None:
        super().__init__("没有找到这个文件，可能已经过期，请重新上传。")
