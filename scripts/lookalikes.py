"""Writes data/lexicon/lookalikes.txt: characters that look alike, by the overlap of their shapes in a typeface.

    python -m scripts.lookalikes /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

The 3,755 characters of GB/T 2312-1980 level 1, drawn and compared by cosine. Needs Pillow (in the development set).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bot.evaluation.disturb import common_characters

TARGET = Path(__file__).parent.parent / "data" / "lexicon" / "lookalikes.txt"
_MOST = 12  # a character
_PART = 0.3  # what the likest half of two characters counts, beside the whole: 请 and 清
_HEAD = """\
# 形近字：一行一个字，后面是字形相近的字，越像越靠前。由 scripts/lookalikes.py 按字形重合程度生成。
# Characters of a like shape, the likest first; made by scripts/lookalikes.py.
"""


def drawn(char: str, font: ImageFont.FreeTypeFont) -> np.ndarray:
    image = Image.new("L", (48, 48), 0)
    ImageDraw.Draw(image).text((4, -6), char, fill=255, font=font)
    blurred = image.filter(ImageFilter.GaussianBlur(1.2)).resize((24, 24), Image.BILINEAR)
    return np.asarray(blurred, dtype=np.float32)


def alike(shapes: np.ndarray) -> np.ndarray:
    """Cosines of all with all."""
    rows = shapes.reshape(len(shapes), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6
    return rows @ rows.T


def main(typeface: str) -> None:
    font = ImageFont.truetype(typeface, 40)
    chars = common_characters()
    shapes = np.stack([drawn(char, font) for char in chars])
    halves = (shapes[:, :, 10:], shapes[:, :, :14], shapes[:, :14], shapes[:, 10:])
    part = np.maximum.reduce([alike(half) for half in halves])
    score = (1.0 - _PART) * alike(shapes) + _PART * part
    np.fill_diagonal(score, 0.0)
    nearest = np.argsort(-score, axis=1)[:, :_MOST]
    lines = [f"{char} {''.join(chars[j] for j in row)}\n" for char, row in zip(chars, nearest, strict=True)]
    TARGET.write_text(_HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
