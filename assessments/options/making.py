"""A new design of an option: the model after its measures, taken in like an upload, with the take-off and the declared values."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from assessments.actions.designs import DesignFiles, Upload, add_design, take_off_taken_over
from assessments.auditing import record
from assessments.models import Design, TakeOffBasis
from assessments.options.choosing import stored, titles
from assessments.options.findings import FINDINGS
from assessments.options.models import IMPROVED, Option
from assessments.policies import can_edit_project
from energyplus_runs.models import EnergyModel
from energyplus_runs.selectors import attachments_of, engine
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.measures.applying import improve
from standard_site.accounts.models import User
from standard_site.files.models import StoredFile
from standard_site.lib.findings import Finding, Where
from standard_site.lib.refusal import NotAllowed, Refused

_LABEL_MOST = 200


def make_design(user: User, option: Option, label: str) -> Design:
    """The design of an option; asking again gives the same one. The model is improved outside the transaction.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: the option has no result, or its model is not taken in.
    """
    if not can_edit_project(user, option.study.design.project):
        raise NotAllowed
    if option.made is not None:
        return option.made
    if option.role not in IMPROVED or not option.is_ready or option.study.design.model is None:
        raise Refused([FINDINGS.make("option-not-ready", Where(field="option"))])
    files = _files(option.study.design, option.study.design.model, option)
    return _keep(user, option, files, label[:_LABEL_MOST])


@transaction.atomic
def _keep(user: User, option: Option, files: DesignFiles, label: str) -> Design:
    locked = Option.objects.select_for_update(of=("self",)).select_related("made").get(pk=option.pk)
    if locked.made is not None:  # somebody was quicker while the model was improved
        return locked.made
    design = option.study.design
    made = add_design(user, design.project, files, label, [*_remarks(design, option)])
    locked.made = made
    locked.save(update_fields=["made"])
    keys = [one["key"] for one in option.measures]
    record(design.project, user, "option-made", option.study_id, design=made.number, measures=keys)
    return made


def _files(design: Design, model: EnergyModel, option: Option) -> DesignFiles:
    try:
        improved = improve(model.canonical.read_text(), engine(), stored(option.measures))
    except SimulationError as error:
        raise Refused(error.findings) from error
    estimated = design.take_off_basis == TakeOffBasis.ENERGY_MODEL
    return DesignFiles(
        model=Upload(_renamed(design.model_file_name, option.number), [improved.text.encode("utf-8")]),
        known_take_off=None if estimated else take_off_taken_over(design),
        take_off_from_model=estimated,
        declared=_again(design.declared_file, design.declared_file_name),
        attachments=[Upload(name, [file.read_bytes()]) for name, file in attachments_of(model)],
    )


def _renamed(name: str, number: int) -> str:
    """The improved model is IDF text, whatever it was read from."""
    stem = name.rsplit(".", 1)[0] or "model"
    return f"{stem[:200]}-option-{number}.idf"


def _again(file: StoredFile | None, name: str) -> Upload | None:
    return None if file is None else Upload(name, [file.read_bytes()])


def _remarks(design: Design, option: Option) -> Iterator[Finding]:
    """How the design came to be, and what of it was not made anew."""
    values = {"number": design.number, "measures": titles(option.measures)}
    yield FINDINGS.make("option-made", None, **values)
    if design.take_off is not None and design.take_off_basis != TakeOffBasis.ENERGY_MODEL:
        yield FINDINGS.make("option-take-off-open", Where(file=design.take_off_file_name), **values)
    if design.declared_file is not None:
        yield FINDINGS.make("option-declared-open", Where(file=design.declared_file_name), **values)
