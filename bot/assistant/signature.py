"""Whether a model is one of ours: to load a model is to run what is in it."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import get_settings

_SIGNATURE = ".sig"  # beside the archive
_CONTEXT = b"zhengwen model archive"


class NoModel(RuntimeError):
    """There is no model that may be loaded; the message is Chinese and says what to do."""


class ModelNotOurs(NoModel):
    """An archive that was not trained or signed here, or was changed since."""


def sign(archive: Path) -> None:
    """Vouches for an archive: for what was trained a moment ago, or by a person who knows where it comes from."""
    put_beside(archive, signature_for(archive.read_bytes()))


def signature_for(content: bytes) -> str:
    """The signature of an archive's bytes."""
    return _mac(content, _newest_key())


def put_beside(archive: Path, signature: str) -> None:
    signature_of(archive).write_text(signature, "ascii")


def is_ours(archive: Path) -> bool:
    try:
        with trusted(archive):
            return True
    except NoModel:
        return False


@contextmanager
def trusted(archive: Path) -> Iterator[Path]:
    """A copy that nobody else can change, verified before anything of it is unpacked. Raises ModelNotOurs."""
    try:
        shown = signature_of(archive).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        shown = ""
    with tempfile.TemporaryDirectory(prefix="zhengwen-model-") as folder:  # only ours to read
        copy = Path(folder) / archive.name
        shutil.copyfile(archive, copy)
        content = copy.read_bytes()
        if not any(hmac.compare_digest(_mac(content, key), shown) for key in get_settings().signing_keys):
            raise ModelNotOurs(
                f"{archive} 没有本系统的签名，或者签名以后被改动过，不能加载。请运行 python -m bot train 重新训练；"
                "确认是自己训练的（例如刚换过 ZHENGWEN_SECRET_KEY），运行 python -m bot model sign。"
            )
        yield copy


def signature_of(archive: Path) -> Path:
    return archive.with_name(archive.name + _SIGNATURE)


def _newest_key() -> str:
    return get_settings().signing_keys[-1]


def _mac(content: bytes, key: str) -> str:
    own = hmac.new(key.encode(), _CONTEXT, hashlib.sha256).digest()  # no use for a token, and no token is one
    return hmac.new(own, content, hashlib.sha256).hexdigest()
