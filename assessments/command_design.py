"""The design that a command is given: its arguments, its files, and the project it is registered for."""

from __future__ import annotations

import functools
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assessments.actions.designs import DesignFiles, Upload
from assessments.actions.projects import ProjectValues
from assessments.command_line import file_name, read_subject, subject_values

CHUNK = 2**20  # bytes; a file that is too large is refused while it is read


def add_design_arguments(parser: ArgumentParser, *, model_required: bool = False) -> None:
    """What a design consists of, where it stands, and the edition it is held against."""
    parser.add_argument(
        "--model", type=existing_file, required=model_required, help="energy model, IDF or epJSON"
    )
    parser.add_argument(
        "--attach", type=existing_file, action="append", default=[], help="a file the model names; repeatable"
    )
    parser.add_argument("--take-off", type=existing_file, help="material take-off, XLSX or CSV")
    parser.add_argument(
        "--column",
        type=_column,
        action="append",
        default=[],
        metavar="COLUMN=HEADING",
        help='what a column is headed in the take-off, e.g. material="Item text"; repeatable',
    )
    parser.add_argument(
        "--take-off-from-model", action="store_true", help="estimate the take-off from the energy model"
    )
    parser.add_argument(
        "--declared", type=existing_file, help="declared values, YAML; the areas come from here"
    )
    parser.add_argument("--place", help="key of the place, e.g. baoting; else the declared one")
    parser.add_argument("--edition", help="key of the edition; the newest when left out")


def existing_file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise ArgumentTypeError(f"there is no file '{name}'")
    return path


def _column(text: str) -> tuple[str, str]:
    column, equals, heading = text.partition("=")
    if not (column.strip() and equals and heading.strip()):
        raise ArgumentTypeError(f"write column=heading, not '{text}'")
    return column.strip(), heading.strip()


def design_files(options: Mapping[str, Any]) -> DesignFiles:
    return DesignFiles(
        model=_optional(options["model"]),
        take_off=_optional(options["take_off"]),
        declared=_optional(options["declared"]),
        attachments=[_upload(path) for path in options["attach"]],
        take_off_from_model=options["take_off_from_model"],
        columns=dict(options["column"]),
    )


def project_values(options: Mapping[str, Any]) -> ProjectValues:
    """The subject as the declared file gives it; `--place` wins over the file."""
    path: Path | None = options["declared"]
    declared = read_subject(path, options["edition"]) if path is not None else None
    source = path or options["model"] or options["take_off"]
    values = subject_values(
        declared, name=Path(file_name(source)).stem if source else "", edition_key=options["edition"]
    )
    return replace(values, place_key=options["place"]) if options["place"] else values


def _optional(path: Path | None) -> Upload | None:
    return None if path is None else _upload(path)


def _upload(path: Path) -> Upload:
    return Upload(file_name(path), iter(functools.partial(path.open("rb").read, CHUNK), b""))
