"""The fingerprint of an edition: the same on every machine, whatever the line ends and the order of files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def canonical_lines(content: bytes) -> bytes:
    """A file's content with its line ends made `\\n`; tables are read so too: what has one digest says one thing."""
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def canonical_digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 in lower-case hexadecimal over sorted names and contents with line ends made `\\n`;
    lengths are hashed, so no two sets collide."""
    total = hashlib.sha256()
    for name in sorted(files):
        content = canonical_lines(files[name])
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()
