from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.db.crypto import blind_index, decrypt, encrypt
from bot.db.models import Citizen
from tests.services.catalogue_sample import sessions

TEXTS = st.text(st.characters(blacklist_categories=("Cs",)))


@given(TEXTS)
def test_what_is_encrypted_reads_back(plain: str) -> None:
    assert decrypt(encrypt(plain, "citizen.name"), "citizen.name") == plain


@given(TEXTS)
def test_the_same_text_never_looks_the_same_twice(plain: str) -> None:
    assert encrypt(plain, "citizen.name") != encrypt(plain, "citizen.name")


def test_a_value_cannot_be_moved_to_another_column() -> None:
    with pytest.raises(InvalidTag):
        decrypt(encrypt("张三", "citizen.name"), "citizen.mobile")


@given(st.integers(0, 200))
def test_a_changed_value_is_noticed(position: int) -> None:
    head, _, payload = encrypt("13800000000", "citizen.mobile").rpartition(":")
    raw = bytearray(base64.b64decode(payload))
    raw[position % len(raw)] ^= 1
    with pytest.raises(InvalidTag):
        decrypt(f"{head}:{base64.b64encode(raw).decode()}", "citizen.mobile")


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match="v9"):
        decrypt("v9:AAAA", "citizen.name")


def test_a_blind_index_finds_equal_values_of_one_purpose_only() -> None:
    assert blind_index("13800000000", "mobile") == blind_index("13800000000", "mobile")
    assert blind_index("13800000000", "mobile") != blind_index("13800000000", "id_number")
    assert blind_index("13800000000", "mobile") != blind_index("13800000001", "mobile")


def test_the_database_file_holds_no_personal_text(tmp_path: Path) -> None:
    new = sessions(tmp_path)
    mobile = "13800001234"
    with new() as session:
        session.add(Citizen(name="欧阳某某", mobile=mobile, mobile_index=blind_index(mobile, "mobile")))
    with new() as session:
        found = session.scalars(
            select(Citizen).where(Citizen.mobile_index == blind_index(mobile, "mobile"))
        ).one()
        assert (found.name, found.mobile, found.id_number) == ("欧阳某某", mobile, None)
        stored = session.execute(text("SELECT name, mobile FROM citizen")).one()
        assert all(value.startswith("v2:") for value in stored)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert mobile.encode() not in content and "欧阳某某".encode() not in content
