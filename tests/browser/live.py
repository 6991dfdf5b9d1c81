"""The whole service for these tests: `manage.py serve` in a folder, with a database and a queue, of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from tests import databases

ROOT = Path(__file__).parents[2]
START_S = 90.0
STOP_S = 30.0
REDIS_DATABASE = "/9"  # another than the caches of the rest of the suite, which are cleared before every test
# What projects are registered under, and were before.
EDITION, SUPERSEDED = "island-2026-r1", "island-2026-r0"
ARCHITECT, ASSESSOR, OPERATOR = "architect@example.org", "assessor@example.org", "operator@example.org"


@dataclass(frozen=True, slots=True)
class LiveService:
    """The running service; `passwords` by the demo accounts' e-mail addresses."""

    url: str
    var: Path
    passwords: dict[str, str]
    environment: Mapping[str, str]

    def run(self, module: str, *arguments: str) -> None:
        """A program beside the service, with its database."""
        command = [sys.executable, "-m", module, *arguments]
        subprocess.run(command, env=dict(self.environment), cwd=ROOT, check=True)

    def address(self, name: str, *args: object, language: str = "en") -> str:
        with translation.override(language):
            return self.url + reverse(name, args=args)

    def letters(self) -> str:
        """All mail sent so far, decoded as far as links need it."""
        files = sorted((self.var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
        return "\n".join(path.read_text() for path in files)


@contextmanager
def live_service(var: Path) -> Iterator[LiveService]:
    """Start web, worker, clock and broker; all of them end with the block.

    Raises:
        RuntimeError: the service does not answer in time; the end of its logs is the message.
    """
    _collect_static(var)
    address = f"127.0.0.1:{_free_port()}"
    with databases.migrated(var, f"browser_{os.getpid()}") as database:
        environment = _environment(var, address, database)
        with _process(environment, "serve", "--address", address, "--concurrency", "1") as process:
            url = f"http://{address}"
            yield LiveService(url, var, _wait(process, url, var), environment)


def _collect_static(var: Path) -> None:
    """Without compressing: the same addresses as in production, in a second; copies stay as they are while sources change."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    var.mkdir(parents=True, exist_ok=True)
    with override_settings(STORAGES={"default": files, "staticfiles": plain}, STATIC_ROOT=var / "static"):
        call_command("collectstatic", interactive=False, verbosity=0)


def _environment(var: Path, address: str, database: str) -> dict[str, str]:
    broker = os.environ.get("REDIS_URL", "")
    return {
        **os.environ,
        "VAR_DIR": str(var),
        "SITE_URL": f"http://{address}",
        "DEMO": "true",  # its accounts are the cast
        "DATABASE_URL": database,
        "REDIS_URL": urlsplit(broker)._replace(path=REDIS_DATABASE).geturl() if broker else "",
        "CELERY_QUEUE": f"browser-{os.getpid()}",
        "EMAIL_URL": f"filemail:///{var}/mail",
        "SWEEP_EVERY_S": "2",
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _process(environment: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    log = Path(environment["VAR_DIR"]) / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=STOP_S)


def _wait(process: subprocess.Popen[bytes], url: str, var: Path) -> dict[str, str]:
    """The accounts' passwords, once the pages answer and all accounts are made."""
    accounts = var / "demo" / "accounts.json"
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        if accounts.is_file() and accounts.stat().st_size and _answers(url):
            passwords: dict[str, str] = json.loads(accounts.read_text())
            return passwords
        time.sleep(0.2)
    logs = [path.read_text()[-2000:] for path in (var / "serve.log", *(var / "logs").glob("*.log"))]
    raise RuntimeError("The service did not start.\n" + "\n".join(logs))


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own address
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
