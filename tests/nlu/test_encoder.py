"""A sentence encoder from a folder: a tiny one, made here, that knows two words to mean the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder import EncoderError, OnnxEncoder, encoder
from bot.nlu.entries import Entry, EntryIndex
from bot.settings import get_settings

# Characters that stand for the same thing get the same vector; [PAD] and [UNK] none.
MEANINGS = (("驾", "车"), ("照", "本"), ("护",), ("多",), ("少",), ("钱", "费"))
DIMENSIONS = len(MEANINGS)


def make_encoder(folder: Path, *, first_token: bool = False) -> Path:
    from onnx import TensorProto, helper, numpy_helper, save_model
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder.mkdir()
    vocabulary, rows = {"[PAD]": 0, "[UNK]": 1}, [np.zeros(DIMENSIONS)] * 2
    for at, chars in enumerate(MEANINGS):
        for char in chars:
            vocabulary[char] = len(rows)
            rows.append(np.eye(DIMENSIONS)[at])
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    table = numpy_helper.from_array(np.array(rows, dtype=np.float32), "table")
    shape = ["text", "token"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape)],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, DIMENSIONS])],
        [table],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    save_model(model, str(folder / "model.onnx"))
    if first_token:
        (folder / "1_Pooling").mkdir()
        config = {"pooling_mode_cls_token": True}
        (folder / "1_Pooling" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def test_texts_become_vectors_of_length_one(tmp_path: Path) -> None:
    tiny = OnnxEncoder(make_encoder(tmp_path / "tiny"))
    driving, same, passport, nothing = tiny.vectors(["驾照", "车本", "护照", "天气"])
    assert np.allclose(driving, same) and np.isclose(np.linalg.norm(driving), 1.0)
    assert np.isclose(driving @ passport, 0.5)
    assert np.linalg.norm(nothing) == 0.0
    # Padding to the longest of a batch changes nothing.
    assert np.allclose(
        tiny.vectors(["驾照", "多少钱多少钱多少钱"])[0], OnnxEncoder(tmp_path / "tiny").vectors(["驾照"])[0]
    )


def test_the_first_token_where_the_model_says_so(tmp_path: Path) -> None:
    tiny = OnnxEncoder(make_encoder(tmp_path / "cls", first_token=True))
    assert np.allclose(*tiny.vectors(["驾照", "驾多"]))


def test_what_means_the_same_is_found_without_a_letter_in_common(tmp_path: Path) -> None:
    entries = [Entry("driving", ("驾照",), ""), Entry("passport", ("护照",), "")]
    without = EntryIndex(entries).search("车本", 2)
    found = EntryIndex(entries, OnnxEncoder(make_encoder(tmp_path / "tiny"))).search("车本", 2)
    assert (found[0].key, round(found[0].meaning, 3)) == ("driving", 1.0)
    assert all(hit.meaning == 0.0 for hit in without)


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    def use(folder: Path) -> None:
        monkeypatch.setenv("ZHENGWEN_ENCODER_DIR", str(folder))
        get_settings.cache_clear()
        encoder.cache_clear()

    yield use
    monkeypatch.undo()
    get_settings.cache_clear()
    encoder.cache_clear()


def test_the_folder_comes_from_the_settings(setting: Callable[[Path], None], tmp_path: Path) -> None:
    assert encoder() is None
    setting(make_encoder(tmp_path / "tiny"))
    assert isinstance(encoder(), OnnxEncoder)
    setting(tmp_path)
    with pytest.raises(EncoderError, match=r"没有 model\.onnx"):
        encoder()


def test_a_broken_model_is_named(tmp_path: Path) -> None:
    folder = make_encoder(tmp_path / "tiny")
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(EncoderError, match="打不开"):
        OnnxEncoder(folder)
