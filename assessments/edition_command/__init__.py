"""One module per subcommand of `manage.py edition`.

Here, because an edition's annexes are understood by more than one app.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, Protocol

from django.core.management.base import BaseCommand


class Subcommand(Protocol):
    """What a module of this package offers."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, command: BaseCommand, options: dict[str, Any]) -> None: ...
