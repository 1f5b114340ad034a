"""预填: never before eligibility, proof and consent; each value checked, marked and changeable; a source that fails costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import Consent
from bot.db.session import reset_engines
from bot.services.applications import drafts, filing, prefill
from bot.services.applications.content import DraftContent
from bot.services.applications.workspace import take_up
from bot.services.catalogue.load import load_dir
from bot.services.identity import consent_ledger
from bot.services.identity.proven import log_out, prove
from bot.services.ports import http
from bot.services.ports.data_sharing import HttpSharing, Person
from bot.services.ports.http import PortDown, PortRefused
from bot.services.ports.sources import source_of
from bot.settings import ROOT, get_settings
from tests.services.bundle_city import NEWBORN
from tests.services.city import CONVERSATION, ID_NUMBER, ITEM, NOW, fill, open_draft
from tests.services.outside import Outside, outside

MOBILE = "13800138000"
FLEXIBLE = "rs-flexible-insurance"
ELIGIBLE = ("满了", "没有单位", "没有")


@pytest.fixture
def city(both_engines: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """The shipped city, and a citizen who has filed for a 居住证 in it."""
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", both_engines.url.render_as_string(hide_password=False))
    get_settings.cache_clear()
    reset_engines()
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
        draft_id = open_draft(session, "earlier", "web:earlier")
        fill(session, draft_id, mobile=MOBILE)
        filing.file(session, draft_id, NOW)
        session.commit()
        yield session
    monkeypatch.undo()
    get_settings.cache_clear()
    reset_engines()


def begin(
    session: Session, item: str = FLEXIBLE, said: tuple[str, ...] = ELIGIBLE, agree: bool = True
) -> int:
    draft_id = drafts.open_draft(
        session, conversation_id=CONVERSATION, item_code=item, opening_key="new", now=NOW
    ).id
    for each in said:
        drafts.answer(session, draft_id, each, NOW)
    if agree:
        drafts.answer(session, draft_id, "同意", NOW)
    session.commit()
    return draft_id


def signed_in(session: Session) -> None:
    prove(session, CONVERSATION, MOBILE, "web", NOW)
    session.commit()


def content(session: Session, draft_id: int) -> DraftContent:
    return take_up(session, draft_id).content


def test_nothing_is_offered_before_proof(city: Session) -> None:
    draft_id = begin(city)
    assert drafts.current_step(city, draft_id).key == "name"
    assert prefill.fetch(draft_id, CONVERSATION, NOW) is None


def test_nothing_is_offered_before_eligibility_and_the_forms_own_consent(city: Session) -> None:
    signed_in(city)
    draft_id = begin(city, said=ELIGIBLE[:2], agree=False)
    prefill.offer_again(city, draft_id, NOW)
    assert drafts.current_step(city, draft_id).kind == "eligibility"
    drafts.answer(city, draft_id, ELIGIBLE[2], NOW)
    prefill.offer_again(city, draft_id, NOW)
    assert drafts.current_step(city, draft_id).kind == "consent"


def test_agreed_fetched_put_in_and_marked(city: Session) -> None:
    signed_in(city)
    draft_id = begin(city)
    step = drafts.current_step(city, draft_id)
    assert step.kind == "sharing" and "您以前在这里提交的申请" in step.prompt
    assert prefill.fetch(draft_id, CONVERSATION, NOW) is None  # not before the answer
    assert drafts.answer(city, draft_id, "啥意思", NOW).kind == "refused"
    assert drafts.answer(city, draft_id, "同意", NOW).kind == "share"
    city.commit()
    consent = city.scalars(select(Consent).where(Consent.purpose == "data_sharing")).one()
    assert consent.text == step.prompt and consent.citizen_id is not None
    assert consent.data == "姓名、公民身份号码、手机号码、居住地址"
    fetched = prefill.fetch(draft_id, CONVERSATION, NOW)
    assert prefill.fetch(draft_id, "web:somebody-else", NOW) is None
    rows = prefill.put(city, draft_id, fetched, NOW)
    assert [(row.label, row.source) for row in rows] == [
        ("姓名", "filings"),
        ("公民身份号码", "filings"),
        ("手机号码", "filings"),
        ("居住地址", "filings"),
    ]
    assert ID_NUMBER not in str(rows) and MOBILE not in str(rows)
    assert content(city, draft_id).answers["id_number"] == ID_NUMBER
    assert drafts.current_step(city, draft_id).key == "kind"


def test_a_value_that_is_changed_is_the_citizens_own(city: Session) -> None:
    signed_in(city)
    draft_id = begin(city)
    drafts.answer(city, draft_id, "同意", NOW)
    city.commit()
    prefill.put(city, draft_id, prefill.fetch(draft_id, CONVERSATION, NOW), NOW)
    drafts.change(city, draft_id, "手机号码", NOW)
    drafts.answer(city, draft_id, "13900139000", NOW)
    kept = content(city, draft_id)
    assert kept.answers["mobile"] == "13900139000" and "mobile" not in kept.shared and "name" in kept.shared


def test_who_declines_types_and_is_not_asked_again(city: Session) -> None:
    signed_in(city)
    draft_id = begin(city)
    assert drafts.answer(city, draft_id, "不同意", NOW).step.key == "name"
    prefill.offer_again(city, draft_id, NOW)
    assert drafts.current_step(city, draft_id).key == "name"
    assert city.scalars(select(Consent).where(Consent.purpose == "data_sharing")).all() == []


def test_a_proof_that_runs_out_meanwhile_fetches_nothing(city: Session) -> None:
    signed_in(city)
    draft_id = begin(city)
    drafts.answer(city, draft_id, "同意", NOW)
    log_out(city, CONVERSATION, NOW)
    city.commit()
    fetched = prefill.fetch(draft_id, CONVERSATION, NOW + timedelta(hours=1))
    assert fetched is None
    assert prefill.put(city, draft_id, fetched, NOW) == ()
    assert drafts.current_step(city, draft_id).key == "name"


def test_a_consent_taken_back_takes_its_values_with_it(city: Session) -> None:
    signed_in(city)
    draft_id = begin(city)
    drafts.answer(city, draft_id, "同意", NOW)
    city.commit()
    prefill.put(city, draft_id, prefill.fetch(draft_id, CONVERSATION, NOW), NOW)
    citizen = prove(city, CONVERSATION, MOBILE, "web", NOW)
    entry = next(
        each
        for each in consent_ledger.of_citizen(city, citizen, CONVERSATION)
        if each.purpose == "调取其他部门的记录"
    )
    assert "灵活就业人员参保登记" in entry.about
    consent_ledger.withdraw(city, citizen, CONVERSATION, entry.id, NOW)
    kept = content(city, draft_id)
    assert kept.shared == {} and "id_number" not in kept.answers
    assert drafts.current_step(city, draft_id).key == "name"


def test_somebody_elses_filings_are_never_offered(city: Session) -> None:
    prove(city, CONVERSATION, "13700137000", "web", NOW)
    city.commit()
    assert drafts.current_step(city, begin(city)).key == "name"


def test_a_bundle_is_filled_in_as_well(city: Session) -> None:
    signed_in(city)
    draft_id = begin(city, NEWBORN, ("其他亲属", "办过", "不要", "领到了", "在", "没有"))
    assert drafts.answer(city, draft_id, "同意", NOW).kind == "share"
    city.commit()
    rows = prefill.put(city, draft_id, prefill.fetch(draft_id, CONVERSATION, NOW), NOW)
    assert {row.field for row in rows} == {"name", "id_number", "mobile"}
    assert drafts.current_step(city, draft_id).key == "baby_name"


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    monkeypatch.setattr(http, "FIRST_PAUSE_S", 0.001)
    with outside() as system:
        monkeypatch.setenv("ZHENGWEN_PORTS_TIMEOUT_S", "0.3")
        monkeypatch.setenv("ZHENGWEN_SHARING_URL", system.url)
        get_settings.cache_clear()
        yield system
    monkeypatch.undo()
    get_settings.cache_clear()


def asked_outside(session: Session) -> int:
    """Declines the own filings; the outside source is asked next."""
    signed_in(session)
    draft_id = begin(session)
    assert drafts.answer(session, draft_id, "不同意", NOW).step.key == "sharing_household"
    drafts.answer(session, draft_id, "同意", NOW)
    session.commit()
    return draft_id


def test_each_source_has_a_consent_of_its_own(city: Session, there: Outside) -> None:
    there.say({"values": {"name": "张三", "id_number": ID_NUMBER, "address": 7, "else": "x"}})
    draft_id = asked_outside(city)
    rows = prefill.put(city, draft_id, prefill.fetch(draft_id, CONVERSATION, NOW), NOW)
    assert [row.field for row in rows] == ["name", "id_number"]
    asked = there.asked[0]
    assert asked["path"] == "/records" and asked["body"]["source"] == "household"
    assert asked["body"]["fields"] == ["name", "id_number", "address"]
    assert asked["headers"]["Idempotency-Key"] == f"sharing:{asked['body']['consent']}"
    assert drafts.current_step(city, draft_id).key == "mobile"


@pytest.mark.parametrize(
    ("body", "status", "wait"),
    [({}, 500, 0), ({"values": {}}, 200, 1.0), (b"<html>", 200, 0), ({"values": 3}, 200, 0), ({}, 403, 0)],
    ids=["down", "slow", "nonsense", "wrong", "refused"],
)
def test_a_source_that_fails_costs_a_sentence(
    city: Session, there: Outside, body: Any, status: int, wait: float
) -> None:
    there.say(body, status, wait)
    draft_id = asked_outside(city)
    fetched = prefill.fetch(draft_id, CONVERSATION, NOW)
    assert fetched is not None and fetched.values is None
    assert prefill.put(city, draft_id, fetched, NOW) == ()
    prefill.offer_again(city, draft_id, NOW)  # not asked a second time
    assert drafts.current_step(city, draft_id).key == "name"


def test_what_a_source_gives_is_checked_like_what_is_typed(city: Session, there: Outside) -> None:
    there.say({"values": {"name": "张三", "id_number": "110101199003071234", "address": "x" * 300}})
    draft_id = asked_outside(city)
    rows = prefill.put(city, draft_id, prefill.fetch(draft_id, CONVERSATION, NOW), NOW)
    assert [row.field for row in rows] == ["name"]
    assert drafts.current_step(city, draft_id).key == "id_number"


def test_the_port_alone(there: Outside) -> None:
    source = source_of("household")
    assert source is not None
    who = Person(1, MOBILE, None, 9, ITEM)
    there.say({"values": {"name": "张三", "address": "", "mobile": "1"}})
    assert HttpSharing(there.url).fetch(source, who, ["name", "address"]) == {"name": "张三"}
    there.say({}, 404)
    with pytest.raises(PortRefused):
        HttpSharing(there.url).fetch(source, who, ["name"])
    there.say({"values": []})
    with pytest.raises(PortDown):
        HttpSharing(there.url).fetch(source, who, ["name"])
