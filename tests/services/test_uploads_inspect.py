"""A file is what its content says; nothing that could harm a reader or tell where it was taken is kept."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.evaluation.sample_files import blurred, dark, jpeg, page, pdf, png, small
from bot.services.uploads.inspect import inspect
from bot.services.uploads.quality import sharpness
from bot.services.uploads.refusal import UploadRefused


def _short(value: object) -> str:
    return str(value)[:12] if isinstance(value, str) else "file"


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (jpeg(), "a.jpg", "image/jpeg"),
        (jpeg(), "A.JPEG", "image/jpeg"),
        (jpeg(), "", "image/jpeg"),
        (png(), "合同.png", "image/png"),
        (pdf(), "扫描.pdf", "application/pdf"),
    ],
    ids=_short,
)
def test_pictures_and_documents_are_taken(content: bytes, name: str, media_type: str) -> None:
    found = inspect(content, name)
    assert (found.media_type, found.hint) == (media_type, "")


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than any camera takes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.jpg", "空的"),
        (b"MZ\x90\x00" + b"\x00" * 200, "a.jpg", "只能上传"),
        (b"<html><script>alert(1)</script>", "a.pdf", "只能上传"),
        (b"GIF89a" + b"\x00" * 100, "a.gif", "只能上传"),
        (b"PK\x03\x04" + b"\x00" * 100, "a.docx", "只能上传"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 100, "a.heic", "兼容性最佳"),
        (jpeg(), "a.png", "文件名"),
        (png(), "a.pdf", "文件名"),
        (jpeg(), "a.exe", "文件名"),
        (jpeg()[:2000], "a.jpg", "打不开"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "打不开"),
        (png()[:200], "a.png", "打不开"),
        (bomb(60_000, 60_000), "a.png", "像素太多"),
        (bomb(9_000, 9_000), "a.png", "像素太多"),
        (jpeg(Image.new("RGB", (4, 4))), "a.jpg", "看不到内容"),
        (pdf(password="x"), "a.pdf", "密码"),
        (pdf(0), "a.pdf", "没有内容"),
        (pdf(51), "a.pdf", "最多50页"),
        (pdf(script="app.alert(1)"), "a.pdf", "脚本或附件"),
        (pdf(attached=True), "a.pdf", "脚本或附件"),
        (pdf()[:100], "a.pdf", "打不开"),
        (pdf() + b"PK\x03\x04" + b"\x00" * 4000, "a.pdf", "打不开"),
        (b"%PDF-1.7\n" + b"x" * 2000 + b"%%EOF", "a.pdf", "打不开"),
    ],
    ids=_short,
)
def test_anything_else_is_refused_with_what_to_do(content: bytes, name: str, words: str) -> None:
    with pytest.raises(UploadRefused, match=words) as refused:
        inspect(content, name)
    assert "请" in str(refused.value)


def test_place_time_and_camera_are_gone() -> None:
    taken = jpeg(with_place=True)
    assert b"SECRETPHONE" in taken
    kept = inspect(taken, "a.jpg").content
    assert b"SECRETPHONE" not in kept and not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize("make", [jpeg, png])
def test_what_hides_behind_a_picture_is_gone(make: object) -> None:
    hidden = b"PK\x03\x04<?php system($_GET[0]); ?>"
    kept = inspect(make() + hidden, "").content  # type: ignore[operator]
    assert hidden not in kept


def test_a_picture_lying_on_its_side_stands_up() -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    page((1200, 900)).save(out, "JPEG", exif=exif.tobytes())
    assert Image.open(io.BytesIO(inspect(out.getvalue(), "").content)).size == (900, 1200)


@pytest.mark.parametrize(
    ("content", "words"), [(dark(), "偏暗"), (blurred(), "模糊"), (small(), "太小")], ids=_short
)
def test_a_bad_photograph_had_better_be_taken_again(content: bytes, words: str) -> None:
    assert words in inspect(content, "a.jpg").hint


def test_sharp_and_blurred_are_far_apart() -> None:
    clear = sharpness(page().convert("L"))
    soft = sharpness(Image.open(io.BytesIO(blurred())).convert("L"))
    assert clear > 100 * soft


_WHOLE = {"jpeg": jpeg(), "png": png(), "pdf": pdf()}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(_WHOLE)), st.floats(0, 1), st.binary(max_size=30), st.integers(0, 30))
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(
    kind: str, where: float, put: bytes, cut: int
) -> None:
    content = _WHOLE[kind]
    at = int(where * (len(content) - 1))
    try:
        assert inspect(content[:at] + put + content[at + cut :], "").content
    except UploadRefused as error:
        assert "请" in str(error)
