"""What is checked of an uploaded model before anything reads it: that it is an IFC file at all, also inside an .ifczip.

Nothing is parsed here but the first kilobytes; a packed model is unpacked in pieces, within a limit on what really comes out.
"""

from __future__ import annotations

import re
import shutil
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from assessments.ifc.findings import FINDINGS
from standard_site.lib.findings import Finding, Where

HEADER_BYTES = 64 * 1024
_DIRECTORY_MOST = 64 * 1024  # of an archive with one model in it
_PIECE = 1024 * 1024
_ZIP, _STEP = b"PK\x03\x04", b"ISO-10303-21;"
_LAST, _TAIL_BYTES = b"END-ISO-10303-21", 1024
_END = b"PK\x05\x06"
_END_BYTES, _COMMENT_MOST = 22, 65_535
_SCHEMA = re.compile(rb"FILE_SCHEMA\s*\(\s*\(\s*'([^']{1,80})'", re.IGNORECASE)
_READ_SCHEMAS = re.compile(r"IFC(2X3|4|4X3)(_[A-Z0-9_]{1,20})?")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class NotAModel(Exception):
    """The file cannot be read as a model; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def check_model(path: Path, name: str, limit_bytes: int) -> None:
    """Look at the beginning of an uploaded model.

    Raises:
        NotAModel: it is no STEP file of a schema that is read, nor an archive with exactly one such file.
    """
    with path.open("rb") as file:
        if file.read(len(_ZIP)) == _ZIP:
            with _packed(file, name, limit_bytes) as inside:
                _check_header(_begins(inside, name), name)
        else:
            file.seek(0)
            _check_header(file.read(HEADER_BYTES), name)


def unpack_model(source: BinaryIO, name: str, target: Path, limit_bytes: int) -> None:
    """Lay the model's text out as `target`.

    Raises:
        NotAModel: the archive does not hold what it says, or more than the limit; or the text stops before its end.
    """
    packed = source.read(len(_ZIP)) == _ZIP
    source.seek(0)
    with target.open("w+b") as file:
        if packed:
            with _packed(source, name, limit_bytes) as inside:
                _copy(inside, file, name, limit_bytes)
        else:
            shutil.copyfileobj(source, file, _PIECE)
        file.seek(max(0, file.tell() - _TAIL_BYTES))
        if _LAST not in file.read():
            raise NotAModel(FINDINGS.make("ifc-cut-off", Where(file=name)))


def _check_header(head: bytes, name: str) -> None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(_STEP):
        code = "ifc-is-xml" if text.startswith((b"<", b"{")) else "ifc-not-step"
        raise NotAModel(FINDINGS.make(code, Where(file=name)))
    found = _SCHEMA.search(text)
    schema = found[1].decode("ascii", "replace").upper() if found else ""
    if not _READ_SCHEMAS.fullmatch(schema):
        raise NotAModel(FINDINGS.make("ifc-schema-not-read", Where(file=name), schema=schema or "–"))


def _packed(file: BinaryIO, name: str, limit_bytes: int) -> zipfile.ZipExtFile:
    """The one model of an archive, opened."""
    try:
        _check_directory(file)
        archive = zipfile.ZipFile(file)
        models = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".ifc")]
        if len(models) != 1:
            raise _archive(name, "one-model")
        entry = models[0]
        if entry.flag_bits & 0x1 or entry.compress_type not in _METHODS:
            raise _archive(name, "method")
        if entry.file_size > limit_bytes:
            raise NotAModel(_too_large(name, limit_bytes))
        return archive.open(entry)  # type: ignore[return-value]
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError) as error:
        raise _archive(name, "broken") from error


def _check_directory(file: BinaryIO) -> None:
    """The list of what is inside, which is read whole, must be short; its length stands at the end of the file."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _COMMENT_MOST))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0:
        raise zipfile.BadZipFile("no end of the directory")
    (length,) = struct.unpack_from("<L", tail, place + 12)
    if length > _DIRECTORY_MOST:
        raise zipfile.BadZipFile("a directory too long")
    file.seek(0)


def _begins(inside: zipfile.ZipExtFile, name: str) -> bytes:
    try:
        return inside.read(HEADER_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _archive(name, "broken") from error


def _copy(inside: zipfile.ZipExtFile, file: BinaryIO, name: str, limit_bytes: int) -> None:
    """Count what really comes out, whatever the archive says of itself."""
    left = limit_bytes
    try:
        while piece := inside.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise NotAModel(_too_large(name, limit_bytes))
            file.write(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _archive(name, "broken") from error


def _archive(name: str, what: str) -> NotAModel:
    return NotAModel(FINDINGS.make(f"ifc-archive-{what}", Where(file=name)))


def _too_large(name: str, limit_bytes: int) -> Finding:
    return FINDINGS.make("ifc-too-large-unpacked", Where(file=name), limit_mb=limit_bytes // (1024 * 1024))
