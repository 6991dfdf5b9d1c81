"""Turning uploaded bytes into text: UTF-8, UTF-16 with a byte order mark, or GB18030, and nothing by
guesswork."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from assessments.carbon.catalogue import FINDINGS
from standard_site.lib.findings import Finding, Where

_ZIP_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and other packed files; the older xls


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text and the encoding it was read in, or the finding that says why it could not be read."""

    text: str
    encoding: str | None
    finding: Finding | None = None


def decode_upload(data: bytes, file_name: str, max_bytes: int) -> DecodedText:
    """Decode an uploaded text file.

    Args:
        data: the file as uploaded [bytes].
        file_name: name shown in findings.
        max_bytes: the largest file that is read [bytes].

    Returns:
        The text, or a finding: too large, empty, a spreadsheet file, binary, or an unreadable encoding.
    """
    code = _refusal(data, max_bytes)
    if code is None:
        for encoding in _candidates(data):
            try:
                return DecodedText(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                continue
        code = "upload-encoding-unknown"
    finding = FINDINGS.make(code, Where(file=file_name), max_bytes=max_bytes, size=len(data))
    return DecodedText("", None, finding)


def _refusal(data: bytes, max_bytes: int) -> str | None:
    if len(data) > max_bytes:
        return "upload-too-large"
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return "upload-empty"
    if data.startswith(_ZIP_MAGIC):
        return "upload-is-a-workbook"
    if b"\x00" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "upload-binary"
    return None


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")
