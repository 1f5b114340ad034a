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
_MOST = 20  # a character
_PART = 0.3  # what the likest half of two characters counts, beside the whole: 请 and 清
_WITHIN = -0.05  # what is added where one character is a part of the other: 能 in 熊, 登 in 凳
_SIDE = 40  # of the square that a character's ink is stretched to, to look for it as a part
_PARTS = ((14, 0, 40, 40), (18, 0, 40, 40), (0, 0, 20, 40), (0, 0, 25, 40), (0, 0, 40, 26), (0, 0, 40, 20))
_PARTS += ((0, 14, 40, 40), (0, 20, 40, 40), (6, 6, 34, 34))
_HEAD = """\
# 形近字：一行一个字，后面是字形相近的字，越像越靠前。由 scripts/lookalikes.py 按字形重合程度生成。
# Characters of a like shape, the likest first; made by scripts/lookalikes.py.
"""


def drawn(char: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    image = Image.new("L", (48, 48), 0)
    ImageDraw.Draw(image).text((4, -6), char, fill=255, font=font)
    return image


def blurred(image: Image.Image) -> np.ndarray:
    soft = image.filter(ImageFilter.GaussianBlur(1.2)).resize((24, 24), Image.BILINEAR)
    return np.asarray(soft, dtype=np.float32)


def stretched(image: Image.Image, part: tuple[int, int, int, int] | None = None) -> np.ndarray:
    """The ink of a character, or of a part of it, as large as a whole character's."""
    ink = image.crop(image.getbbox()).resize((_SIDE, _SIDE), Image.BILINEAR)
    if part is not None:
        inside = ink.crop(part)
        ink = inside.crop(inside.getbbox())
    return blurred(ink.resize((48, 48), Image.BILINEAR))


def rows(shapes: np.ndarray) -> np.ndarray:
    flat = shapes.reshape(len(shapes), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    return flat / (np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6)


def alike(shapes: np.ndarray) -> np.ndarray:
    """Cosines of all with all."""
    return rows(shapes) @ rows(shapes).T


def main(typeface: str) -> None:
    font = ImageFont.truetype(typeface, 40)
    chars = common_characters()
    images = [drawn(char, font) for char in chars]
    shapes = np.stack([blurred(image) for image in images])
    halves = (shapes[:, :, 10:], shapes[:, :, :14], shapes[:, :14], shapes[:, 10:])
    half = np.maximum.reduce([alike(each) for each in halves])
    inks = rows(np.stack([stretched(image) for image in images]))
    whole = np.maximum(alike(shapes), inks @ inks.T)
    within = np.full_like(whole, -1.0)
    for part in _PARTS:
        within = np.maximum(within, inks @ rows(np.stack([stretched(image, part) for image in images])).T)
    within = np.maximum(within, within.T)
    score = np.maximum((1.0 - _PART) * whole + _PART * half, within + _WITHIN)
    np.fill_diagonal(score, -1.0)
    nearest = np.argsort(-score, axis=1)[:, :_MOST]
    lines = [f"{char} {''.join(chars[j] for j in row)}\n" for char, row in zip(chars, nearest, strict=True)]
    TARGET.write_text(_HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
