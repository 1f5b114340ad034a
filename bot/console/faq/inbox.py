"""学习箱: alike questions together, one click from an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed, having
from bot.console.faq.desk import Editor
from bot.console.faq.fields import must_cover
from bot.console.numbered import Number
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.nlu.index import TextIndex
from bot.nlu.knowledge import Knowledge, knowledge_base
from bot.nlu.plain import plain_text
from bot.services.content import text_key, today
from bot.services.drafts.errors import WorkError
from bot.services.faq import inbox, work
from bot.services.faq.inbox import Missed
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/inbox")
Reader = Annotated[Current, having(Role.EDITOR, Role.REVIEWER, Role.ANALYST)]
TOGETHER, AS_IGNORED = 0.5, 0.8  # cosines
_CLUSTERED = 2000
_SHOWN = 50
_KEYS: WeakKeyDictionary[Knowledge, frozenset[str]] = (
    WeakKeyDictionary()
)  # an old index is not kept for its sake
_SPANS = {"7": "最近 7 天", "30": "最近 30 天", "90": "最近 90 天"}


@dataclass
class Cluster:
    """Questions that mean the same, as far as letters and sounds tell; the most frequent leads."""

    members: list[Missed] = field(default_factory=list)
    near: list[tuple[str, str, int]] = field(
        default_factory=list
    )  # (name, title, percent) of published entries

    @property
    def times(self) -> int:
        return sum(each.times for each in self.members)

    @property
    def kinds(self) -> Counter[str]:
        return sum((each.kinds for each in self.members), Counter())

    @property
    def days(self) -> Counter[date]:
        return sum((each.days for each in self.members), Counter())


@router.get("")
def look(me: Reader, days: str = "30", kind: str = "") -> Response:
    days = days if days in _SPANS else "30"
    with read_session() as session:
        found, hidden = inbox.missed(session, utc_now() - timedelta(days=int(days)))
        gone = inbox.ignored(session)
        drafted = inbox.drafted(session)
    knowledge = knowledge_base.current()
    known = drafted | _published_keys(knowledge)
    fresh = [each for each in found if text_key(each.text) not in known and (not kind or kind in each.kinds)]
    clusters = cluster(without_ignored(fresh, [row.text for row in gone])[:_CLUSTERED])
    for each in clusters[:_SHOWN]:
        hits = knowledge.search_faq(plain_text(each.members[0].text))[:3]
        each.near = [
            (h.key, knowledge.faqs[h.key].question, round(h.nearest * 100)) for h in hits if h.nearest > 0.2
        ]
    return page(
        me,
        "faq/inbox.html",
        clusters=clusters[:_SHOWN],
        total=len(clusters),
        hidden=hidden,
        days=days,
        spans=_SPANS,
        kind=kind,
        kinds=inbox.KINDS,
        ignored=gone,
        bars=bars,
        trend=inbox.trend,
    )


@router.post("/add")
def add(form: Form, me: Editor) -> Response:
    """The ticked questions become similar questions of an entry's draft."""
    name, texts = form.text("name"), _ticked(form.all("text"))

    def do(session: Session) -> str:
        if not texts:
            raise WorkError("请先勾选问题。")
        found = work.desk(session, name)
        must_cover(me, found.body["department"])
        have = {text_key(text) for text in (found.body["question"], *found.body["similar"])}
        more = [text for text in texts if text_key(text) not in have]
        body = {**found.body, "similar": [*found.body["similar"], *more]}
        work.save(session, name, body, found.version, me.actor, utc_now())
        return f"已把 {len(more)} 个问法加进“{body['question']}”的草稿，请提交审核。"

    return deed(me, "/staff/inbox", do, WorkError)


@router.post("/new")
def new(form: Form, me: Editor) -> Response:
    """The first ticked question begins an entry, the others are its similar questions."""
    texts, made = _ticked(form.all("text")), []

    def do(session: Session) -> str:
        if not texts:
            raise WorkError("请先勾选问题。")
        department = next(iter(me.departments)) if len(me.departments) == 1 else ""
        name = work.create(session, texts[0], department, me.actor, utc_now(), similar=texts)
        made.append(name)
        return "草稿已建立，请写回答。"

    answer = deed(me, "/staff/inbox", do, WorkError)
    if made:
        answer.headers["location"] = f"/staff/faq/{made[0]}"
    return answer


@router.post("/ignore")
def ignore(form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        texts = _ticked(form.all("text"))
        if not texts:
            raise WorkError("请先勾选问题。")
        inbox.ignore(session, texts, me.actor)
        return "已忽略，以后同样的问题不再出现；在页面底部可以取回。"

    return deed(me, "/staff/inbox", do, WorkError)


@router.post("/ignored/{ignored_id}/back")
def take_back(ignored_id: Number, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        inbox.take_back(session, ignored_id, me.actor)
        return "已取回。"

    return deed(me, "/staff/inbox", do)


def cluster(found: list[Missed]) -> list[Cluster]:
    """`found`: the most frequent first. The clusters, the most frequent first."""
    index = TextIndex([plain_text(each.text) for each in found])
    left = dict.fromkeys(range(len(found)))
    clusters = []
    for leader in range(len(found)):
        if leader not in left:
            continue
        scores = index.similarities(plain_text(found[leader].text))
        members = [leader, *(n for n in left if n != leader and float(scores[n]) >= TOGETHER)]
        for n in members:
            del left[n]
        clusters.append(Cluster([found[n] for n in members]))
    return sorted(clusters, key=lambda each: -each.times)


def without_ignored(found: list[Missed], texts: list[str]) -> list[Missed]:
    """Those that are neither ignored nor nearly what is ignored."""
    if not texts or not found:
        return found
    keys = {text_key(text) for text in texts}
    index = TextIndex([plain_text(text) for text in texts])
    return [
        each
        for each in found
        if text_key(each.text) not in keys
        and float(index.similarities(plain_text(each.text)).max(initial=0.0)) < AS_IGNORED
    ]


def bars(days: Counter[date]) -> list[tuple[int, int, int]]:
    """(x, y, height) of the last fourteen days, in a picture of 70 by 20."""
    last = [days[today() - timedelta(days=13 - n)] for n in range(14)]
    most = max(max(last), 1)
    heights = [max(1, round(18 * times / most)) for times in last]
    return [(5 * n, 20 - height, height) for n, height in enumerate(heights)]


def _published_keys(knowledge: Knowledge) -> frozenset[str]:
    if knowledge not in _KEYS:
        _KEYS[knowledge] = frozenset(
            text_key(text) for faq in knowledge.faqs.values() for text in (faq.question, *faq.similar)
        )
    return _KEYS[knowledge]


def _ticked(texts: list[str]) -> list[str]:
    return [text for text in dict.fromkeys(each.strip() for each in texts) if inbox.readable(text)][:100]
