"""Whether a photograph can be read: its size, its light, its sharpness, measured on a small grey copy."""

from __future__ import annotations

from PIL import Image, ImageFilter, ImageOps, ImageStat

_SHORTEST_SIDE = 480  # pixels: an ID card photographed smaller cannot be read
_DARK = 55.0  # mean grey, 0 black to 255 white
_BLURRED = 45.0  # of `sharpness`, on a copy of at most _COPY pixels a side
_COPY = 1000
_PARTS = 8  # a side
_LAPLACE = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def retake_hint(picture: Image.Image) -> str:
    """A Chinese sentence, or nothing when the picture is good enough."""
    if min(picture.size) < _SHORTEST_SIDE:
        return "照片太小，字可能看不清，请靠近一些重拍。"
    grey = picture.convert("L")
    grey.thumbnail((_COPY, _COPY))
    if ImageStat.Stat(grey).mean[0] < _DARK:
        return "照片偏暗，请在亮一点的地方重拍。"
    if sharpness(grey) < _BLURRED:
        return "照片太模糊，请拿稳手机、对准文字后重拍。"
    return ""


def sharpness(grey: Image.Image) -> float:
    """Variance of the Laplacian in the sharpest of 64 parts: edges are what a blurred picture lacks, and a page with
    one line of writing has few."""
    edges = ImageOps.crop(grey.filter(_LAPLACE), 1)  # the filter leaves the border as it was
    width, height = (max(side // _PARTS, 1) for side in edges.size)
    parts = (
        edges.crop((x * width, y * height, (x + 1) * width, (y + 1) * height))
        for x in range(_PARTS)
        for y in range(_PARTS)
    )
    return max(float(ImageStat.Stat(part).var[0]) for part in parts)
