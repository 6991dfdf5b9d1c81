"""Databases with every migration applied: made once for a run of the suite, then copied for each process that needs one."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parents[1]
FOLDER = "SUITE_DIR"  # the variable in which a run's processes find the folder they share


def begin() -> None:
    """For the process that starts the others: the folder they share."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="suite-")


def end() -> None:
    """Nothing is left, on the server either."""
    folder = Path(os.environ.pop(FOLDER))
    if server() and (folder / "made").exists():
        _drop(_name_of(folder))
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def shared() -> Iterator[None]:
    """For a program that needs such a database outside a run of the suite."""
    begin()
    try:
        yield
    finally:
        end()


def server() -> str:
    """The address of the PostgreSQL database the suite is run with; empty with the embedded one."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


@contextmanager
def migrated(folder: Path, name: str) -> Iterator[str]:
    """A database of one's own, on the server under a name, else a file `db.sqlite3` in a folder; its address on the server."""
    template = _template()
    if not server():
        shutil.copyfile(template / "db.sqlite3", folder / "db.sqlite3")
        yield ""
        return
    with _only_one(template):  # a template may have no other visitor
        _ask(f'CREATE DATABASE "{name}" TEMPLATE "{_name_of(template)}"')
    try:
        yield _address(name)
    finally:
        _drop(name)


def _template() -> Path:
    folder = Path(os.environ[FOLDER])
    with _only_one(folder):
        if not (folder / "made").exists():
            _migrate(folder)
            (folder / "made").touch()
    return folder


def _migrate(folder: Path) -> None:
    environment = {**os.environ, "VAR_DIR": str(folder)}
    if server():
        _ask(f'CREATE DATABASE "{_name_of(folder)}"')
        environment["DATABASE_URL"] = _address(_name_of(folder))
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _name_of(folder: Path) -> str:
    return folder.name.replace("-", "_")


def _address(name: str) -> str:
    return urlunsplit(urlsplit(server())._replace(path=f"/{name}"))


def _drop(name: str) -> None:
    _ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _ask(statement: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(statement)
