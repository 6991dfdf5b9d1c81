"""Small models and the shipped protocol, as the tests of preparation share them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyenergyplus
import yaml

from energyplus_runs.simulation.protocol import Protocol, read_protocol

ROOT = Path(__file__).resolve().parents[3]
MODELS = Path(__file__).resolve().parents[1] / "models"
PROTOTYPES = Path(pyenergyplus.__file__).with_name("data") / "model"
PROTOCOL_FILE = ROOT / "rules" / "editions" / "island-2026-r0" / "protocol.yaml"


def protocol_mapping() -> dict[str, Any]:
    return yaml.safe_load(PROTOCOL_FILE.read_text(encoding="utf-8"))


def protocol() -> Protocol:
    return read_protocol(protocol_mapping())


def box() -> str:
    return (MODELS / "box.idf").read_text(encoding="utf-8")


def box_zh() -> str:
    return (MODELS / "box_zh.idf").read_text(encoding="utf-8")


def prototype(name: str) -> str:
    """One of the DOE models that come with the test extra pyenergyplus-lbnl."""
    return (PROTOTYPES / name).read_text(encoding="latin-1")
