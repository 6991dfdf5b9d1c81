"""`serve`: web, worker, clock and broker on this machine until Ctrl-C."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments import demo
from assessments.command_line import make_ready
from standard_site.embedded import Service, ServiceDied, clock_command, running, web_command, worker_command


class Command(BaseCommand):
    help = "Run the whole service on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="127.0.0.1:8000")
        parser.add_argument("--concurrency", type=int, default=max(1, (os.cpu_count() or 2) - 1))

    def handle(self, *args: Any, **options: Any) -> None:
        make_ready()
        services = [
            Service("web", web_command(options["address"])),
            Service("worker", worker_command(options["concurrency"])),
            Service("clock", clock_command()),
        ]
        try:
            with running(services) as revive:
                self._welcome(options["address"])
                while True:
                    time.sleep(1)
                    revive()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        except ServiceDied as reason:
            raise CommandError(str(reason), returncode=1) from reason

    def _welcome(self, address: str) -> None:
        self.stdout.write(
            f"http://{address}/  (logs in {settings.VAR_DIR / 'logs'}, Ctrl-C stops everything)"
        )
        if os.environ.get("DATABASE_URL") and not settings.DEMO:
            return  # a database that somebody keeps gets no demo accounts
        for account in demo.make_accounts():
            self.stdout.write(f"  {account.role:16} {account.email:24} {account.password}")
