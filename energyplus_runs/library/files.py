"""Files of the library where the engine can read them: beside one another, under their names, in a folder by digest."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

from energyplus_runs.simulation.weather import Station, WeatherFile
from standard_site.files.models import StoredFile
from standard_site.lib.storage import storage_errors

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_MOST_STEM = 100


def safe_name(name: str, suffix: str) -> str:
    """A name of letters, digits, dots and dashes that ends in `suffix` and hides from nobody."""
    stem = _UNSAFE.sub("_", Path(name.replace("\\", "/")).stem).strip("._-")[:_MOST_STEM]
    return f"{stem or 'weather'}{suffix}"


def folder_of(*digests: str | None) -> Path:
    """Where the files of one station lie."""
    named = "/".join(digest or "" for digest in digests)
    return Path(settings.WEATHER_DIR) / hashlib.sha256(named.encode()).hexdigest()[:24]


def laid_out(station: Station) -> Station:
    """The station, its files written from storage where they are not there yet; shipped ones are. Raises FileMissing."""
    for file in station.files:
        if not file.path.exists():
            _write(file)
    return station


def _write(file: WeatherFile) -> None:
    """In one step, so that another worker never reads half a file."""
    data = StoredFile(digest=file.sha256).read_bytes()
    with storage_errors():
        file.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.path.parent, prefix=".incoming-")
        with os.fdopen(descriptor, "wb") as target:
            target.write(data)
        Path(name).replace(file.path)
