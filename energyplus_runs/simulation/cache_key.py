"""The name of one piece of simulation work: the same ingredients, and only those, give the same key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

_DOMAIN = b"energyplus-run-1"


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
    digest = hashlib.sha256()
    parts = [prepared_text, weather_digest, engine_build, preparation_version, str(len(options))]
    for name in sorted(options):
        parts += [name, options[name]]
    for part in (_DOMAIN, *(part.encode("utf-8") for part in parts)):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
