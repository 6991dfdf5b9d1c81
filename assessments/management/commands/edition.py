"""The standard from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments.edition_command import Subcommand, backtesting, checking, diffing, publishing, storing

SUBCOMMANDS: tuple[Subcommand, ...] = (backtesting, checking, diffing, publishing, storing)


class Command(BaseCommand):
    help = "Check, store, compare, try out and publish editions of the standard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for subcommand in SUBCOMMANDS:
            subcommand.add_arguments(actions.add_parser(subcommand.NAME, help=subcommand.HELP))

    def handle(self, *args: Any, **options: Any) -> None:
        subcommand = next(one for one in SUBCOMMANDS if options["action"] == one.NAME)
        subcommand.run(self, options)
