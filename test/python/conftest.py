"""What the tests share: the services, and tiktoken with the rank files that it would otherwise fetch."""

import pathlib

import pytest
import tiktoken
import tiktoken.load

from tokenscope import OUT, Bridge

ENCODINGS = ["r50k_base", "p50k_base", "cl100k_base", "o200k_base"]


@pytest.fixture(scope="session")
def bridge():
    bridge = Bridge()
    yield bridge
    bridge.close()


@pytest.fixture(scope="session")
def worker(bridge):
    return bridge.worker


@pytest.fixture(scope="session")
def inference(bridge):
    return bridge.inference


@pytest.fixture(scope="session", autouse=True)
def ranks(tmp_path_factory):
    """tiktoken checks each file against the checksum that it knows, and keeps it in this folder."""
    patch = pytest.MonkeyPatch()
    patch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path_factory.mktemp("tiktoken")))
    patch.setattr(tiktoken.load, "read_file", lambda path: (OUT / "ranks" / pathlib.PurePosixPath(path).name).read_bytes())
    yield
    patch.undo()
