"""A small edition's tables, with round numbers so that sums can be done by hand."""

from assessments.carbon.factors import FactorLibrary
from assessments.carbon.life_cycle import UpfrontParameters, waste_rates_from_rows
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.transport import Transport
from assessments.carbon.units import Unit


def factor(key: str, unit: str, value: object, **more: object) -> dict[str, object]:
    row = {
        "key": key,
        "name_en": key.replace("-", " ").capitalize(),
        "name_zh": f"{key}材料",
        "unit": unit,
        "kgco2e_per_unit": value,
        "modules": "A1-A3",
        "density_kg_per_m3": "",
        "waste_key": "default",
        "source": "handbook",
        "status": "F2",
    }
    return row | more


MATERIALS = [
    factor("concrete-c30", "m3", "300", name_zh="C30混凝土", density_kg_per_m3="2400", waste_key="in-situ"),
    factor("rebar", "t", "2340", density_kg_per_m3="7850", waste_key="rebar"),
    factor("window", "m2", "194"),
    factor("pipe", "kg", "4"),
    factor("delivered-brick", "m3", "200", density_kg_per_m3="1000", modules="A1-A3+A4"),
    factor("installed-board", "m2", "10", modules="A1-A3+A4+A5"),
    factor("glulam", "m3", "-600", density_kg_per_m3="470"),
    factor("unconfirmed", "kg", "1", status="M"),
    factor("blank", "kg", ""),
    factor("use-only", "kg", "1", modules="B4"),
    factor("twin-a", "kg", "1", name_en="Twin"),
    factor("twin-b", "kg", "2", name_en="Twin"),
]
TRANSPORT = [
    {"key": "truck-30t", "mode": "road", "kgco2e_per_tkm": "0.078", "source": "e", "status": "F2"},
    {"key": "container", "mode": "sea", "kgco2e_per_tkm": "0.012", "source": "e", "status": "F2"},
    {"key": "barge", "mode": "sea", "kgco2e_per_tkm": "0.5", "source": "e", "status": "NF"},
]
LEGS = [
    {"origin": "asia", "leg": "2", "transport": "container", "distance_km": "10000", "status": "F2"},
    {"origin": "asia", "leg": "1", "transport": "truck-30t", "distance_km": "300", "status": "F2"},
    {"origin": "local", "leg": "1", "transport": "truck-30t", "distance_km": "20", "status": "F2"},
    {"origin": "unknown", "leg": "1", "transport": "truck-30t", "distance_km": "1000", "status": "F2"},
]
WASTE = [
    {"key": "default", "waste_rate_percent": "5", "status": "F2"},
    {"key": "in-situ", "waste_rate_percent": "10", "status": "F2"},
]


def library() -> FactorLibrary:
    return FactorLibrary.from_rows(MATERIALS)


def transport() -> Transport:
    return Transport.from_rows(TRANSPORT, LEGS, {"road": "truck-30t", "sea": "container"})


def parameters(site: float | None = 40.0) -> UpfrontParameters:
    return UpfrontParameters(transport(), waste_rates_from_rows(WASTE), "default", site)


def line(material: str, quantity: float, unit: str, line_id: str = "A1", **more: object) -> TakeOffLine:
    return TakeOffLine(line_id, "Frame", material, quantity, Unit(unit), 2, **more)
