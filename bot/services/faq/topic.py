"""What was answered last, as a slot keeps it: `faq:NAME` or `bundle:CODE`."""

from __future__ import annotations

FAQ, BUNDLE = "faq:", "bundle:"


def of_faq(name: str) -> str:
    return FAQ + name


def of_bundle(code: str) -> str:
    return BUNDLE + code
