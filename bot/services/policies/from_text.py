"""Plain text, in the encodings that Chinese offices use."""

from __future__ import annotations

import re

from bot.services.policies.refusal import DocumentRefused

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decode(raw: bytes) -> str:
    """UTF-8, UTF-16 with a byte order mark, or GB18030 (which GBK and GB2312 are part of). Raises DocumentRefused."""
    encodings = ("utf-16",) if raw.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise DocumentRefused("这不是文字文件，或者编码认不出来。请用记事本另存为 UTF-8 编码的 .txt。")
