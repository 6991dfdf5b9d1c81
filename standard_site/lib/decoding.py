"""From uploaded bytes to text: which encoding it is in, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

# First bytes of the kinds of file that people send by mistake.
_SIGNATURES = (
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\xd0\xcf\x11\xe0", "Microsoft Office"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3", "SQLite"),
    (b"AC10", "DWG"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")


class Problem(StrEnum):
    """Why bytes are no text: there are none, they are of another kind of file, or they fit no encoding."""

    EMPTY = "empty"
    OTHER_KIND = "other-kind"
    NOT_TEXT = "not-text"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it came in; with a `problem` there is neither. `kind` names the other kind of file.

    `guessed` is true when nothing in the bytes proves the encoding.
    """

    text: str = ""
    encoding: str | None = None
    guessed: bool = False
    problem: Problem | None = None
    kind: str | None = None


def decode(data: bytes, legacy: Sequence[str] = ("gb18030",)) -> Decoded:
    """Read bytes as UTF-8 or UTF-16 with a mark, else as one of the `legacy` encodings (gb18030, cp1252).

    Between two legacy encodings the bytes decide: Chinese text in GB 18030 has its high bytes in pairs, Western text
    mostly alone.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n\f\v"):
        return Decoded(problem=Problem.EMPTY)
    kind = next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
    if kind:
        return Decoded(problem=Problem.OTHER_KIND, kind=kind)
    mark = next((name for start, name in _MARKS if data.startswith(start)), None)
    if mark is None and b"\x00" in data:
        return Decoded(problem=Problem.NOT_TEXT)
    sure = _first_that_fits(data, [mark or "utf-8"], guessed=False)
    if sure is not None or mark:
        return sure or Decoded(problem=Problem.NOT_TEXT)
    return _first_that_fits(data, _by_likelihood(data, legacy), guessed=True) or Decoded(
        problem=Problem.NOT_TEXT
    )


def _first_that_fits(data: bytes, encodings: Sequence[str], *, guessed: bool) -> Decoded | None:
    for encoding in encodings:
        try:
            return Decoded(data.decode(encoding), encoding.removesuffix("-sig"), guessed)
        except UnicodeDecodeError:
            continue
    return None


def _by_likelihood(data: bytes, legacy: Sequence[str]) -> Sequence[str]:
    runs = [len(found[0]) for found in _HIGH_BYTES.finditer(data)]
    paired = sum(1 for length in runs if length % 2 == 0)
    return sorted(legacy, key=lambda name: (name == "gb18030") != (2 * paired >= len(runs)))
