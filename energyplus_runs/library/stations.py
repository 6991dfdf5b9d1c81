"""Taking stations into the weather library, and out of use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from energyplus_runs.library.files import safe_name
from energyplus_runs.library.models import LibraryAct, LibraryStation, LibraryVerb
from energyplus_runs.library.policies import can_keep_stations
from energyplus_runs.library.reading import base_of
from energyplus_runs.selectors import engine, gazetteer
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.weather import Station
from energyplus_runs.simulation.weather_checks import EpwCheck, WeatherSummary, check_epw
from energyplus_runs.simulation.weather_design_days import check_ddy, check_stat
from standard_site.accounts.models import User
from standard_site.files.actions import store_bytes
from standard_site.lib.findings import Finding, FindingCatalogue, Where, has_errors
from standard_site.lib.refusal import Conflict, NotAllowed, Refused

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))
KEY = re.compile(r"[a-z][a-z0-9-]{1,31}")
_SAME_PLACE_DEG = 0.2


@dataclass(frozen=True, slots=True)
class Given:
    """One file as it arrives: its name as given, its content."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StationGiven:
    """What an operator hands in; `base` of a station that is there makes a further version of it."""

    base: str
    name_en: str
    name_zh: str
    epw: Given
    ddy: Given
    stat: Given | None
    licence: str
    provenance: str
    sunshine_low: bool = False


def add_station(user: User, given: StationGiven, wanted_days: Sequence[str] = ()) -> LibraryStation:
    """Check the files and keep them as a new version. `wanted_days` are the design days that protocols ask for.

    Raises:
        NotAllowed: the person is no operator.
        Refused: with every finding; nothing is kept.
        Conflict: somebody else added the same version meanwhile.
    """
    if not can_keep_stations(user):
        raise NotAllowed
    check, findings = _check(given, wanted_days)
    if check.summary is None or has_errors(findings):
        raise Refused(findings)
    try:
        return _keep(user, given, check.summary, findings)
    except IntegrityError as error:
        raise Conflict(FINDINGS.make("station-taken")) from error


@transaction.atomic
def retire_station(user: User, station: LibraryStation) -> None:
    """Offer a station no longer; runs that were made with it keep it.

    Raises:
        NotAllowed: the person is no operator.
        Conflict: a place takes its weather from it, or it is retired already.
    """
    if not can_keep_stations(user):
        raise NotAllowed
    station = LibraryStation.objects.select_for_update().get(pk=station.pk)
    if station.retired_at is not None:
        raise Conflict(FINDINGS.make("station-retired-already"))
    taking = [place.key for place in gazetteer().places.values() if place.station == station.key]
    if taking:
        raise Conflict(FINDINGS.make("station-in-use", places=", ".join(taking)))
    station.retired_at = timezone.now()
    station.save(update_fields=["retired_at"])
    LibraryAct.objects.create(actor=user, verb=LibraryVerb.STATION_RETIRED, target=station.key)


def _check(given: StationGiven, wanted_days: Sequence[str]) -> tuple[EpwCheck, list[Finding]]:
    check = check_epw(given.epw.data, given.epw.name)
    findings = [*_words(given), *check.findings]
    if given.stat is not None:
        findings += check_stat(given.stat.data, given.stat.name)
    if check.summary is not None:
        schema = load_schema(engine().schema)
        findings += check_ddy(given.ddy.data, given.ddy.name, check.summary, schema, wanted_days)
        findings += _moved(given.base, check.summary)
    return check, findings


def _words(given: StationGiven) -> list[Finding]:
    found = []
    if not KEY.fullmatch(given.base) or base_of(given.base) != given.base:
        found.append(FINDINGS.make("station-key-wrong", Where(field="base"), key=given.base))
    for field, name in (("name_en", given.name_en), ("name_zh", given.name_zh)):
        if not 0 < len(name.strip()) <= 80:
            found.append(FINDINGS.make("station-name-missing", Where(field=field)))
    for field, text in (("licence", given.licence[:300]), ("provenance", given.provenance)):
        if not text.strip():
            found.append(FINDINGS.make("station-provenance-missing", Where(field=field)))
    return found


def _versions(base: str) -> list[Station]:
    return [station for station in gazetteer().stations.values() if base_of(station.key) == base]


def _moved(base: str, summary: WeatherSummary) -> list[Finding]:
    """Versions of a station stand where the first one does."""
    for earlier in _versions(base)[:1]:
        away = max(abs(earlier.lat - summary.lat), abs(earlier.lon - summary.lon))
        if away > _SAME_PLACE_DEG:
            expected, found = (f"{one.lat:g}, {one.lon:g}" for one in (earlier, summary))
            return [
                FINDINGS.make("station-moved", Where(field="epw"), base=base, expected=expected, found=found)
            ]
    return []


@transaction.atomic
def _keep(
    user: User, given: StationGiven, summary: WeatherSummary, findings: Sequence[Finding]
) -> LibraryStation:
    epw, ddy = store_bytes(given.epw.data), store_bytes(given.ddy.data)
    stat = store_bytes(given.stat.data) if given.stat is not None else None
    _refuse_known(given.base, epw.digest, ddy.digest, stat.digest if stat is not None else None)
    version = len(_versions(given.base)) + 1
    key = given.base if version == 1 else f"{given.base}-v{version}"
    station = LibraryStation.objects.create(
        key=key,
        base=given.base,
        version=version,
        name_en=given.name_en.strip(),
        name_zh=given.name_zh.strip(),
        epw=epw,
        ddy=ddy,
        stat=stat,
        epw_name=safe_name(given.epw.name, ".epw"),
        ddy_name=safe_name(given.epw.name, ".ddy"),
        stat_name=safe_name(given.epw.name, ".stat") if stat is not None else "",
        summary=summary.to_json(),
        findings=[finding.to_json() for finding in findings],
        sunshine_low=given.sunshine_low,
        licence=given.licence.strip()[:300],
        provenance=given.provenance.strip()[:5000],
        added_by=user,
    )
    LibraryAct.objects.create(actor=user, verb=LibraryVerb.STATION_ADDED, target=key)
    return station


def _refuse_known(base: str, epw: str, ddy: str, stat: str | None) -> None:
    """One weather file is one station: what runs are known by is the digest of its weather alone."""
    for known in gazetteer().stations.values():
        if known.epw.sha256 != epw:
            continue
        same_stat = (known.stat.sha256 if known.stat is not None else None) == stat
        if base_of(known.key) != base or known.ddy.sha256 == ddy or not same_stat:
            raise Refused([FINDINGS.make("station-file-known", Where(field="epw"), station=known.key)])
