"""The name of one piece of simulation work: the same ingredients, and only those, give the same key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

_DOMAIN = b"energyplus-run-1"
_REQUEST = b"energyplus-request-1"


def cache_key(
    prepared_text: str,
    weather_digest: str,
    engine_build: str,
    preparation_version: str,
    options: Mapping[str, str],
) -> str:
    """SHA-256 (64 hexadecimal digits) over every ingredient of a run.

    Each part goes in with its length before it, so that no two different lists of parts read the same. The
    order in which `options` were given does not matter; a value that is absent differs from one that is
    empty.
    """
    parts = [prepared_text, weather_digest, engine_build, preparation_version, str(len(options))]
    return _digest(_DOMAIN, (*parts, *_named(options)))


def request_key(ingredients: Mapping[str, str]) -> str:
    """SHA-256 over everything that preparation and simulation are made from, before any of it is done."""
    return _digest(_REQUEST, _named(ingredients))


def _named(parts: Mapping[str, str]) -> Iterable[str]:
    for name in sorted(parts):
        yield from (name, parts[name])


def _digest(domain: bytes, parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in (domain, *(part.encode("utf-8") for part in parts)):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
