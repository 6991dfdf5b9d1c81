"""What intake says of an upload's bytes."""

from __future__ import annotations

from energyplus_runs.simulation.catalogue import CATALOGUE
from standard_site.lib.decoding import Decoded, Problem
from standard_site.lib.decoding import decode as decode_bytes
from standard_site.lib.findings import Finding

# Models come from Chinese and from Western desktops.
_LEGACY = ("gb18030", "cp1252")
_CODES = {
    Problem.EMPTY: "file-empty",
    Problem.OTHER_KIND: "file-of-another-kind",
    Problem.NOT_TEXT: "file-not-text",
}


def decode(data: bytes) -> tuple[Decoded, tuple[Finding, ...]]:
    """The text of a model, and what is to be said of how it was read."""
    decoded = decode_bytes(data, _LEGACY)
    if decoded.problem is not None:
        return decoded, (CATALOGUE.make(_CODES[decoded.problem], None, kind=decoded.kind),)
    if decoded.guessed:
        return decoded, (CATALOGUE.make("encoding-assumed", None, encoding=decoded.encoding),)
    return decoded, ()
