"""The ports against a system on this machine that is well, slow, failing, or talks nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from bot.db.models import HolidayOverride
from bot.services.applications import verifying
from bot.services.applications.verifying import Applicant
from bot.services.calendar import sync
from bot.services.ports import http
from bot.services.ports.calendar import EmbeddedCalendar, HttpCalendar
from bot.services.ports.http import HttpPort, PortDown, PortRefused
from bot.services.ports.identity import EmbeddedCheck, HttpCheck
from bot.services.ports.intake import EmbeddedIntake, HttpIntake
from bot.services.ports.sms import HttpSms, NoSms, can_send, sms_sender
from bot.settings import get_settings
from tests.services.outside import Outside, outside
from tests.services.people import make_id_number

NONSENSE = (b"", b"<html>", b"[1]", b"\xff\xfe", b"null", b'"ok"')


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    monkeypatch.setattr(http, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setenv("ZHENGWEN_PORTS_TIMEOUT_S", "0.3")
    monkeypatch.setenv("ZHENGWEN_PORTS_TOKEN", "secret-token")
    get_settings.cache_clear()
    with outside() as system:
        yield system
    monkeypatch.undo()
    get_settings.cache_clear()


def test_a_call_carries_token_and_key(there: Outside) -> None:
    there.say({"number": "W1"})
    assert HttpIntake(there.url).submit({"case_no": "01"}, "intake:1") == "W1"
    asked = there.asked[0]
    assert (asked["path"], asked["body"]) == ("/cases", {"case_no": "01"})
    assert asked["headers"]["Authorization"] == "Bearer secret-token"
    assert asked["headers"]["Idempotency-Key"] == "intake:1"


def test_what_fails_for_a_moment_is_tried_again_after_growing_pauses(there: Outside) -> None:
    there.answers = [(503, b"", 0), (200, b"<html>", 0), (200, b'{"ok": 1}', 0)]
    pauses: list[float] = []
    assert HttpPort(there.url, pause=pauses.append).call("POST", "x", {}) == {"ok": 1}
    assert len(pauses) == 2 and pauses[0] < pauses[1] * 1.01


@pytest.mark.parametrize("body", NONSENSE, ids=repr)
def test_nonsense_is_no_answer(there: Outside, body: bytes) -> None:
    there.say(body)
    with pytest.raises(PortDown):
        HttpIntake(there.url).submit({}, "k")
    assert len(there.asked) == 3


def test_a_system_that_sends_us_elsewhere_is_not_followed(there: Outside) -> None:
    """Only the address the operator named is called, with our token or without."""
    with outside() as elsewhere:
        elsewhere.say({"number": "W1"})
        there.say({}, status=307)
        there.redirect = f"{elsewhere.url}/cases"
        with pytest.raises(PortRefused, match="307"):
            HttpIntake(there.url).submit({}, "k")
        assert elsewhere.asked == []


def test_a_slow_system_is_not_waited_for(there: Outside) -> None:
    there.say({"matches": True}, wait=1.0)
    with pytest.raises(PortDown, match="Timeout"):
        HttpCheck(there.url).matches("张三", make_id_number())
    assert len(there.asked) == 2


def test_a_no_is_not_asked_again(there: Outside) -> None:
    there.say({}, status=422)
    with pytest.raises(PortRefused):
        HttpSms(there.url).send_code("13800138000", "123456", "", "k")
    assert len(there.asked) == 1


def test_nobody_there() -> None:
    with pytest.raises(PortDown):
        HttpPort("http://127.0.0.1:9", pause=lambda _: None).call("GET", "x")


@pytest.mark.parametrize("number", ["", 7, None, "9" * 65])
def test_a_number_that_is_none(there: Outside, number: object) -> None:
    there.say({"number": number})
    with pytest.raises(PortDown):
        HttpIntake(there.url).submit({}, "k")


def test_the_message_says_who_and_what_for(there: Outside) -> None:
    HttpSms(there.url).send_code("13800138000", "123456", "139****0000申请替您办理。", "k")
    body = there.asked[0]["body"]
    assert (body["mobile"], body["code"]) == ("13800138000", "123456")
    assert "123456" in body["text"] and "申请替您办理" in body["text"] and "请勿告诉他人" in body["text"]


def test_production_never_logs_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "mode", "production")
    assert not can_send()
    with pytest.raises(NoSms):
        sms_sender()


def test_only_a_clear_no_stops_a_filing(there: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "identity_url", there.url)
    who = Applicant("张三", make_id_number())
    there.say({"matches": False})
    assert verifying.is_mismatch(who)
    for body, status in (({"matches": True}, 200), ({"matches": "no"}, 200), ({}, 500), ({}, 403)):
        there.say(body, status)
        assert not verifying.is_mismatch(who)


def test_the_calendar_is_taken_in_whole_or_not_at_all(there: Outside, session: Session) -> None:
    there.answers = [
        (200, b'{"days": {"2026-12-31": false}}', 0),
        (200, b'{"days": {"2027-02-07": true}}', 0),
    ]
    days = sync.fetch(HttpCalendar(there.url), date(2026, 11, 23))
    assert [asked["path"] for asked in there.asked] == ["/years/2026", "/years/2027"]
    assert sync.store(session, days) == 2
    assert sync.store(session, days) == 0
    assert session.get(HolidayOverride, date(2027, 2, 7)).is_working
    for bad in (
        {},
        {"days": []},
        {"days": {"x": True}},
        {"days": {"2026-01-01": 1}},
        {"days": {"1999-01-01": True}},
    ):
        there.say(bad)
        with pytest.raises(PortDown):
            HttpCalendar(there.url).exceptions(2026)


def test_what_is_built_in() -> None:
    assert EmbeddedIntake().submit({"case_no": "01C"}, "k") == "01C"
    assert EmbeddedCheck().matches("张三", make_id_number()) is None
    assert EmbeddedCheck().matches("张三", "110101199003071239") is False
    assert EmbeddedCalendar().exceptions(2026) == {}
