"""The value of a curve of one variable, as the engine takes it."""

from __future__ import annotations

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.numerals import parse_number

# Type -> its coefficients, from the constant up.
_POLYNOMIALS = {
    "Curve:Linear": ("Coefficient1 Constant", "Coefficient2 x"),
    "Curve:Quadratic": ("Coefficient1 Constant", "Coefficient2 x", "Coefficient3 x**2"),
    "Curve:Cubic": ("Coefficient1 Constant", "Coefficient2 x", "Coefficient3 x**2", "Coefficient4 x**3"),
    "Curve:Quartic": (
        "Coefficient1 Constant", "Coefficient2 x", "Coefficient3 x**2", "Coefficient4 x**3", "Coefficient5 x**4",
    ),
}  # fmt: skip
_BOUNDS = ("Minimum Value of x", "Maximum Value of x")


def curve_of(model: IdfModel, name: str) -> IdfObject | None:
    """The polynomial of this name; None for another kind of curve, or none."""
    return next(
        (item for kind in _POLYNOMIALS for item in model.objects(kind) if item.name.lower() == name.lower()),
        None,
    )


def value_at(curve: IdfObject, x: float) -> float | None:
    """The curve at x, held to its bounds; None where a coefficient is no number."""
    kind = next(kind for kind in _POLYNOMIALS if kind.lower() == curve.type_name.lower())
    coefficients = [parse_number(curve.get(title)) for title in _POLYNOMIALS[kind]]
    known = [value for value in coefficients if value is not None]
    if len(known) < len(coefficients):
        return None
    low, high = (parse_number(curve.get(title)) for title in _BOUNDS)
    x = x if low is None else max(x, low)
    x = x if high is None else min(x, high)
    total = 0.0
    for coefficient in reversed(known):
        total = total * x + coefficient
    return total
