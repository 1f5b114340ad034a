"""Pictures and documents for scripted conversations and tests: drawn here, of nobody."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def page(size: tuple[int, int] = (1200, 900), paper: int = 235, ink: int = 20) -> Image.Image:
    """A sheet with lines of writing."""
    picture = Image.new("RGB", size, (paper, paper, paper))
    draw = ImageDraw.Draw(picture)
    rows = random.Random(7)
    for y in range(40, size[1] - 40, 26):
        x = 40
        while x < size[0] - 60:
            width = rows.randint(6, 22)
            draw.rectangle((x, y, x + width, y + 12), fill=(ink, ink, ink))
            x += width + rows.randint(4, 12)
    return picture


def jpeg(picture: Image.Image | None = None, *, with_place: bool = False) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    if with_place:
        exif[0x010F] = "SECRETPHONE"
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
    (picture or page()).save(out, "JPEG", quality=90, exif=exif.tobytes())
    return out.getvalue()


def png(picture: Image.Image | None = None) -> bytes:
    out = io.BytesIO()
    (picture or page()).save(out, "PNG")
    return out.getvalue()


def dark() -> bytes:
    return jpeg(page(paper=40, ink=2))


def blurred() -> bytes:
    return jpeg(page().filter(ImageFilter.GaussianBlur(9)))


def small() -> bytes:
    return jpeg(page((300, 200)))


def pdf(pages: int = 1, *, password: str = "", script: str = "", attached: bool = False) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if script:
        action = {"/S": "/JavaScript", "/JS": script}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject(k): NameObject(v) if k == "/S" else TextStringObject(v) for k, v in action.items()}
        )
    if attached:
        writer.add_attachment("x.exe", b"MZ")
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "清楚.jpg": jpeg,
    "清楚.png": png,
    "偏暗.jpg": dark,
    "模糊.jpg": blurred,
    "太小.jpg": small,
    "合同.pdf": pdf,
    "加密.pdf": lambda: pdf(password="secret"),
    "脚本.pdf": lambda: pdf(script="app.alert(1)"),
    "改名.pdf": jpeg,
    "程序.exe": lambda: b"MZ" + bytes(200),
}
