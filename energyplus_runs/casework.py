"""A run's model made ready: the protocol's steps, then what its case does; and the key of the work that is left."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from energyplus_runs.canonical import canonical
from energyplus_runs.library.files import laid_out
from energyplus_runs.models import Run
from energyplus_runs.selectors import engine, places, station_of
from energyplus_runs.simulation.cache_key import cache_key
from energyplus_runs.simulation.cases import CaseModel, complete, treat
from energyplus_runs.simulation.preparation import PREPARATION_VERSION, Prepared, prepare_at, site_of
from energyplus_runs.simulation.protocol import read_protocol
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.steps_base import Site
from standard_site.files.actions import store_bytes
from standard_site.files.models import StoredFile


@dataclass(frozen=True)
class CaseWork:
    """A run with its site and its model as far as it is known before the engine."""

    run: Run
    site: Site
    case: CaseModel

    @cached_property
    def weather_digest(self) -> str:
        """SHA-256 of the weather that is simulated with: the station's file, or what the case makes of it."""
        changed = self.case.weather
        return self.site.station.epw.sha256 if changed is None else hashlib.sha256(changed).hexdigest()

    def key(self) -> str:
        """The name of this work. Before a sizing run its outcome is not known, but all that it follows from."""
        return cache_key(
            prepared_text=self.case.prepared.text,
            weather_digest=self.weather_digest,
            engine_build=engine().build,
            preparation_version=PREPARATION_VERSION,
            options=_options(self.run),
        )

    def completed(self, sizes: Sizes) -> CaseWork:
        """With what the sizing run decided; raises SimulationError for what a treatment cannot handle."""
        case = complete(self.case, engine(), self.site, self.run.treatments, sizes)
        return CaseWork(self.run, self.site, case)

    def told(self) -> dict[str, Any]:
        """The columns that say how the model came to be."""
        prepared = self.case.prepared
        return {
            "prepared": store_bytes(prepared.text.encode("utf-8")),
            "preparation": [asdict(step) for step in prepared.steps],
            "findings": [finding.to_json() for finding in prepared.findings],
        }


def made_ready(run: Run) -> CaseWork:
    """Prepare a run's model and treat it; raises SimulationError with findings for a model that cannot be."""
    place = places()[run.place_key]
    site = site_of(place, laid_out(station_of(place)), read_protocol(run.protocol))
    prepared = _prepared(_Asked(str(run.model.canonical_id), canonical(run.protocol), _there(site), site))
    return CaseWork(run, site, _treated(run, prepared, site))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A model under a protocol at a place with its weather; the site follows from these."""

    model: str
    protocol: str
    there: str
    site: Site = field(compare=False)


def _there(site: Site) -> str:
    station = site.station
    return canonical([asdict(site.place), station.key, station.epw.sha256, station.ddy.sha256])


# The cases of one assessment follow one another in a worker and share what the protocol did.
@lru_cache(maxsize=2)
def _prepared(asked: _Asked) -> Prepared:
    return prepare_at(StoredFile(digest=asked.model).read_text(), engine(), asked.site)


def _treated(run: Run, prepared: Prepared, site: Site) -> CaseModel:
    if not run.treatments:
        return CaseModel(prepared, None, needs_sizing=False)
    return treat(prepared, engine(), site, run.treatments, site.station.epw.path.read_bytes())


def _options(run: Run) -> dict[str, str]:
    """What is not in the text: the files beside the model, and what is decided after a sizing run."""
    options = {"treatments": canonical(run.treatments)} if run.treatments else {}
    if run.model.attachments_digest:
        options["attachments"] = run.model.attachments_digest
    if run.expected_hours is not None:
        options["expected_hours"] = str(run.expected_hours)
    return options
