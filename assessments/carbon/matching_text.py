"""What the free text of a bill says of a material: ideas, strength class, thickness."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_TABLE: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("matching_words.toml").read_text(encoding="utf-8")
)
ALIASES: Final[dict[str, list[str]]] = _TABLE["aliases"]
GROUP_OF: Final = {idea: group for group, ideas in _TABLE["groups"].items() for idea in ideas}
_IDEAS: Final = {word: frozenset(key.split("+")) for key, words in _TABLE["words"].items() for word in words}
_IDEAS.update((word, frozenset()) for word in _TABLE["neutral"]["words"] if word not in _IDEAS)
_SIMPLIFIED: Final = str.maketrans(_TABLE["traditional"])


def _by_first_letter() -> dict[str, list[str]]:
    """The words that begin with a letter, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(_IDEAS, key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


_BY_FIRST: Final = _by_first_letter()
_CLASS: Final = re.compile(r"(?<![a-z0-9])c(\d{2,3})(?:/(\d{2,3}))?(?![\d/])")
_CODE: Final = re.compile(
    r"[a-z./+\-]*\d[a-z0-9./+\-×*]*"
)  # dimensions, grades and series: dn50, m7.5, 240×115×53
_UNKNOWN: Final = re.compile(r"[a-z]{2}|[^\W\d_a-zα-ω]")
_NUMBER: Final = r"(\d+(?:\.\d+)?)"
_THICKNESSES: Final = (
    re.compile(rf"(?<![\d×x*+/~.\-]){_NUMBER}\s*(?:mm)?\s*(?:厚|thick)"),
    re.compile(rf"(?:厚度?|thickness|δ|t)\s*[=:]?\s*{_NUMBER}\s*(?:mm)?"),
    re.compile(rf"(?<![\d×x*+/~.\-])(?<!dn)(?<!de)(?<!φ){_NUMBER}\s*mm(?![\s]*[×x*])"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says.

    Args:
        plain: the text in one script, width and case.
        ideas: what its words stand for.
        cube_mpa: strength class of concrete by cube [MPa]; C25/30 and the Chinese C30 are both 30.
        understood: whether every word of the text is a known one; numbers and codes are no words.
        thickness_mm: the one thickness the text names [mm]; None where it names none or several.
    """

    plain: str
    ideas: frozenset[str]
    cube_mpa: int | None
    understood: bool
    thickness_mm: float | None


def read(text: str) -> Reading:
    """What a text says of a material; ideas that no word names are not there."""
    plain = plain_text(text)
    parts = list(_parts(plain))
    ideas = frozenset[str]().union(*(_IDEAS.get(part, frozenset()) for part in parts))
    rest = "".join(" " if part in _IDEAS else part for part in parts)
    understood = _UNKNOWN.search(_CODE.sub(" ", rest)) is None
    return Reading(plain, ideas, _cube(plain), understood, _thickness(plain))


def plain_text(text: str) -> str:
    """A text in one width, case and script, with single blanks."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLIFIED)
    return " ".join(folded.split())


def _parts(plain: str) -> Iterator[str]:
    """A text from left to right: its known words, the longest at each place, and the single letters between them."""
    place = 0
    while place < len(plain):
        word = next((one for one in _BY_FIRST.get(plain[place], ()) if _stands_at(plain, one, place)), None)
        part = plain[place] if word is None else word
        yield part
        place += len(part)


def _stands_at(plain: str, word: str, place: int) -> bool:
    """Whether a word is there; one of Latin letters stands by itself, a Chinese one may stand inside others."""
    if not plain.startswith(word, place):
        return False
    before, after = plain[place - 1 : place], plain[place + len(word) : place + len(word) + 1]
    joined_left = _is_latin(word[0]) and _is_latin(before)
    joined_right = word[-1].isalpha() and _is_latin(word[-1]) and _is_latin(after) and not after.isdigit()
    return not joined_left and not joined_right


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _cube(plain: str) -> int | None:
    """The class by cube; several classes in one text are none."""
    found = {int(cube or single) for single, cube in _CLASS.findall(plain)}
    return found.pop() if len(found) == 1 else None


def _thickness(plain: str) -> float | None:
    for pattern in _THICKNESSES:
        found = {float(number) for number in pattern.findall(plain)}
        if found:
            return found.pop() if len(found) == 1 and 0 not in found else None
    return None
