"""The files attached to a model: which of them it names, and their text as the engine is to read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from energyplus_runs.simulation.catalogue import CATALOGUE
from standard_site.lib.decoding import decode
from standard_site.lib.findings import Finding, Where

MAX_ATTACHMENTS = 50
MAX_ATTACHED_BYTES = 20 * 1024 * 1024
_MAX_NAME_BYTES = 200  # what every file system takes, in UTF-8
# Letters and digits of any script; no separators, no lookalikes of them, no hidden files. The engine reads these endings only.
_NAME = re.compile(r"\w[\w .()+\-]*\.(?:csv|tsv|txt)", re.IGNORECASE)
_TAKEN = ("weather.", "eplus", "energy+")  # beginnings of the run's own files


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file as the engine reads it: `name` as the model writes it, `text` with plain line ends and no mark."""

    name: str
    text: str

    @property
    def data(self) -> bytes:
        return self.text.encode("utf-8")


@dataclass(frozen=True, slots=True)
class Attached:
    """Decoded attachments by the name they are looked up by, and what was wrong with them."""

    texts: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def is_usable_name(name: str) -> bool:
    """Whether a model may name a file like this: bare, printable, of a kind the engine reads, not the run's own."""
    own = name.lower().startswith(_TAKEN)
    return not own and len(name.encode("utf-8", "replace")) <= _MAX_NAME_BYTES and bool(_NAME.fullmatch(name))


def looked_up_by(name: str) -> str:
    """Names are told apart as desktops do: capitals and the way accents are composed do not count."""
    return unicodedata.normalize("NFC", name).casefold()


def read_attachments(files: Iterable[tuple[str, bytes]], max_bytes: int = MAX_ATTACHED_BYTES) -> Attached:
    """Decode what was attached, at most `max_bytes` [bytes] together."""
    given = list(files)
    size = sum(len(data) for _, data in given)
    if len(given) > MAX_ATTACHMENTS or size > max_bytes:
        values = {"count": len(given), "size": size, "most": MAX_ATTACHMENTS, "most_bytes": max_bytes}
        return Attached(findings=(CATALOGUE.make("attachments-too-many", None, **values),))
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    for name, data in given:
        key = looked_up_by(name)
        decoded = decode(data)
        where = Where(file=name)
        if key in texts:
            findings.append(CATALOGUE.make("attachment-twice", where, name=name))
        elif decoded.problem is not None:
            findings.append(CATALOGUE.make("attachment-not-text", where, name=name))
        else:
            texts[key] = _plain(decoded.text)
    return Attached(texts, tuple(findings))


def unused(given: Sequence[tuple[str, bytes]], used: Iterable[Attachment]) -> list[Finding]:
    """A warning for every attached file that no object of the model names; it is not kept."""
    named = {looked_up_by(item.name) for item in used}
    return [
        CATALOGUE.make("attachment-unused", Where(file=name), name=name)
        for name, _ in given
        if looked_up_by(name) not in named
    ]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n \t") + "\n"
