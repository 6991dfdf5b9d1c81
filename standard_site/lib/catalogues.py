"""Translations without gettext's own tools: texts gathered from Python and templates, checked, compiled.

Locations carry no line numbers, so that a catalogue changes only when a text does.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

Spec = tuple[int | tuple[int, str], ...]
_PLAIN: Spec = (1,)
_CONTEXT: Spec = ((1, "c"), 2)
KEYWORDS: dict[str, Spec] = {
    "_": _PLAIN,
    "gettext": _PLAIN,
    "gettext_lazy": _PLAIN,
    "gettext_noop": _PLAIN,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": _CONTEXT,
    "pgettext_lazy": _CONTEXT,
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_SUFFIXES = (".html", ".txt")
_HEADERS_LEFT_OUT = (
    b"POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team"
)
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sdf]|%[sdf]|\{[a-z_]*\}")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one text of a catalogue."""

    message: str
    reason: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.message!r}"


def gather(root: Path, packages: Iterable[str], locale: str) -> Catalog:
    """Every text for translation below the packages, as an empty catalogue.

    Raises:
        ValueError: two places use one text as singular with different plurals.
    """
    catalogue = Catalog(
        locale=locale, project="island-carbon-standard", version="1", charset="utf-8", fuzzy=False
    )
    catalogue.header_comment = "# Simplified Chinese texts of the interface."
    for file in _sources(root, packages):
        name = file.relative_to(root).as_posix()
        for _line, message, comments, context in _texts(file):
            catalogue.add(message, locations=[(name, 1)], auto_comments=comments, context=context)
    return catalogue


def _sources(root: Path, packages: Iterable[str]) -> Iterator[Path]:
    for package in packages:
        for file in sorted((root / package).rglob("*")):
            is_template = file.suffix in TEMPLATE_SUFFIXES and "templates" in file.parts
            if is_template or (file.suffix == ".py" and "migrations" not in file.parts):
                yield file


def _texts(file: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        source = templatize(source, origin=str(file))
    yield from extract(
        "python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
    )


def read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def updated(existing: Catalog, gathered: Catalog) -> Catalog:
    """The gathered texts with the translations there are; what is no longer used falls away, nothing is guessed."""
    for message in gathered:
        known = existing.get(message.id, context=message.context) if message.id else None
        if known is not None and _same_shape(known, message):
            message.string = known.string
            message.flags |= {flag for flag in known.flags if flag == "fuzzy"}
    return gathered


def _same_shape(known: Message, message: Message) -> bool:
    return isinstance(known.id, str) == isinstance(message.id, str)


def as_po(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(
        out,
        catalogue,
        width=110,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
        omit_header=False,
    )
    return re.sub(rb'"(%s):[^\n]*\n' % _HEADERS_LEFT_OUT, b"", out.getvalue())


def compile_to(catalogue: Catalog, path: Path) -> None:
    """Write the compiled catalogue in one step, so that no process reads half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".incoming", delete=False) as file:
        write_mo(file, catalogue)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def check(existing: Catalog, gathered: Catalog) -> list[Problem]:
    """What keeps a catalogue from being whole: missing, untranslated, unsure, left over, or with other placeholders."""
    wanted = {(message.context, _key(message)): message for message in gathered if message.id}
    present = {(message.context, _key(message)): message for message in existing if message.id}
    problems = [Problem(key[1], "missing; run 'catalogues update'") for key in wanted if key not in present]
    problems += [
        Problem(key[1], "no longer used; run 'catalogues update'") for key in present if key not in wanted
    ]
    problems += [Problem(_key(message), "obsolete entry") for message in existing.obsolete.values()]
    for key in wanted.keys() & present.keys():
        problems += [Problem(key[1], reason) for reason in _faults(present[key])]
    return sorted(problems, key=lambda problem: (problem.reason, problem.message))


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _faults(message: Message) -> Iterator[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
    if message.fuzzy:
        yield "marked fuzzy"
    if not all(strings):
        yield "not translated"
        return
    source = message.id if isinstance(message.id, str) else message.id[-1]
    if any(_placeholders(source) != _placeholders(string) for string in strings):
        yield "placeholders differ"


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text.replace("%%", "")))
