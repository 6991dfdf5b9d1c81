"""From uploaded bytes to text: which encoding it is, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from energyplus_runs.simulation.catalogue import CATALOGUE
from standard_site.lib.findings import Finding

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


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it came in; `encoding` is None when the bytes are no text."""

    text: str
    encoding: str | None
    findings: tuple[Finding, ...] = ()


def decode(data: bytes) -> Decoded:
    """Read bytes as UTF-8, UTF-16 with a mark, GB 18030 or Windows-1252, in that order of trust."""
    if not data.strip():
        return _refused("file-empty")
    kind = next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
    if kind:
        return _refused("file-of-another-kind", kind=kind)
    mark = next((name for start, name in _MARKS if data.startswith(start)), None)
    if mark is None and b"\x00" in data:
        return _refused("file-not-text")
    return _first_that_fits(data, [mark] if mark else ["utf-8"]) or _guessed(data, mark)


def _first_that_fits(data: bytes, encodings: list[str]) -> Decoded | None:
    for encoding in encodings:
        try:
            return Decoded(data.decode(encoding), encoding.removesuffix("-sig"))
        except UnicodeDecodeError:
            continue
    return None


def _guessed(data: bytes, mark: str | None) -> Decoded:
    """Chinese text in GB 18030 has its high bytes in pairs, Western text mostly alone."""
    runs = [len(found[0]) for found in _HIGH_BYTES.finditer(data)]
    paired = sum(1 for length in runs if length % 2 == 0)
    order = ["gb18030", "cp1252"] if 2 * paired >= len(runs) else ["cp1252", "gb18030"]
    decoded = None if mark else _first_that_fits(data, order)
    if decoded is None:
        return _refused("file-not-text")
    note = CATALOGUE.make("encoding-assumed", None, encoding=decoded.encoding)
    return Decoded(decoded.text, decoded.encoding, (note,))


def _refused(code: str, **values: object) -> Decoded:
    return Decoded("", None, (CATALOGUE.make(code, None, **values),))
