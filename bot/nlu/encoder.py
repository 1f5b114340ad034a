"""An optional sentence encoder from a local folder; without one, understanding rests on characters and the lexicon.

The folder is what sentence-transformers exports to ONNX: ``model.onnx``, ``tokenizer.json``, and perhaps
``1_Pooling/config.json`` (mean of the tokens where it is absent). Nothing is ever downloaded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.settings import get_settings

Vectors = NDArray[np.float32]
_MOST_TOKENS = 128
_BATCH = 32
_KEPT = 400_000  # texts whose vectors stay, so that a new release encodes only what is new in it


class Encoder(Protocol):
    def vectors(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimensions), each of length one, or zero for an empty text."""


class EncoderError(Exception):
    """The folder cannot be used; the message is Chinese and says what is missing."""


class OnnxEncoder:
    def __init__(self, folder: Path) -> None:
        """Raises EncoderError."""
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EncoderError("使用句向量模型需要先安装：pip install onnxruntime tokenizers") from error
        for name in ("model.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise EncoderError(f"句向量模型文件夹 {folder} 里没有 {name}")
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = (
                1  # a citizen's question is one short line; the cores are for others
            )
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise EncoderError(f"句向量模型打不开：{folder}") from error
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._first_token = _takes_first_token(folder)
        self._known: dict[str, Vectors] = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if len(self._known) + len(new) > _KEPT:
            self._known.clear()
            new = list(dict.fromkeys(texts))
        for begin in range(0, len(new), _BATCH):
            batch = new[begin : begin + _BATCH]
            self._known.update(zip(batch, self._encode(batch), strict=True))
        return np.stack([self._known[text] for text in texts]) if len(texts) else np.zeros((0, 1), np.float32)

    def _encode(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        mask = np.array([each.attention_mask for each in encodings], dtype=np.int64)
        every = {
            "input_ids": np.array([each.ids for each in encodings], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        feed = {name: each for name, each in every.items() if name in self._inputs}
        tokens: NDArray[Any] = self._session.run(None, feed)[0]  # (texts, tokens, dimensions)
        if self._first_token:
            pooled = tokens[:, 0]
        else:
            pooled = (tokens * mask[..., None]).sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1)
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        return (pooled / np.maximum(lengths, 1e-9)).astype(np.float32)


def _takes_first_token(folder: Path) -> bool:
    config = folder / "1_Pooling" / "config.json"
    return config.is_file() and bool(
        json.loads(config.read_text(encoding="utf-8")).get("pooling_mode_cls_token")
    )


@lru_cache(maxsize=1)
def encoder() -> Encoder | None:
    """The encoder of the settings, if any. Raises EncoderError."""
    folder = get_settings().encoder_dir
    return OnnxEncoder(folder) if folder else None
