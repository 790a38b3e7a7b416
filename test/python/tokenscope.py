"""Tokenscope's services as they ship, asked from Python. See bridge.ts, and src/protocol for the methods and their parameters."""

import base64
import json
import os
import pathlib
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "out/python"

_TYPES = {
    "Uint8Array": np.uint8,
    "Uint16Array": np.uint16,
    "Int32Array": np.int32,
    "Uint32Array": np.uint32,
    "Float32Array": np.float32,
    "Float64Array": np.float64,
}
_NAMES = {np.dtype(each): name for name, each in _TYPES.items()}


def _from_wire(value):
    if "array" not in value or "data" not in value:
        return value
    return np.frombuffer(base64.b64decode(value["data"]), _TYPES[value["array"]])


def _to_wire(value):
    if isinstance(value, np.ndarray):
        return {"array": _NAMES[value.dtype], "data": base64.b64encode(value.tobytes()).decode()}
    return str(value)


class Service:
    """worker.encode(text="The cat", tokenizer="gpt2", specialTokens="text") asks the method of that name."""

    def __init__(self, bridge, name):
        self._bridge = bridge
        self._name = name

    def __getattr__(self, method):
        return lambda **params: self._bridge.call(self._name, method, params)


class Bridge:
    def __init__(self):
        self._process = subprocess.Popen(
            [os.environ["TOKENSCOPE_NODE"], str(OUT / "bridge.cjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.worker = Service(self, "worker")
        self.inference = Service(self, "inference")

    def call(self, service, method, params):
        request = {"service": service, "method": method, "params": params}
        self._process.stdin.write(json.dumps(request, default=_to_wire) + "\n")
        self._process.stdin.flush()
        reply = json.loads(self._process.stdout.readline(), object_hook=_from_wire)
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply["result"]

    def close(self):
        self._process.stdin.close()
        self._process.wait(30)
