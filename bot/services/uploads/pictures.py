"""A picture, drawn anew from its pixels: place, time, camera and whatever hid behind the picture stay behind."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.services.uploads.quality import retake_hint
from bot.services.uploads.refusal import UploadRefused

_MOST_PIXELS = 50_000_000  # phones of today take 12 to 50 million
_LONGEST_SIDE = 4000  # pixels kept
_SHORTEST_SIDE = 16
_FORMATS = {"image/jpeg": ("JPEG",), "image/png": ("PNG",)}
_BROKEN = "图片打不开，可能没有传完整。请重新拍照，或换一张 jpg、png 图片再上传。"


def clean_picture(content: bytes, media_type: str) -> tuple[bytes, str]:
    """(the picture without metadata, why it had better be taken again). Raises UploadRefused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a picture that is too big
            with Image.open(io.BytesIO(content), formats=_FORMATS[media_type]) as picture:
                _refuse_extremes(picture.size)
                picture.load()
                upright = ImageOps.exif_transpose(picture)
    except UploadRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UploadRefused("图片的像素太多，请用手机的普通模式重拍，或压缩后再上传。") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, IndexError, EOFError, Warning):
        raise UploadRefused(_BROKEN) from None
    hint = retake_hint(upright)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return _drawn(upright, media_type), hint


def _refuse_extremes(size: tuple[int, int]) -> None:
    if size[0] * size[1] > _MOST_PIXELS:
        raise UploadRefused("图片的像素太多，请用手机的普通模式重拍，或压缩后再上传。")
    if min(size) < _SHORTEST_SIDE:
        raise UploadRefused("这张图片里看不到内容，请重新拍照后上传。")


def _drawn(picture: Image.Image, media_type: str) -> bytes:
    out = io.BytesIO()
    if media_type == "image/png":
        flat = picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
        _bare(flat).save(out, "PNG")
    else:
        _bare(picture.convert("RGB")).save(out, "JPEG", quality=90)
    return out.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    """The same pixels and nothing else: `info` would be written again."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare
