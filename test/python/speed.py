"""Our speed as a share of that of native tokenizers: one thread, a text in memory, the same ids.

The text is the English and the TypeScript that the packages of node_modules have, half a megabyte of each."""

import functools
import importlib
import time

import tiktoken

from tokenscope import OUT, ROOT


left_out = set()


def corpora():
    """Names and texts."""
    folder = ROOT / "node_modules/typescript"
    english = [ROOT / "../shared/data/tinyshakespeare.txt", *sorted(folder.glob("*.txt")), *sorted(folder.glob("*.md"))]
    for name, files in [("English", english), ("TypeScript", sorted(folder.glob("lib/*.d.ts")))]:
        yield name, "".join(file.read_text() for file in files if file.exists())[:600_000]


def best(work, runs=7):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def rivals(name):
    """For each that is installed and has the encoding: a function that makes one with empty caches."""
    theirs = tiktoken.get_encoding(name)
    yield "tiktoken", lambda: theirs.encode_ordinary
    openers = {
        "bpe_openai": lambda package: package.get_encoding(name),
        "quicktok": lambda package: package.get_encoding(name),
        "gigatoken": lambda package: package.Tokenizer.from_tiktoken(OUT / "ranks" / f"{name}.tiktoken"),
    }
    for package, open_in in openers.items():
        try:
            opened = functools.partial(open_in, importlib.import_module(package))
            ids = encoder(opened())("The cat")
            assert list(map(int, ids)) == theirs.encode_ordinary("The cat")
        except Exception as error:  # It is not here, or does not have this encoding.
            left_out.add(f"{package} is left out for {name}: {error}")
            continue
        yield package, functools.partial(lambda opened: encoder(opened()), opened)


def encoder(tokenizer):
    """Text to ids, in whatever form costs the tokenizer least."""
    for method in ["encode_to_numpy", "encode_ordinary", "encode"]:
        if hasattr(tokenizer, method):
            return getattr(tokenizer, method)
    raise TypeError("it has no method that encodes")


def test_speed(bridge, capsys):
    """Prints a table; asserts nothing but that the numbers of tokens are equal."""
    rows = []
    for corpus, text in corpora():
        path = OUT / "speed.txt"
        path.write_text(text, encoding="utf-8", newline="")
        for name in ["r50k_base", "cl100k_base", "o200k_base"]:
            ours = bridge.call("bridge", "speed", {"tokenizer": name, "path": path})
            for rival, make in rivals(name):
                encode = make()
                tokens = len(encode(text))
                repeated = best(lambda: encode(text), 15)
                first = min(best(lambda e=make(): e(text), 1) for _ in range(5))
                same = "" if tokens == ours["tokens"] else f" ({tokens} tokens, not {ours['tokens']})"
                rows.append((corpus, name, rival, first, first / ours["first"], repeated, repeated / ours["repeated"], same))
    with capsys.disabled():
        print("\n" + "\n".join(sorted(left_out)))
        print("\n| text | encoding | rival | first, ms | our share of its speed | again, ms | our share |\n|---|---|---|---|---|---|---|")
        for corpus, name, rival, first, share, repeated, again, same in rows:
            print(f"| {corpus} | {name} | {rival}{same} | {first:.1f} | {share:.2f} | {repeated:.1f} | {again:.2f} |")
