"""What a file is, by its content and never by its name; what may be kept of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

import filetype

from bot.services.uploads.documents import check_pdf
from bot.services.uploads.pictures import clean_picture
from bot.services.uploads.refusal import UploadRefused

_NAMES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
_EXTENSIONS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "jfif": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
}
_ACCEPTED = "只能上传 jpg、png 图片或 PDF"


@dataclass(frozen=True)
class Inspected:
    """`content` is what is kept; `hint` says why the picture had better be taken again."""

    content: bytes
    media_type: str
    hint: str = ""


def inspect(content: bytes, name: str) -> Inspected:
    """Takes a moment of CPU time: not on the event loop. Raises UploadRefused."""
    if not content:
        raise UploadRefused("这个文件是空的，请重新选择文件。")
    found = filetype.guess(content)
    media_type = found.mime if found is not None else ""
    if media_type in ("image/heic", "image/heif"):
        raise UploadRefused(
            f"{_ACCEPTED}。苹果手机请在“设置—相机—格式”里选“兼容性最佳”再拍，或者截屏后上传截图。"
        )
    if media_type not in _NAMES:
        raise UploadRefused(f"{_ACCEPTED}，这个文件不是。请拍照，或者导出为 PDF 后再上传。")
    extension = re.sub(r"[^a-z0-9]", "", PurePath(name).suffix.lower())[:10]
    if extension and _EXTENSIONS.get(extension) != media_type:
        raise UploadRefused(
            f"文件名以“.{extension}”结尾，内容却是 {_NAMES[media_type]}。请把文件名改对，或者重新导出后再上传。"
        )
    if media_type == "application/pdf":
        check_pdf(content)
        return Inspected(content, media_type)
    picture, hint = clean_picture(content, media_type)
    return Inspected(picture, media_type, hint)
