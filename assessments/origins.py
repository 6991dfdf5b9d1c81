"""Where a number came from, in words of both languages and in a form a page can link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from standard_site.lib.localised import Localised


@dataclass(frozen=True, slots=True)
class Origin:
    """`kind`: engine_meter, model, material_lines, declared, subject or computed; `ref` names the thing within it."""

    kind: str
    ref: str
    text: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "ref": self.ref, "text": dict(self.text)}


Row = tuple[str, Any, str, str, tuple[Origin, ...]]  # key, value, unit, source and origins of a metric


def engine_meter(name: str) -> Origin:
    return Origin(
        "engine_meter", name, {"en": f"EnergyPlus meter {name}", "zh-hans": f"EnergyPlus 计量表 {name}"}
    )


def model_objects(what: str, count: int) -> Origin:
    words = {
        "generators": "发电设备",
        "photovoltaic generators": "光伏发电设备",
        "fuel meters": "燃料计量表",
        "combustion objects": "燃烧设备",
    }
    return Origin(
        "model",
        what,
        {"en": f"{count} {what} in the energy model", "zh-hans": f"能耗模型中的{words[what]}：{count}"},
    )


def material_lines(module: str, formula: Localised) -> Origin:
    return Origin(
        "material_lines",
        module,
        {"en": f"take-off: {formula.en}", "zh-hans": f"材料清单：{formula.zh_hans}"},
    )


def declared_value(name: str, evidence: str | None) -> Origin:
    said = evidence or "–"
    return Origin(
        "declared",
        name,
        {"en": f"declared {name}; evidence: {said}", "zh-hans": f"申报值 {name}；依据：{said}"},
    )


def subject_value(name: str) -> Origin:
    return Origin("subject", name, {"en": f"project description: {name}", "zh-hans": f"项目说明：{name}"})


def computed(how: str, formula: str) -> Origin:
    words = {"sum": "求和", "edition formula": "标准公式", "per GIA": "单位 GIA"}
    return Origin("computed", how, {"en": f"{how}: {formula}", "zh-hans": f"{words[how]}：{formula}"})


def zone_report(name: str, zone: str | None) -> Origin:
    """What the engine reports zone by zone, of the worst occupied one."""
    text = {"en": "EnergyPlus report, worst occupied zone", "zh-hans": "EnergyPlus 报告，最不利使用区域"}
    named = {"en": f"{text['en']}: {zone}", "zh-hans": f"{text['zh-hans']}：{zone}"}
    return Origin("zone_report", name, text if zone is None else named)


def of_case(origin: Origin, title: Mapping[str, str]) -> Origin:
    """The same, said of the run of a case."""
    return replace(origin, text=in_case(origin.text, title))


def in_case(text: Mapping[str, str], title: Mapping[str, str]) -> dict[str, str]:
    """A text with the title of a case before it."""
    return {"en": f"{title['en']}: {text['en']}", "zh-hans": f"{title['zh-hans']}：{text['zh-hans']}"}
