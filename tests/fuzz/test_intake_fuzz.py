"""Children of the seeds, the same every time: none of them breaks anything. For others each time there is `tests.fuzz.intake`."""

from __future__ import annotations

import random

from tests.energyplus_runs.simulation.intake_models import schema
from tests.fuzz.door import examine_one, seeds

CHILDREN = 600


def child(chance: random.Random, parents: list[bytes], words: list[bytes]) -> bytes:
    """A parent with a few pieces changed, lost, doubled, put in from elsewhere."""
    data = bytearray(chance.choice(parents))
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(1, len(data) + 1), chance.choice((0, 1, 1, 4, 30, 300))
        other = chance.choice(parents)
        start = chance.randrange(len(other))
        piece = chance.choice(
            (
                b"",
                chance.randbytes(length),
                chance.choice(words),
                other[start : start + length],
                bytes(data[at : at + length]) * 2,
            )
        )
        data[at : at + length] = piece
    return bytes(data)


def test_seeds_and_their_children_break_nothing() -> None:
    chance, parents = random.Random(20260101), list(seeds())
    words = [spec.name.encode() + b"," for spec in schema().types.values()]
    words += [
        b",",
        b";",
        b"!",
        b"\n",
        b"-1,",
        b"0,",
        b"1e308,",
        b"nan,",
        b"inf,",
        b"autosize,",
        "\u4eba,".encode(),
        b"\xff",
        b"\x00",
    ]
    for data in [*parents, *(child(chance, parents, words) for _ in range(CHILDREN))]:
        examine_one(data)
