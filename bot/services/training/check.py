"""Whether examples may be trained on: what Rasa would misread is refused, and what teaches two things at once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.content import check_text, text_key
from bot.services.faq.check import question_complaints
from bot.services.findings import Finding
from bot.services.training.files import Examples

FEWEST, MOST, LONGEST = 3, 3000, 200


def check_examples(intent: str, examples: Sequence[str], others: Examples) -> list[Finding]:
    """`field` is `examples[n]`, or `examples` for all of them; `others`: every intent as it would be trained."""
    found: list[tuple[str, str]] = []
    if len(examples) < FEWEST:
        found.append(("examples", f"至少要有 {FEWEST} 个例句，现有 {len(examples)} 个"))
    if len(examples) > MOST:
        found.append(("examples", f"例句太多，最多 {MOST} 个"))
    owner = {text_key(text): name for name, texts in others.items() if name != intent for text in texts}
    seen: dict[str, int] = {}
    for n, text in enumerate(examples):
        where = f"examples[{n}]"
        found += [(where, f"第 {n + 1} 行“{text[:30]}”{message}") for message in _complaints(text)]
        key = text_key(text)
        if key and key in seen:
            found.append((where, f"第 {n + 1} 行“{text[:30]}”和第 {seen[key] + 1} 行重复"))
        elif key in owner:
            found.append((where, f"第 {n + 1} 行“{text[:30]}”已经是 {owner[key]} 的例句"))
        seen.setdefault(key, n)
    return [Finding("", intent, *each) for each in found]


def _complaints(text: str) -> list[str]:
    found = list(question_complaints(text))
    if len(text) > LONGEST:
        found.append(f"太长，最多 {LONGEST} 字")
    try:
        check_text(text)
    except ValueError as error:
        found.append(str(error))
    return found
