"""`edition store`: the shipped editions into the database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from rules.actions.store import store_shipped_editions

NAME = "store"
HELP = "take the shipped editions into the database"


def add_arguments(parser: ArgumentParser) -> None:
    """No arguments."""


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    for stored in store_shipped_editions():
        command.stdout.write(f"{stored.key} {stored.digest[:12]} {stored.status}")
