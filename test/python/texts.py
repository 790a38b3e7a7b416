"""Varied text, the same for each seed."""

import random

PIECES = [
    *" \t\n\r\v'aAsStTlLvVeErRdDmM019.,/!<|>-_ſKéßǅʰªא漢字かなัे́҈👍🏽\u200d🇩ⅣⅫ٣½\u0085\ufeff\u00a0\u3000\u2028\0",
    "\r\n", "  ", "'ll", "'RE", " the", "ing", "()", "{\n  ", "abab", "-=-=", "\ud800", "\udc00", "<|endoftext|>",
]


def any_text(seed, units):
    """Text that comes near every rule of the split patterns, with lone surrogates, all planes and runs of one character."""
    chance = random.Random(seed)
    parts = []
    length = 0
    while length < units:
        kind = chance.random()
        if kind < 0.7:
            part = chance.choice(PIECES)
        elif kind < 0.8:
            part = chr(chance.randrange(0x110000))
        elif kind < 0.98:
            part = "".join(chance.choice("etaoinshrdlu") for _ in range(chance.randrange(1, 12)))
        else:
            part = chance.choice(PIECES) * chance.randrange(2, 200)
        parts.append(part)
        length += len(part)
    return "".join(parts)


def well_formed(text):
    """Lone surrogates as U+FFFD; two that meet as the character that they are, as in JavaScript."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
