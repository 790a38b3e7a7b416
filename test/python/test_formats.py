"""Files that are written here are read by the libraries for them, and the other way round."""

import numpy as np
import pyarrow.parquet
import pytest
import safetensors.numpy

from texts import any_text

OPTIONS = {"maxLength": 4, "stride": 3, "batchSize": 2, "shuffle": False, "seed": "1", "epoch": 1, "dropLast": True}


@pytest.fixture(scope="module")
def document(worker):
    worker.open(document=77, tokenizer="r50k_base", specialTokens="text")
    yield 77
    worker.close(document=77)


@pytest.fixture(scope="module")
def windows(worker, document):
    """Inputs and targets as PyTorch's loader would cut them."""
    count = worker.append(document=document, text=any_text(3, 30_000))
    ids = worker.ids(document=document, first=0, last=count)["ids"].astype(np.int64)
    starts = range(0, len(ids) - OPTIONS["maxLength"], OPTIONS["stride"])
    rows = len(starts) - len(starts) % OPTIONS["batchSize"]
    cut = lambda shift: np.array([ids[s + shift : s + shift + OPTIONS["maxLength"]] for s in starts[:rows]])
    return cut(0), cut(1)


@pytest.mark.parametrize("type", ["int32", "int64", "uint16"])
def test_parquet(worker, document, windows, type, tmp_path):
    path = tmp_path / "windows.parquet"
    worker.exportTokens(document=document, options=OPTIONS, what="windows", format="parquet", type=type, path=path)
    table = pyarrow.parquet.read_table(path)
    for name, expected in zip(["inputs", "targets"], windows):
        column = table.column(name).combine_chunks()
        assert str(column.type.value_type) == type
        assert np.array_equal(np.array(column.to_pylist()), expected)


@pytest.mark.parametrize("type", ["int32", "int64", "uint16"])
def test_safetensors(worker, document, windows, type, tmp_path):
    path = tmp_path / "windows.safetensors"
    worker.exportTokens(document=document, options=OPTIONS, what="windows", format="safetensors", type=type, path=path)
    arrays = safetensors.numpy.load_file(path)
    assert {str(array.dtype) for array in arrays.values()} == {type}
    assert np.array_equal(arrays["inputs"], windows[0]) and np.array_equal(arrays["targets"], windows[1])


def test_npy(worker, document, windows, tmp_path):
    path = tmp_path / "windows.npy"
    worker.exportTokens(document=document, options=OPTIONS, what="windows", format="npy", type="int64", path=path)
    array = np.load(path)
    assert array.dtype == np.int64
    assert np.array_equal(array[:, 0], windows[0]) and np.array_equal(array[:, 1], windows[1])


@pytest.mark.parametrize("type", [np.float32, np.float16])
def test_neighbours_of_a_table(inference, type, tmp_path):
    """A table that safetensors wrote is searched as NumPy searches it, in doubles."""
    table = np.random.default_rng(5).standard_normal((3000, 97)).astype(type)
    path = tmp_path / "table.safetensors"
    safetensors.numpy.save_file({"wte.weight": table}, path)
    wide = table.astype(np.float64)
    query = wide[1234]
    cosines = wide @ query / np.linalg.norm(wide, axis=1) / np.linalg.norm(query)
    distances = np.linalg.norm(wide - query, axis=1)
    for metric, scores, order in [("cosine", cosines, np.argsort(-cosines)), ("euclidean", distances, np.argsort(distances))]:
        terms = [{"ids": np.array([1234], np.uint32), "weight": 1}]
        found = inference.neighbours(path=path, table="token", terms=terms, metric=metric, count=20)
        assert found["ids"].tolist() == order[:20].tolist()
        assert np.allclose(found["scores"], scores[order[:20]], atol=1e-6)
