"""统一社会信用代码 (GB 32100): a code that fails is asked about, never refused, because real ones do fail."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength


@dataclass(frozen=True)
class UsccCheck:
    code: str
    warning: str | None  # what to ask the citizen, None when the code passes


def check_uscc(text: str) -> UsccCheck:
    """Never raises."""
    code = uscc.compact(unicodedata.normalize("NFKC", text))
    try:
        uscc.validate(code)
    except InvalidLength:
        return UsccCheck(code, f"统一社会信用代码一般是18位，您输入了{len(code)}位。")
    except InvalidChecksum:
        return UsccCheck(code, "这个统一社会信用代码的校验位对不上，可能有一位输错了。")
    except InvalidFormat:
        return UsccCheck(code, "这个统一社会信用代码的格式不常见，代码里没有字母I、O、Z、S、V。")
    return UsccCheck(code, None)
