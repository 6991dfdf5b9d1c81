"""What is said of the bytes of a take-off or a declared file."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.carbon.catalogue import FINDINGS
from standard_site.lib.decoding import Problem, decode
from standard_site.lib.findings import Finding, Where

_WORKBOOKS = frozenset({"ZIP", "Microsoft Office"})
_CODES = {
    Problem.EMPTY: "upload-empty",
    Problem.OTHER_KIND: "upload-binary",
    Problem.NOT_TEXT: "upload-encoding-unknown",
}


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text and the encoding it was read in, or the finding that says why it could not be read."""

    text: str
    encoding: str | None
    finding: Finding | None = None


def decode_upload(data: bytes, file_name: str, max_bytes: int) -> DecodedText:
    """Decode an uploaded text file: UTF-8, UTF-16 with a mark, or GB 18030.

    Args:
        data: the file as uploaded [bytes].
        file_name: name shown in findings.
        max_bytes: the largest file that is read [bytes].

    Returns:
        The text, or a finding: too large, empty, a workbook, binary, or an unreadable encoding.
    """
    decoded = decode(data) if len(data) <= max_bytes else None
    if decoded is not None and decoded.problem is None:
        return DecodedText(decoded.text, decoded.encoding)
    code = _code(decoded.problem, decoded.kind, data) if decoded is not None else "upload-too-large"
    finding = FINDINGS.make(code, Where(file=file_name), max_bytes=max_bytes, size=len(data))
    return DecodedText("", None, finding)


def _code(problem: Problem | None, kind: str | None, data: bytes) -> str:
    if kind in _WORKBOOKS:
        return "upload-is-a-workbook"
    if problem is Problem.NOT_TEXT and b"\x00" in data:
        return "upload-binary"
    return _CODES[problem or Problem.NOT_TEXT]
