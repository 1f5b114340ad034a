"""Who gets in, and who is kept out."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.db.base import utc_now
from bot.db.models import AuditLog, StaffAccount
from bot.db.session import read_session, write_session
from bot.services.staff import accounts
from tests.console.clerk import PASSWORD

New = Any


def routes(house: TestClient) -> list[tuple[str, str]]:
    """Every route of the console, with something in place of its parameters."""
    mounted = next(route.app for route in house.app.routes if getattr(route, "path", "") == "/staff")  # type: ignore[attr-defined]
    return [
        (method, "/staff" + route.path.replace("{", "").replace("}", ""))
        for included in mounted.routes
        for route in included.original_router.routes
        for method in route.methods - {"HEAD"}
    ]


def test_nobody_sees_anything_without_logging_in(house: TestClient) -> None:
    open_to_all = {"/staff/login"}
    for method, path in routes(house):
        if path not in open_to_all:
            answer = house.request(method, path)
            assert answer.status_code == 303, (method, path)
            assert answer.headers["location"].startswith("/staff/login"), (method, path)


def test_every_answer_has_the_strict_headers(house: TestClient, clerk: New) -> None:
    lin = clerk("lin", "编辑")
    for client, path in ((house, "/staff/login"), (house, "/staff/nowhere"), (lin.client, "/staff/")):
        headers = client.get(path).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY" and headers["cache-control"] == "no-store"


def test_pages_hold_no_script_and_no_style_of_their_own(clerk: New) -> None:
    for clerkship in (clerk("sec", "安全管理员"), clerk("aud", "审计员"), clerk("lin", "编辑")):
        for path in ("/staff/", "/staff/me"):
            page = clerkship.open(path)
            assert "style=" not in page and "onclick" not in page
            assert "<script src=" in page and "<script>" not in page


def test_the_cookie_is_kept_from_scripts_and_other_sites(house: TestClient, clerk: New) -> None:
    answer = clerk("lin").log_in()
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/staff" in cookie
    assert "secure" not in cookie  # plain http in development


def test_the_cookie_is_for_https_alone_in_production(clerk: New, monkeypatch: pytest.MonkeyPatch) -> None:
    lin = clerk("lin")
    from bot.settings import get_settings

    monkeypatch.setattr(get_settings(), "mode", "production")
    assert "; secure" in lin.log_in().headers["set-cookie"].lower()


def test_a_wrong_password_says_so_and_locks_in_the_end(house: TestClient, clerk: New) -> None:
    clerk("lin")
    for n in range(6):
        answer = house.post("/staff/login", data={"username": "lin", "password": "wrong"})
        assert answer.status_code == 401
        assert ("锁定 15 分钟。着急" in answer.text) == (n >= 4)
    assert "锁定" in house.post("/staff/login", data={"username": "lin", "password": PASSWORD}).text


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/staff/../", "/other", "\\\\x"]
)
def test_after_logging_in_one_stays_in_the_console(wanted: str, clerk: New, house: TestClient) -> None:
    clerk("lin")
    answer = house.post("/staff/login", data={"username": "lin", "password": PASSWORD, "next": wanted})
    assert answer.headers["location"] == "/staff/"
    answer = house.post("/staff/login", data={"username": "lin", "password": PASSWORD, "next": "/staff/me"})
    assert answer.headers["location"] == "/staff/me"


def test_a_form_needs_the_token_of_its_session(clerk: New) -> None:
    one, other = clerk("one", "系统管理员"), clerk("other", "系统管理员")
    for token in ("", "x", other.csrf):
        answer = one.client.post("/staff/accounts", data={"csrf": token, "username": "new", "name": "新"})
        assert answer.status_code == 403
    with read_session() as session:
        assert (
            session.scalars(select(StaffAccount.username).where(StaffAccount.username == "new")).all() == []
        )


def test_a_form_from_another_site_is_refused(clerk: New) -> None:
    root = clerk("root", "系统管理员")
    data = {"csrf": root.csrf, "username": "new", "name": "新"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert root.client.post("/staff/accounts", data=data, headers=headers).status_code == 403
    good = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert root.client.post("/staff/accounts", data=data, headers=good).status_code == 303


def test_a_one_time_password_lets_nobody_further_than_changing_it(house: TestClient, clerk: New) -> None:
    root = clerk("root", "系统管理员")
    said = root.do("/staff/accounts", username="wu", name="吴")
    password = said.split("一次性密码：")[1].split("（")[0]
    assert house.post("/staff/login", data={"username": "wu", "password": password}).status_code == 303
    assert house.get("/staff/").headers["location"] == "/staff/me/password"
    page = house.get("/staff/me/password").text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    old_cookie = house.cookies["zw_staff"]
    answer = house.post(
        "/staff/me/password", data={"csrf": csrf, "old": password, "new": PASSWORD, "again": PASSWORD}
    )
    assert answer.headers["location"] == "/staff/" and house.cookies["zw_staff"] != old_cookie
    assert house.get("/staff/").status_code == 200


def test_three_offices_three_people(house: TestClient, clerk: New) -> None:
    root, sec, aud = clerk("root", "系统管理员"), clerk("sec", "安全管理员"), clerk("aud", "审计员")
    clerk("lin")
    assert root.send("/staff/accounts/lin/roles", role="editor").status_code == 403
    assert sec.send("/staff/accounts/lin/disable").status_code == 403
    assert root.send("/staff/accounts/lin/totp").status_code == 403
    assert aud.client.get("/staff/accounts").status_code == 403
    assert root.client.get("/staff/audit").status_code == 403
    assert "已保存" in sec.do("/staff/accounts/lin/roles", role=["editor", "reviewer"], department="ga-hz")
    assert "三员分立" in sec.do("/staff/accounts/lin/roles", role=["auditor", "security_admin"])
    assert "业务角色" in sec.do("/staff/accounts/lin/roles", role=["auditor", "editor"])
    with read_session() as session:
        lin = session.scalars(select(StaffAccount).where(StaffAccount.username == "lin")).one()
        assert (lin.roles, lin.departments) == (["editor", "reviewer"], ["ga-hz"])


def test_disabling_puts_somebody_out_at_once(clerk: New) -> None:
    root, lin = clerk("root", "系统管理员"), clerk("lin", "编辑")
    assert "已停用" in root.do("/staff/accounts/lin/disable")
    assert lin.client.get("/staff/").status_code == 303
    assert "自己" in root.do("/staff/accounts/root/disable")


def test_the_auditor_searches_and_verifies(clerk: New) -> None:
    aud = clerk("aud", "审计员")
    page = aud.open("/staff/audit", action="staff.log_in")
    assert "staff:aud" in page and "staff.add" not in page
    assert aud.open("/staff/audit", since="2000-01-01", until="2000-01-02").count("没有符合条件") == 1
    assert "日期请写成" in aud.open("/staff/audit", 400, since="yesterday")
    answer = aud.send("/staff/audit/verify", head="")
    assert "日志完整" in answer.text
    assert "截断或重写" in aud.send("/staff/audit/verify", head="0" * 63 + "1").text
    with read_session() as session:
        assert session.scalars(select(AuditLog).where(AuditLog.action == "audit.verify")).all()


def test_bad_input_is_a_page_in_chinese(clerk: New) -> None:
    root = clerk("root", "系统管理员")
    assert "没有这个页面" in root.open("/staff/nowhere", 404)
    assert "没有账号" in root.open("/staff/accounts/nobody", 400)
    assert "登录名要以小写字母开头" in root.do("/staff/accounts", username="x" * 99, name="a")
    assert root.send("/staff/accounts/root/explode").status_code == 403
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert root.client.post("/staff/accounts", content=b"\xff\xfe=%ff", headers=form).status_code == 403


def test_a_crash_is_a_number_not_a_trace(clerk: New, monkeypatch: pytest.MonkeyPatch) -> None:
    lin = clerk("lin", "编辑")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    from bot.console import home

    monkeypatch.setattr(home, "page", broken)
    page = lin.open("/staff/", 503)
    assert "编号" in page and "secret detail" not in page and "Traceback" not in page


def test_logging_out_ends_the_session_on_the_server(clerk: New) -> None:
    lin = clerk("lin")
    cookie = lin.client.cookies["zw_staff"]
    lin.send("/staff/logout")
    lin.client.cookies.set("zw_staff", cookie, path="/staff")
    assert lin.client.get("/staff/").status_code == 303


def test_the_second_step_over_http(clerk: New) -> None:
    from bot.services.staff import totp

    lin = clerk("lin")
    lin.send("/staff/me/totp")
    page = lin.open("/staff/me")
    secret = page.split('class="secret">')[1].split("<")[0].replace(" ", "")
    step = int(utc_now().timestamp()) // 30
    answer = lin.send("/staff/me/totp/confirm", code=totp.code_at(secret, step))
    assert answer.text.count("<code>") == 8
    lin.client.cookies.clear()
    assert lin.log_in().headers["location"] == "/staff/login/code"
    assert lin.client.get("/staff/").headers["location"] == "/staff/login/code"
    lin.open("/staff/login/code")
    assert lin.send("/staff/login/code", code="000000").status_code == 401
    assert lin.send("/staff/login/code", code=totp.code_at(secret, step + 1)).headers["location"] == "/staff/"
    lin.open("/staff/me")
    assert "密码不对" in lin.do("/staff/me/totp/remove", password="wrong")
    assert "已停用" in lin.do("/staff/me/totp/remove", password=PASSWORD)


def test_a_locked_account_is_freed_by_the_security_officer(clerk: New, house: TestClient) -> None:
    sec = clerk("sec", "安全管理员")
    clerk("lin")
    for _ in range(5):
        house.post("/staff/login", data={"username": "lin", "password": "wrong"})
    assert "锁定到" in sec.open("/staff/accounts/lin")
    assert "解锁" in sec.do("/staff/accounts/lin/unlock")
    assert house.post("/staff/login", data={"username": "lin", "password": PASSWORD}).status_code == 303


def test_accounts_made_by_two_at_once_are_two(clerk: New) -> None:
    with write_session() as session:
        accounts.add(session, "a1", "甲", "test", utc_now())
        accounts.add(session, "a2", "乙", "test", utc_now())
    assert "a1" in clerk("sec", "安全管理员").open("/staff/accounts", q="甲")


def test_a_form_sent_without_a_session_leads_back_to_its_own_page_and_nowhere_else(house: TestClient) -> None:
    def sent(referer: str, path: str = "/staff/faq/new") -> str:
        return house.post(path, headers={"referer": referer}).headers["location"]

    inside = sent("http://testserver/staff/faq?q=a")
    assert inside == "/staff/login?next=/staff/faq%3Fq%3Da&late=1"
    assert "刚才提交的没有保存" in house.get(inside).text
    assert sent("https://evil.example/phish") == sent("") == "/staff/login?late=1"
    assert sent("http://testserver/staff/faq", "/staff/logout") == "/staff/login?next=/staff/faq"
