"""An edition's folder as one ZIP file: written the same byte for byte on every machine, read as if it came from an enemy."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping

from rules.refusal import FINDINGS, Refused, refused
from standard_site.lib.decoding import decode
from standard_site.lib.findings import Finding, Where

ARCHIVE_MOST_BYTES = 8 * 1024 * 1024
FILE_MOST_BYTES = 2 * 1024 * 1024
TOTAL_MOST_BYTES = 7 * 1024 * 1024  # what goes out unpacked has to come in again as an archive
FILES_MOST = 400
PATH_MOST = 120  # characters; the width of the column
_PATH = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/)?[a-z0-9][a-z0-9_-]*\.(?:yaml|csv)")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UNREADABLE = (
    IndexError,  # the reader of archives trusts what an entry says of its own parts
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
    RuntimeError,
)


def write_archive(files: Mapping[str, str]) -> bytes:
    """The files as a ZIP: sorted, stored, with one fixed date, so that the same content gives the same bytes.

    Not compressed, because compression differs between versions of zlib.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, whatever machine writes it
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[path].encode("utf-8"))
    return written.getvalue()


def read_archive(data: bytes) -> dict[str, str]:
    """The files of an edition's folder by path; a single folder around them and hidden files are left away.

    Raises:
        Refused: no ZIP, too large, or with a finding for every file that cannot be taken.
    """
    if len(data) > ARCHIVE_MOST_BYTES:
        raise refused("archive-too-large", limit_mb=ARCHIVE_MOST_BYTES // 1024**2)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _files(archive)
    except _UNREADABLE as error:
        raise refused("archive-unreadable", problem=type(error).__name__) from error


def check_path(path: str) -> list[Finding]:
    """Why a file cannot lie at this path of an edition's folder."""
    if len(path) <= PATH_MOST and _PATH.fullmatch(path):
        return []
    return [FINDINGS.make("path-not-allowed", Where(file=path), path=path)]


def check_text(path: str, text: str) -> list[Finding]:
    """Why a text cannot be kept as a file of an edition."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return [FINDINGS.make("file-not-text", Where(file=path), path=path)]
    if len(text.encode("utf-8")) > FILE_MOST_BYTES:
        return [_too_large(path)]
    return []


def plain_lines(text: str) -> str:
    """The text with the line ends that the digest counts with, without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _files(archive: zipfile.ZipFile) -> dict[str, str]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _hidden(entry.filename)]
    if len(entries) > FILES_MOST:
        raise refused("archive-too-many-files", count=len(entries), most=FILES_MOST)
    folder = _folder_around([entry.filename for entry in entries])
    names = {entry.filename.removeprefix(folder): entry for entry in entries}
    findings = [finding for entry in entries for finding in _check_entry(entry, folder)]
    if len(names) < len(entries):
        findings.append(FINDINGS.make("archive-file-twice"))
    if "edition.yaml" not in names:
        findings.append(FINDINGS.make("archive-without-edition"))
    if findings:
        raise Refused(findings)
    return _texts(archive, names)


def _texts(archive: zipfile.ZipFile, names: Mapping[str, zipfile.ZipInfo]) -> dict[str, str]:
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    total = 0
    for path, entry in names.items():
        data = _read(archive, entry, path)
        decoded = decode(data)
        total += len(decoded.text.encode("utf-8", "replace"))
        if total > TOTAL_MOST_BYTES:
            raise refused("archive-too-large", limit_mb=TOTAL_MOST_BYTES // 1024**2)
        if decoded.problem is not None and data.strip():
            findings.append(FINDINGS.make("file-not-text", Where(file=path), path=path))
        texts[path] = plain_lines(decoded.text)
    findings += [finding for path, text in texts.items() for finding in check_text(path, text)]
    if findings:
        raise Refused(findings)
    return texts


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str) -> bytes:
    """The content, and never more of it than the limit: what an entry says of its own size is not believed."""
    with archive.open(entry) as file:
        data = file.read(FILE_MOST_BYTES + 1)
    if len(data) > FILE_MOST_BYTES:
        raise Refused([_too_large(path)])
    return data


def _check_entry(entry: zipfile.ZipInfo, folder: str) -> Iterator[Finding]:
    path = entry.filename.removeprefix(folder)
    yield from check_path(path)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if is_link or entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        yield FINDINGS.make("archive-entry-not-plain", Where(file=path), path=path)
    if entry.file_size > FILE_MOST_BYTES:
        yield _too_large(path)


def _hidden(name: str) -> bool:
    """What editors and file managers leave behind; a way out of the folder is not hidden but refused."""
    parts = name.split("/")
    return any(part.startswith(".") and part != ".." for part in parts) or parts[0] == "__MACOSX"


def _folder_around(names: Iterable[str]) -> str:
    """The one folder that holds everything, as archives of a repository have it."""
    first = {name.split("/")[0] for name in names if "/" in name and not name.startswith("/")}
    if len(first) != 1 or any("/" not in name for name in names):
        return ""
    folder = f"{first.pop()}/"
    return folder if f"{folder}edition.yaml" in names else ""


def _too_large(path: str) -> Finding:
    return FINDINGS.make("file-too-large", Where(file=path), path=path, limit_mb=FILE_MOST_BYTES // 1024**2)
