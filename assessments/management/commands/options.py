"""`options`: a design in, measures tried on it and ranked, in this process, by the same actions as the pages."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.actions.projects import register_project
from assessments.api.serializers.options import RankingSerializer
from assessments.command_line import acting_account, file_name, make_ready, read_subject, subject_values
from assessments.options.actions import request_study
from assessments.options.choosing import titles
from assessments.options.models import OptionStudy
from assessments.options.ranking import ORDERS, Ranked, Ranking, rank
from assessments.options.selectors import with_runs
from assessments.refusal import Refused
from energyplus_runs.execution import execute
from energyplus_runs.simulation.measures.catalogue import measures
from standard_site.lib.formats import number

EXIT_REFUSED = 2
_COLUMNS = "{title:60} {operating:>18} {whole_life:>18}  {state}"


class Command(BaseCommand):
    help = "Try improvement measures on a design, with real EnergyPlus, and rank them, without a server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--model", type=_file, required=True, help="energy model, IDF or epJSON")
        parser.add_argument(
            "--attach", type=_file, action="append", default=[], help="a file the model names"
        )
        parser.add_argument("--take-off", type=_file, help="material take-off, CSV")
        parser.add_argument("--declared", type=_file, help="declared values, YAML; the areas come from here")
        parser.add_argument("--place", help="key of the place, e.g. baoting; else the declared one")
        parser.add_argument("--edition", help="key of the edition; the newest when left out")
        parser.add_argument(
            "--measure",
            type=_measure,
            action="append",
            required=True,
            help="key of a measure, with numbers where they are no defaults: cool-roof:solar_absorptance=0.25; repeatable",
        )
        parser.add_argument("--together", action="store_true", help="simulate all of them together as well")
        parser.add_argument("--by", choices=sorted(ORDERS), default="operating")
        parser.add_argument("--json", action="store_true", help="print the ranking as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            make_ready()
            study = _study(options)
        except Refused as refused:
            self.stderr.write("\n".join(str(finding) for finding in refused.findings))
            sys.exit(EXIT_REFUSED)
        ranking = rank(study, options["by"])
        told = RankingSerializer(ranking).data if options["json"] else None
        text = (
            "\n".join(_in_words(ranking)) if told is None else json.dumps(told, ensure_ascii=False, indent=2)
        )
        self.stdout.write(text)


def _study(options: dict[str, Any]) -> OptionStudy:
    user, organisation = acting_account()
    declared = options["declared"]
    subject = read_subject(declared, options["edition"]) if declared is not None else None
    values = subject_values(subject, Path(file_name(options["model"])).stem, options["edition"])
    values = replace(values, place_key=options["place"]) if options["place"] else values
    project = register_project(user, organisation, values)
    try:
        design = add_design(user, project, _files(options))
        study = request_study(user, design, options["measure"], options["together"], send=False)
    except BaseException:
        project.delete()  # input that is refused leaves nothing behind
        raise
    for option in study.options.select_related("run"):
        if option.run.is_open:
            execute(str(option.run_id), worker="command line")
    return with_runs(OptionStudy.objects.filter(pk=study.pk), results=True).get()


def _files(options: dict[str, Any]) -> DesignFiles:
    model, take_off, declared = (
        _upload(options[name]) if options[name] is not None else None
        for name in ("model", "take_off", "declared")
    )
    attachments = [_upload(path) for path in options["attach"]]
    return DesignFiles(model, take_off, declared, attachments)


def _upload(path: Path) -> Upload:
    return Upload(file_name(path), [path.read_bytes()])


def _in_words(ranking: Ranking) -> Iterator[str]:
    """One line for each option, savings against the design as it is; the units are in the first."""
    heads = {"operating": "kgCO2/m2/yr", "whole_life": "kgCO2e/m2"}
    yield _COLUMNS.format(title="saved by", state="", **heads)
    yield from (_line(one) for one in ranking.options)


def _line(one: Ranked) -> str:
    saved = (one.operating_saved_kgco2_per_m2_yr, one.whole_life_saved_kgco2e_per_m2)
    operating, whole_life = (number(value) for value in saved)
    title = titles(one.option.measures)["en"]
    return _COLUMNS.format(title=title, operating=operating, whole_life=whole_life, state=one.state)


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise ArgumentTypeError(f"there is no file '{name}'")
    return path


def _measure(text: str) -> dict[str, Any]:
    """A measure by its defaults, and the numbers given; whether they are right is for the study to say."""
    key, _, rest = text.partition(":")
    known = measures().get(key)
    parameters = known.defaults() if known is not None else {}
    for pair in filter(None, rest.split(",")):
        name, _, value = pair.partition("=")
        try:
            parameters[name] = float(value)
        except ValueError:
            raise ArgumentTypeError(f"'{pair}' is no number of a measure, as in share=0.5") from None
    return {"key": key, "parameters": parameters}
