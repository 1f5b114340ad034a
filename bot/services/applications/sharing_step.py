"""The question whether a record may be fetched, in the words that are agreed to."""

from __future__ import annotations

from bot.services.applications.content import DraftContent
from bot.services.forms.schema import FormDefinition, FormField
from bot.services.forms.steps import AGREE, Step, visible, walk
from bot.services.ports.sources import LABELS, source_of

PREFIX = "sharing_"


def sharing_step(form: FormDefinition, content: DraftContent) -> Step:
    """Of the source on offer; `number` is that of the field that comes next."""
    source = source_of(content.offer or "")
    assert source is not None  # offers are made from the same list
    fields = [
        each
        for each in visible(form, content.answers)
        if isinstance(each, FormField) and each.key not in content.answers and each.prefill in source.gives
    ]
    names = "、".join(LABELS[each] for each in source.gives if any(f.prefill == each for f in fields))
    steps = walk(form, content.answers)
    following = next((each for each in steps if each.key not in content.answers), steps[-1])
    prompt = (
        f"您已经核验过身份。可以从“{source.name}”（{source.holder}保存）调取{names}，填到这份申请里，"
        "只用于这一次办理，调取的每一项都给您看、都能改。您同意调取吗？不同意就由您自己填写。"
    )
    return Step(
        "sharing",
        f"{PREFIX}{source.code}",
        "数据共享授权",
        prompt,
        "yes_no",
        AGREE,
        True,
        "同意的记在您的授权记录里，说“我授权过什么”随时可以看和撤回。",
        following.number,
        following.total,
    )
