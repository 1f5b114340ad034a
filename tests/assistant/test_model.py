"""A model archive is loaded only when it was signed here and not changed since: nothing of it is unpacked before."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.assistant.model import NoModel, latest_model
from bot.assistant.processor import InProcessProcessor
from bot.assistant.signature import ModelNotOurs, is_ours, sign, trusted
from bot.cli import app
from bot.settings import get_settings

FIRST, SECOND = "the-first-key-of-this-test", "the-second-key-of-this-test"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "a-model.tar.gz"
    path.write_bytes(b"as it was trained")
    monkeypatch.setenv("ZHENGWEN_MODEL_DIR", str(tmp_path))
    monkeypatch.setenv("ZHENGWEN_SECRET_KEY", FIRST)
    get_settings.cache_clear()
    yield path
    get_settings.cache_clear()


def test_what_was_signed_is_loaded_from_a_copy_of_our_own(archive: Path) -> None:
    sign(archive)
    with trusted(archive) as copy:
        archive.write_bytes(b"exchanged while it is being loaded")
        assert copy.read_bytes() == b"as it was trained"
        assert copy.name == archive.name
        assert copy.parent.stat().st_mode & 0o077 == 0
    assert not copy.exists()


@pytest.mark.parametrize("harm", ["no signature", "changed", "another's signature", "no text", "another key"])
def test_what_was_not_is_not(archive: Path, harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(archive)
    signature = archive.with_name(archive.name + ".sig")
    if harm == "no signature":
        signature.unlink()
    elif harm == "changed":
        archive.write_bytes(b"as it was trained, and more")
    elif harm == "another's signature":
        other = archive.with_name("other.tar.gz")
        other.write_bytes(b"another model")
        sign(other)
        other.with_name("other.tar.gz.sig").replace(signature)
    elif harm == "no text":
        signature.write_bytes(b"\xff\xfe\x00")
    else:
        monkeypatch.setenv("ZHENGWEN_SECRET_KEY", SECOND)
        get_settings.cache_clear()
    assert not is_ours(archive)
    with pytest.raises(ModelNotOurs, match="没有本系统的签名"), trusted(archive):
        pass


def test_a_key_that_was_exchanged_is_believed_while_it_is_named(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(archive)
    settings = get_settings().model_copy(
        update={"secret_key": SecretStr(SECOND), "secret_keys_before": [SecretStr(FIRST)]}
    )
    monkeypatch.setattr("bot.assistant.model.get_settings", lambda: settings)
    assert is_ours(archive)
    sign(archive)
    monkeypatch.setattr(
        "bot.assistant.model.get_settings", lambda: settings.model_copy(update={"secret_keys_before": []})
    )
    assert is_ours(archive)


def test_an_archive_that_would_run_something_is_never_opened(archive: Path, tmp_path: Path) -> None:
    """A path out of the folder, a device: whatever is inside, the unpacking is not reached."""
    evil = tmp_path / "evil.txt"
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo("../../../../../../" + str(evil))
        tar.addfile(member)
    with pytest.raises(ModelNotOurs):
        InProcessProcessor._load_model(archive)
    assert not evil.exists()


def test_the_commands_say_so_and_mend_it(archive: Path) -> None:
    run = CliRunner()
    refused = run.invoke(app, ["model", "check"])
    assert refused.exit_code == 1
    assert "没有本系统的签名" in refused.stderr
    assert run.invoke(app, ["model", "sign"]).exit_code == 0
    assert run.invoke(app, ["model", "check"]).exit_code == 0
    archive.unlink()
    assert run.invoke(app, ["model", "sign"]).exit_code == 1


def test_serving_an_unsigned_model_is_refused(archive: Path) -> None:
    with pytest.raises(NoModel):
        InProcessProcessor._load_model(latest_model())
    refused = CliRunner().invoke(app, ["serve", "--port", "0"], env=dict(os.environ))
    assert refused.exit_code == 1
    assert "没有本系统的签名" in refused.stderr
