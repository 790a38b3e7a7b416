"""Ids, offsets, texts and counts of files equal tiktoken's."""

import itertools

import numpy as np
import pytest
import tiktoken

from conftest import ENCODINGS
from texts import any_text, well_formed


def units_before(text):
    """UTF-16 units before each character of a well-formed text, and of all."""
    return np.cumsum([0] + [2 if ord(c) > 0xFFFF else 1 for c in text])


@pytest.mark.parametrize("name", ENCODINGS)
def test_ids_and_offsets(worker, name):
    theirs = tiktoken.get_encoding(name)
    for seed in range(40):
        text = any_text(seed, 25_000)
        ours = worker.encode(text=text, tokenizer=name, specialTokens="text")
        plain = well_formed(text)
        ids = theirs.encode(plain, disallowed_special=())
        assert ours["ids"].tolist() == ids
        # tiktoken tells where the character begins in which a token begins.
        _, starts = theirs.decode_with_offsets(ids)
        assert ours["starts"].tolist() == units_before(plain)[starts].tolist()


@pytest.mark.parametrize("name", ENCODINGS)
def test_runs_of_100_000(worker, name):
    theirs = tiktoken.get_encoding(name)
    for unit in ["a", "aB", "漢字", "-=-=", "abab", "\0", " ", "\n", "0", "=", "é", "👍🏽", "한국", "\ud800"]:
        text = "so " + unit * (100_000 // len(unit)) + " on"
        ours = worker.encode(text=text, tokenizer=name, specialTokens="text")
        assert ours["ids"].tolist() == theirs.encode(well_formed(text), disallowed_special=()), unit


@pytest.mark.parametrize("name", ENCODINGS)
def test_special_tokens(worker, name):
    theirs = tiktoken.get_encoding(name)
    special = sorted(theirs.special_tokens_set)
    text = "".join(itertools.chain.from_iterable((any_text(i, 50), token) for i, token in enumerate(special * 5)))
    ours = worker.encode(text=text, tokenizer=name, specialTokens="encode")
    ids = theirs.encode(well_formed(text), allowed_special="all")
    assert ours["ids"].tolist() == ids
    assert worker.decode(ids=ours["ids"], tokenizer=name) == theirs.decode(ids)


def test_gpt2_has_the_ids_of_r50k(worker):
    text = any_text(1, 20_000)
    ours = worker.encode(text=text, tokenizer="gpt2", specialTokens="text")
    assert ours["ids"].tolist() == tiktoken.get_encoding("r50k_base").encode(well_formed(text), disallowed_special=())


@pytest.mark.parametrize("name", ENCODINGS)
def test_counts_of_files(worker, name, tmp_path):
    """Python replaces what is no UTF-8 as the browser's decoder does."""
    theirs = tiktoken.get_encoding(name)
    random = np.random.default_rng(7)
    files = []
    for i in range(30):
        content = bytearray(well_formed(any_text(i, 4000)).replace("\0", "").replace("\ufeff", "").encode())
        for at in random.integers(0, len(content), 20 * (i % 2)):
            content[at] = random.integers(1, 256)
        path = tmp_path / f"{i}.txt"
        path.write_bytes(b"-" + content)
        files.append(path)
    counts = worker.countFiles(tokenizer=name, specialTokens="text", files=files)
    expected = [len(theirs.encode(path.read_bytes().decode("utf-8", "replace"), disallowed_special=())) for path in files]
    assert [count["tokens"] for count in counts] == expected
