"""Makes gpt2.safetensors: a trained vector for each of GPT-2's 50,257 tokens. README.md beside it says what it is and how to run this.

    python make_table.py MODEL_FOLDER RANKS_FILE OUTPUT

MODEL_FOLDER holds all-MiniLM-L6-v2 (model.safetensors, tokenizer.json); RANKS_FILE is js-tiktoken's dist/ranks/gpt2.js.
"""

import base64
import hashlib
import math
import pathlib
import re
import sys

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENS = 50257
LAYERS, HEADS, HIDDEN = 6, 12, 384
COMPONENTS = 60
# Weight of the model's own token table beside its sentence vectors, of what a token looks like, and of how much components are evened out.
TABLE_WEIGHT, FORM_WEIGHT, EVENNESS = 0.7, 0.3, 0.25


def gpt2_texts(ranks_file: str) -> list[str]:
    """The text of each id; bytes that are no UTF-8 become U+FFFD."""
    source = pathlib.Path(ranks_file).read_text()
    lines = re.search(r'"bpe_ranks":"([^"]*)"', source).group(1).split("\\n")
    texts = ["<|endoftext|>"] * TOKENS
    for line in lines:
        _, first, *tokens = line.split(" ") if line else ("", "0")
        for i, token in enumerate(tokens):
            texts[int(first) + i] = base64.b64decode(token).decode("utf-8", "replace")
    return texts


class MiniLM:
    """BERT's forward pass in float32 (Devlin et al. 2018): six layers, mean of the last one's vectors."""

    def __init__(self, folder: str):
        path = pathlib.Path(folder)
        digest = hashlib.sha256((path / "model.safetensors").read_bytes()).hexdigest()
        if digest != MODEL_SHA256:
            raise SystemExit(f"model.safetensors has the SHA-256 {digest}, not {MODEL_SHA256}")
        self.weights = load_file(path / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def linear(self, x, name):
        weight = self.weights[name + ".weight"]
        flat = x.reshape(-1, x.shape[-1]) @ weight.T
        return flat.reshape(*x.shape[:-1], -1) + self.weights[name + ".bias"]

    def norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        variance = (centred**2).mean(-1, keepdims=True)
        return centred / np.sqrt(variance + 1e-12) * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def forward(self, ids):
        """Vectors of texts of one length, [texts, length, 384]."""
        texts, length = ids.shape
        table = "embeddings.{}_embeddings.weight"
        x = self.weights[table.format("word")][ids] + self.weights[table.format("position")][:length]
        x = self.norm(x + self.weights[table.format("token_type")][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}."
            query, key, value = (
                self.linear(x, f"{at}attention.self.{name}").reshape(texts, length, HEADS, -1)
                for name in ("query", "key", "value")
            )
            scores = np.einsum("bihd,bjhd->bhij", query, key) / np.float32(math.sqrt(HIDDEN // HEADS))
            odds = np.exp(scores - scores.max(-1, keepdims=True))
            odds /= odds.sum(-1, keepdims=True)
            mixed = np.einsum("bhij,bjhd->bihd", odds, value).reshape(texts, length, HIDDEN)
            x = self.norm(x + self.linear(mixed, at + "attention.output.dense"), at + "attention.output.LayerNorm")
            inner = gelu(self.linear(x, at + "intermediate.dense"))
            x = self.norm(x + self.linear(inner, at + "output.dense"), at + "output.LayerNorm")
        return x

    def vectors(self, texts):
        """Of each text: the mean over its vectors, and the mean over its rows of the token table."""
        pieces = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        sentence = np.zeros((len(texts), HIDDEN), np.float32)
        table = self.weights["embeddings.word_embeddings.weight"]
        unknown = self.tokenizer.token_to_id("[UNK]")
        own = np.stack([table[ids[1:-1] or [unknown]].mean(0) for ids in pieces])
        lengths = {}
        for i, ids in enumerate(pieces):
            lengths.setdefault(len(ids), []).append(i)
        for same in lengths.values():
            for start in range(0, len(same), 256):
                part = same[start : start + 256]
                sentence[part] = self.forward(np.array([pieces[i] for i in part])).mean(1)
        return sentence, own


def gelu(x):
    """x * Phi(x); erf by Abramowitz and Stegun 7.1.26, within 2e-7."""
    z = x * np.float32(1 / math.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * np.abs(z))
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return (x * 0.5 * (1 + np.sign(z) * (1 - series * np.exp(-z * z)))).astype(np.float32)


def of_length_one(x):
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


def components(x, count):
    """Principal components. A low id is a frequent token in byte pair encoding, and counts for more, as in Zipf's law."""
    frequency = 1 / (np.arange(len(x)) + 1000.0)
    frequency /= frequency.sum()
    centred = x - (x * frequency[:, None]).sum(0)
    variances, directions = np.linalg.eigh((centred * frequency[:, None]).T @ centred)
    best = np.argsort(-variances)[:count]
    # The sign of a direction is arbitrary: its largest number is positive.
    chosen = directions[:, best]
    chosen = chosen * np.sign(chosen[np.abs(chosen).argmax(0), np.arange(count)])
    return centred @ chosen / variances[best] ** (EVENNESS / 2)


def form(text):
    """What the model, which reads lower case, cannot tell: a leading space, a capital, all capitals, letters only."""
    word = text.strip()
    facts = [text.startswith(" "), word[:1].isupper(), len(word) > 1 and word.isupper(), word.isalpha()]
    return [1.0 if fact else -1.0 for fact in facts]


def main(model_folder, ranks_file, output):
    texts = gpt2_texts(ranks_file)
    sentence, own = MiniLM(model_folder).vectors([text.strip() for text in texts])
    both = np.hstack([of_length_one(sentence), TABLE_WEIGHT * of_length_one(own)]).astype(np.float64)
    meaning = of_length_one(components(both, COMPONENTS))
    vectors = of_length_one(np.hstack([meaning, FORM_WEIGHT * np.array([form(text) for text in texts])]))
    scale = (np.abs(vectors).max(1) / 127).astype(np.float32)
    table = np.rint(vectors / scale[:, None]).astype(np.int8)
    metadata = {
        "tokenscope.source": "distilled from all-MiniLM-L6-v2 (Apache-2.0)",
        "tokenscope.tokenizer": "gpt2",
    }
    save_file({"wte.weight": table, "wte.weight_scale": scale}, output, metadata)
    print(hashlib.sha256(pathlib.Path(output).read_bytes()).hexdigest())


if __name__ == "__main__":
    main(*sys.argv[1:])
