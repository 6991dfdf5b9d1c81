"""`options`: a design in, measures tried on it and ranked, in this process, by the same actions as the pages."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from assessments.actions.designs import add_design
from assessments.actions.projects import register_project
from assessments.api.serializers.options import RankingSerializer
from assessments.command_design import add_design_arguments, design_files, project_values
from assessments.command_line import acting_account, make_ready
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
        add_design_arguments(parser, model_required=True)
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
    project = register_project(user, organisation, project_values(options))
    try:
        design = add_design(user, project, design_files(options))
        study = request_study(user, design, options["measure"], options["together"], send=False)
    except BaseException:
        project.delete()  # input that is refused leaves nothing behind
        raise
    for option in study.options.select_related("run"):
        if option.run.is_open:
            execute(str(option.run_id), worker="command line")
    return with_runs(OptionStudy.objects.filter(pk=study.pk), results=True).get()


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
