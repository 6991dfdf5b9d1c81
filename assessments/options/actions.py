"""Asking for a study of options, combining, and stopping it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from assessments.auditing import record
from assessments.carbon.declared import Declared
from assessments.cases import needed_cases, treatments_of
from assessments.inputs import design_declared
from assessments.models import Design
from assessments.options.choosing import chosen_for, stored
from assessments.options.findings import FINDINGS, conflict
from assessments.options.models import Option, OptionRole, OptionStudy
from assessments.policies import can_edit_project
from assessments.protocols import protocol_for
from assessments.subject import subject_of
from energyplus_runs.actions import cancel_run, enqueue, request_run
from energyplus_runs.known import take_known
from energyplus_runs.limits import check_room
from energyplus_runs.models import Run
from energyplus_runs.selectors import places
from energyplus_runs.simulation.measures.choosing import Chosen, treatment_of
from energyplus_runs.simulation.scenarios import Case
from rules.engine.evaluation import Subject
from standard_site.accounts.models import User
from standard_site.lib.findings import Where
from standard_site.lib.refusal import NotAllowed, Refused

OPTION = "option"  # the case of the runs of measures
MOST_OPTIONS = 20
_REFERENCE = "reference"


@transaction.atomic
def request_study(
    user: User, design: Design, measures: object, together: bool = False, send: bool = True
) -> OptionStudy:
    """Try measures on a design, each by itself and, if asked, all together.

    `measures` are `[{"key": …, "parameters": {…}}]`. With `send=False` the caller carries the runs out itself.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: the design has no model, or something is wrong with the measures.
        Conflict, Busy: the person, or the service, has as many simulations as are taken.
    """
    project = design.project
    if not can_edit_project(user, project):
        raise NotAllowed
    if design.model is None or not project.place_key:
        raise Refused([FINDINGS.make("options-need-model", Where(field="design"))])
    chosen = chosen_for(design, measures)
    if together and len(chosen) < 2:
        raise Refused([FINDINGS.make("options-combine-two", Where(field="together"))])
    _check_limit(user, send)
    edition = project.edition.loaded()
    declared = design_declared(design, edition)
    subject = subject_of(project, declared.subject if declared is not None else None)
    study = OptionStudy.objects.create(
        design=design, edition=project.edition, subject=subject, requested_by=user
    )
    options = _first_options(user, study, _reference_cases(study, declared))
    options += [_add(user, study, (one,)) for one in chosen]
    options += [_add(user, study, chosen)] if together else []
    keys = [one.measure.key for one in chosen]
    record(project, user, "options-requested", study.pk, design=design.number, measures=keys)
    _start(options, send)
    return study


@transaction.atomic
def combine(user: User, study: OptionStudy, numbers: Sequence[int], send: bool = True) -> Option:
    """Simulate measures of a study together; the same combination is simulated once.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: there are not two different measures with these numbers.
        Conflict, Busy: the study is full, or the person or the service has as many simulations as are taken.
    """
    if not can_edit_project(user, study.design.project):
        raise NotAllowed
    study = OptionStudy.objects.select_for_update(of=("self",)).get(pk=study.pk)
    chosen = _picked(study, numbers)
    wanted = [one.to_json() for one in chosen]
    same = study.options.filter(role=OptionRole.COMBINATION, measures=wanted).first()
    if same is not None:
        return same
    if study.options.count() >= MOST_OPTIONS:
        raise conflict("options-study-full", most=MOST_OPTIONS)
    _check_limit(user, send)
    option = _add(user, study, chosen)
    keys = [one.measure.key for one in chosen]
    record(study.design.project, user, "options-combined", study.pk, option=option.number, measures=keys)
    _start([option], send)
    return option


@transaction.atomic
def cancel_study(user: User, study: OptionStudy) -> bool:
    """Stop what is still waiting or running; False when everything was over already."""
    if not can_edit_project(user, study.design.project):
        raise NotAllowed
    options = study.options.select_related("run")
    stopped = [cancel_run(option.run) for option in options]
    if any(stopped):
        record(study.design.project, user, "options-cancelled", study.pk, design=study.design.number)
    return any(stopped)


def _reference_cases(study: OptionStudy, declared: Declared | None) -> list[Case]:
    """What the design is held against, which no measure moves; the other cases of a measure are not simulated."""
    place = places()[study.subject["place"]]
    judged = Subject.from_json({**study.subject, "grid_region": place.grid_region})
    cases = needed_cases(study.edition.loaded(), judged, declared.metrics if declared is not None else ())
    return [case for case in cases if all(one["kind"] == _REFERENCE for one in case.treatments)]


def _check_limit(user: User, send: bool) -> None:
    """One person's requests are counted one after the other, so that many at once cannot pass together."""
    if send:
        User.objects.select_for_update().get(pk=user.pk)
        check_room(user)


def _picked(study: OptionStudy, numbers: Sequence[int]) -> tuple[Chosen, ...]:
    by_number = {option.number: option for option in study.options.all() if option.role == OptionRole.MEASURE}
    strange = [number for number in numbers if number not in by_number]
    if strange:
        raise Refused([FINDINGS.make("options-no-such", Where(field="numbers"), number=strange[0])])
    if len(set(numbers)) < 2:
        raise Refused([FINDINGS.make("options-combine-two", Where(field="numbers"))])
    return stored([by_number[number].measures[0] for number in sorted(set(numbers))])


def _first_options(user: User, study: OptionStudy, cases: Iterable[Case]) -> list[Option]:
    """The design itself, and the reference building where the edition asks for one."""
    ask = _asking(user, study)
    options = [_keep(study, OptionRole.DESIGN, ask())]
    edition = study.edition.loaded()
    for case in cases:
        run = ask(
            case=case.key, treatments=treatments_of(edition, case, study.subject), expected_hours=case.hours
        )
        options.append(_keep(study, OptionRole.REFERENCE, run))
    return options


def _add(user: User, study: OptionStudy, chosen: Sequence[Chosen]) -> Option:
    role = OptionRole.MEASURE if len(chosen) == 1 else OptionRole.COMBINATION
    run = _asking(user, study)(case=OPTION, treatments=[treatment_of(chosen)])
    return _keep(study, role, run, [one.to_json() for one in chosen])


def _asking(user: User, study: OptionStudy) -> Callable[..., Run]:
    """A maker of runs of the design at the study's place, under its edition's protocol."""
    protocol, model = protocol_for(study.edition.loaded(), study.subject["uses"]), study.design.model
    if model is None:
        raise Refused([FINDINGS.make("options-need-model", Where(field="design"))])
    return partial(request_run, model, study.subject["place"], protocol, user)


def _keep(study: OptionStudy, role: OptionRole, run: Run, measures: Sequence[Any] = ()) -> Option:
    number = study.options.count()
    return Option.objects.create(study=study, number=number, role=role, run=run, measures=list(measures))


def _start(options: Iterable[Option], send: bool) -> None:
    """What was simulated before is over at once; the rest waits in the queue."""
    for option in options:
        if send:
            enqueue(option.run)
        else:
            take_known(option.run)
