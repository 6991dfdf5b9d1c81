"""The pictures of a whole life by module, element and material; each says its finding and has a table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.carbon.rows import sum_of
from assessments.carbon.views import View
from assessments.carbon.whole_life import END_OF_LIFE, MODULES, OF_A_LINE
from assessments.presentation.charts import Chart
from assessments.presentation.whole_life_parts import (
    MOST_DRAWN,
    PALETTE,
    Life,
    Picture,
    in_part_note,
    known_in_part,
    known_sum,
    share,
    tonnes,
    unknown_note,
)
from standard_site.lib.formats import number, unit

_STAGES: Final = (
    ("A1-A3", ("A1-A3",)),
    ("A4", ("A4",)),
    ("A5.3", ("A5.3",)),
    ("B4", ("B4",)),
    ("C1–C4", END_OF_LIFE),
)


Part = tuple[str, Mapping[str, float | None]]
"""The label of an element or a material, and its modules."""

Flow = tuple[str, str, Mapping[str, float | None]]
"""A material, an element and the modules of the lines that are both."""


def pictures_of_parts(life: Life, views: Sequence[View]) -> Iterator[Picture]:
    """Those there are numbers for."""
    found = (_modules(life), _views(views), _elements(life), _materials(life), _flows(life))
    return (picture for picture in found if picture is not None)


def module_series(rows: Sequence[Mapping[str, float | None]]) -> list[dict[str, Any]]:
    """One series of stacked bars for each module that any row has."""
    return [
        {"key": PALETTE.get(module, module), "name": module, "values": [row.get(module) for row in rows]}
        for module in MODULES
        if any(row.get(module) for row in rows)
    ]


def _modules(life: Life) -> Picture | None:
    modules = {name: life.member["modules"][name] for name in MODULES}
    known = {name: value for name, value in modules.items() if value}
    if not known:
        return None
    bars = [
        {"key": PALETTE.get(name, name), "name": name, "value": value, "href": life.address(module=name)}
        for name, value in known.items()
    ]
    chart = Chart(
        id="chart-life-modules",
        module="chart-bars",
        caption=_("Whole-life carbon by module over %(years)s years, in kgCO₂e") % {"years": life.period_yr},
        data={"kind": "module", "bars": bars, "unit": unit("kgCO2e")},
        columns=(_("Module"), unit("kgCO2e")),
        table=tuple((life.linked(name, module=name), number(value, 0)) for name, value in modules.items()),
        size="tall",
    )
    return Picture(_title_of_modules(life, known), chart, unknown_note(modules))


def _title_of_modules(life: Life, known: Mapping[str, float]) -> str:
    largest = max(known, key=lambda name: known[name])
    total = life.member["total_kgco2e"]
    if not total or total < 0:
        return _("%(module)s is the largest of the modules that are known") % {"module": largest}
    said = {
        "module": largest,
        "share": share(known[largest], total),
        "total": tonnes(total),
        "years": life.period_yr,
    }
    return _("%(module)s is %(share)s of the %(total)s t CO₂e of %(years)s years") % said


def _views(views: Sequence[View]) -> Picture | None:
    """The three views by area; a view without its area has no bar."""
    drawn = [view for view in views if view.area_m2]
    rows = [
        {term.module: _by_area(view, index) for index, term in enumerate(view.terms) if term.counted}
        for view in drawn
    ]
    series = module_series(rows)
    if not series:
        return None
    names = {"uk": _("United Kingdom"), "eu": _("European Union"), "cn": _("China")}
    labels = [names[view.recipe.key] for view in drawn]
    chart = Chart(
        id="chart-life-views",
        module="chart-stacked",
        caption=_("Each view by module, in kg per m² of its own area, over its own years"),
        data={"categories": labels, "series": series, "unit": unit("kg/m2")},
        columns=(_("Module"), *labels),
        table=tuple(_view_row(drawn, index) for index in range(len(drawn[0].terms))),
        size="tall",
    )
    return Picture(_title_of_views(drawn, labels), chart, _notes_of_views(drawn, labels))


def _view_row(views: Sequence[View], index: int) -> tuple[str, ...]:
    """A module of all views; what a view does not count is another thing than what is not known."""
    cells = [
        number(_by_area(view, index), 1) if view.terms[index].counted else _("not counted") for view in views
    ]
    return (views[0].terms[index].module, *cells)


def _by_area(view: View, index: int) -> float | None:
    value = view.terms[index].value_kg
    return value / view.area_m2 if value is not None and view.area_m2 else None


def _title_of_views(views: Sequence[View], labels: Sequence[str]) -> str:
    known = {label: view.total_kg_per_m2 for label, view in zip(labels, views, strict=True)}
    told = [f"{label} {number(value, 0)}" for label, value in known.items() if value is not None]
    if not told:
        return _("The views so far as they are known")
    return _("The same building by view, in kg/m²: %(views)s") % {"views": _(", ").join(told)}


def _notes_of_views(views: Sequence[View], labels: Sequence[str]) -> tuple[str, ...]:
    notes = []
    for view, label in zip(views, labels, strict=True):
        unknown = [term.module for term in view.terms if term.counted and term.value_kg is None]
        if unknown:
            said = {"view": label, "modules": ", ".join(unknown)}
            notes.append(_("%(view)s: not known, so not in the picture: %(modules)s.") % said)
    return tuple(notes)


def _elements(life: Life) -> Picture | None:
    parts = _by_size(life.member["by_element"])
    drawn = [(label, modules) for label, modules in parts[:MOST_DRAWN] if _size(modules) > 0]
    if not drawn:
        return None
    chart = Chart(
        id="chart-life-elements",
        module="chart-stacked",
        caption=_("Carbon of the materials by building element over %(years)s years, in kgCO₂e")
        % {"years": life.period_yr},
        data={
            "categories": [label for label, _modules in drawn],
            "series": _stage_series(life, drawn),
            "unit": unit("kgCO2e"),
        },
        columns=(_("Element"), *(name for name, _names in _STAGES), _("Total")),
        table=tuple(
            (life.linked(label, element=label), *_stages(modules), number(sum_of(modules.values()), 0))
            for label, modules in parts
        ),
        size="tall" if len(drawn) > 6 else "",
    )
    largest = share(_size(drawn[0][1]), _total(parts))
    told = (
        _("%(element)s carries %(share)s of what is known of the carbon of the materials")
        if known_in_part(life.member)
        else _("%(element)s carries %(share)s of the carbon of the materials")
    )
    title = told % {"element": drawn[0][0], "share": largest}
    return Picture(title, chart, (*_left_out(len(parts) - len(drawn)), *in_part_note(life.member)))


def _by_size(parts: Iterable[Mapping[str, Any]]) -> list[Part]:
    return sorted(((part["label"], part["modules"]) for part in parts), key=lambda part: -_size(part[1]))


def _total(parts: Sequence[Part]) -> float:
    """What is drawn of all parts [kgCO2e]: those above zero."""
    return sum(max(_size(modules), 0.0) for _label, modules in parts)


def _left_out(count: int) -> tuple[str, ...]:
    if count <= 0:
        return ()
    return (_("Smaller ones that are in the table only: %(count)s.") % {"count": number(count, 0)},)


def _stage_series(life: Life, drawn: Sequence[Part]) -> list[dict[str, Any]]:
    hrefs = [life.address(element=label) for label, _modules in drawn]
    return [
        {
            "key": PALETTE.get(names[0], names[0]),
            "name": name,
            "values": [known_sum(modules[one] for one in names) for _label, modules in drawn],
            "hrefs": hrefs,
        }
        for name, names in _STAGES
    ]


def _stages(modules: Mapping[str, float | None]) -> tuple[str, ...]:
    return tuple(number(sum_of(modules[one] for one in names), 0) for _name, names in _STAGES)


def _size(modules: Mapping[str, float | None]) -> float:
    return known_sum(modules[module] for module in OF_A_LINE)


def _materials(life: Life) -> Picture | None:
    parts = _by_size(life.member["by_material"])
    total = _total(parts)
    tiles = _tiles(life, parts, total)
    if not tiles:
        return None
    caption = _(
        "Carbon of the materials by material over %(years)s years, in kgCO₂e; areas are in proportion"
    )
    chart = Chart(
        id="chart-life-materials",
        module="chart-treemap",
        caption=caption % {"years": life.period_yr},
        data={"tiles": tiles, "unit": unit("kgCO2e")},
        columns=(_("Material"), unit("kgCO2e")),
        table=tuple(
            (life.linked(life.name_of(label), material=label), number(sum_of(modules.values()), 0))
            for label, modules in parts
        ),
        size="tall",
    )
    return Picture(_title_of_materials(life, tiles, total), chart, in_part_note(life.member))


def _tiles(life: Life, parts: Sequence[Part], total: float) -> list[dict[str, Any]]:
    """The largest, and all others as one; a material that emits nothing has no tile."""
    sizes = [(label, _size(modules)) for label, modules in parts if _size(modules) > 0]
    drawn = [
        (life.name_of(label), size, life.address(material=label)) for label, size in sizes[: 2 * MOST_DRAWN]
    ]
    rest = known_sum(size for _label, size in sizes[2 * MOST_DRAWN :])
    if rest:
        drawn.append((_("All others"), rest, life.address()))
    return [
        {"name": name, "value": size, "share": share(size, total), "href": href} for name, size, href in drawn
    ]


def _title_of_materials(life: Life, tiles: Sequence[Mapping[str, Any]], total: float) -> str:
    first = tiles[:3]
    names = _(", ").join(str(tile["name"]) for tile in first)
    said = {"materials": names, "share": share(sum(tile["value"] for tile in first), total)}
    if known_in_part(life.member):
        return _("%(materials)s: %(share)s of what is known of the carbon of the materials") % said
    return _("%(materials)s: %(share)s of the carbon of the materials") % said


def _flows(life: Life) -> Picture | None:
    """From material through element to module; scorecards made before flows were kept have none."""
    flows = [(one["material"], one["element"], one["modules"]) for one in life.member.get("flows", ())]
    pairs = [(material, element, modules) for material, element, modules in flows if _size(modules) > 0]
    if not pairs:
        return None
    materials = _largest([(material, _size(modules)) for material, _e, modules in pairs])
    elements = _largest([(element, _size(modules)) for _m, element, modules in pairs])
    links = _links(life, pairs, materials, elements)
    return Picture(
        _title_of_flows(life, pairs),
        _flow_chart(life, links, materials, elements),
        in_part_note(life.member),
        wide=True,
    )


def _title_of_flows(life: Life, pairs: Sequence[Flow]) -> str:
    material, element, modules = max(pairs, key=lambda pair: _size(pair[2]))
    total = sum(_size(each) for _material, _element, each in pairs)
    said = {"material": life.name_of(material), "element": element, "share": share(_size(modules), total)}
    if known_in_part(life.member):
        return (
            _("The largest flow that is known is %(material)s in %(element)s: %(share)s of what is known")
            % said
        )
    return _("The largest flow is %(material)s in %(element)s: %(share)s") % said


def _links(
    life: Life, pairs: Sequence[Flow], materials: frozenset[str], elements: frozenset[str]
) -> dict[tuple[str, str], float]:
    """From material to element and from element to module [kgCO2e]; the smaller ones together."""
    rest = _("All others")
    links: dict[tuple[str, str], float] = {}
    for material, element, modules in pairs:
        middle = f"e:{element if element in elements else rest}"
        first = f"m:{life.name_of(material) if material in materials else rest}"
        links[first, middle] = links.get((first, middle), 0.0) + _size(modules)
        for name, names in _STAGES:
            value = known_sum(modules[one] for one in names)
            if value > 0:
                links[middle, f"s:{name}"] = links.get((middle, f"s:{name}"), 0.0) + value
    return links


def _largest(sizes: Sequence[tuple[str, float]]) -> frozenset[str]:
    totals: dict[str, float] = {}
    for name, size in sizes:
        totals[name] = totals.get(name, 0.0) + size
    most = MOST_DRAWN if len(totals) > MOST_DRAWN + 1 else MOST_DRAWN + 1  # one alone is no "all others"
    return frozenset(sorted(totals, key=lambda name: -totals[name])[:most])


def _flow_chart(
    life: Life, links: Mapping[tuple[str, str], float], materials: frozenset[str], elements: frozenset[str]
) -> Chart:
    address = {
        **{f"m:{life.name_of(label)}": life.address(material=label) for label in materials},
        **{f"e:{label}": life.address(element=label) for label in elements},
        **{f"s:{name}": life.address(module=names[0]) for name, names in _STAGES if len(names) == 1},
    }
    nodes = dict.fromkeys(end for link in links for end in link)
    palette = {f"s:{name}": PALETTE.get(names[0], names[0]) for name, names in _STAGES}
    return Chart(
        id="chart-life-flows",
        module="chart-sankey",
        caption=_("Carbon of the materials over %(years)s years, in kgCO₂e: material, element, module")
        % {"years": life.period_yr},
        data={
            "nodes": [
                {"name": node, "label": node[2:], "key": palette.get(node, ""), "href": address.get(node, "")}
                for node in nodes
            ],
            "links": [{"source": a, "target": b, "value": value} for (a, b), value in links.items()],
            "unit": unit("kgCO2e"),
        },
        columns=(_("From"), _("To"), unit("kgCO2e")),
        table=tuple((a[2:], b[2:], number(value, 0)) for (a, b), value in links.items()),
        size="flows",
    )
