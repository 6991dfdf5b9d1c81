"""Reading declared values: YAML and JSON, and what strangers put in them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.carbon.declared import DeclaredRules, read_declared
from assessments.carbon.declared_subject import DeclaredUse, SubjectRules

RULES = DeclaredRules(
    subject=SubjectRules(typologies=frozenset({"hotel", "flats"}), places=frozenset({"baoting"})),
    metric_keys=frozenset({"pv_area_m2", "has_plan", "legs_km", "method"}),
)
GOOD = """\
subject:
  name: 民宿
  place: baoting
  works: new
  stage: design
  typology: hotel
  gia_m2: 2160
  construction_start_year: 2027
metrics:
  pv_area_m2: {value: 279, unit: m2, evidence: roof plan A-05}
  has_plan: {value: true, evidence: plan}
  legs_km: {value: [1, 2.5], unit: km, evidence: list}
  method: {value: EN 15804+A2, unit: text, evidence: report}
refrigerants:
  - {type: R-32, charge_kg: 10, leak_rate: 0.05}
equipment:
  - {name: Heat pump, service: hot water, energy: electricity, count: 2, capacity_kw: 24, cop: 3.4}
"""


def read(text: str, encoding: str = "utf-8"):
    return read_declared(text.encode(encoding), "declared.yaml", RULES)


def codes(declared) -> list[str]:
    return [finding.code for finding in declared.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_whole_file(encoding):
    declared = read(GOOD, encoding)
    assert declared.findings == ()
    assert declared.subject.name == "民宿"
    assert declared.subject.uses == (DeclaredUse("hotel", 2160.0),)
    assert declared.subject.construction_start_year == 2027
    assert declared.subject.footprint_m2 is None
    assert declared.metrics["pv_area_m2"].value == 279.0
    assert declared.metrics["has_plan"].value is True
    assert declared.metrics["legs_km"].value == (1.0, 2.5)
    assert declared.metrics["method"].value == "EN 15804+A2"
    assert (declared.refrigerants[0].type, declared.refrigerants[0].charge_kg) == ("R-32", 10.0)
    assert declared.equipment[0].count == 2
    assert declared.combustion_count == 0


def test_json_says_the_same():
    text = json.dumps(
        {
            "subject": {"typology": "hotel", "gia_m2": 2160},
            "metrics": {"pv_area_m2": {"value": 279, "unit": "m2", "evidence": "A-05"}},
            "refrigerants": [],
        },
        indent="\t",
    )
    declared = read(text)
    assert declared.findings == ()
    assert declared.subject.gia_m2 == 2160.0
    assert declared.metrics["pv_area_m2"].value == 279.0
    assert declared.refrigerants == ()
    assert declared.equipment is None
    assert declared.combustion_count is None


def test_absent_is_missing_and_empty_is_none_there():
    declared = read("subject: {gia_m2: 10}\nrefrigerants: []\n")
    assert declared.refrigerants == ()
    assert declared.equipment is None
    assert read("subject: {gia_m2: 10}\nrefrigerants:\n").refrigerants is None


def test_mixed_uses_are_compared_with_the_whole():
    text = "subject: {gia_m2: 100, uses: [{typology: hotel, gia_m2: 60}, {typology: flats, gia_m2: %s}]}\n"
    assert read(text % 40).findings == ()
    assert codes(read(text % 30)) == ["declared-uses-area-differs"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("gia_m2: 0", "value-not-positive"),
        ("gia_m2: -5", "value-not-positive"),
        ("gia_m2: large", "value-not-a-number"),
        ("gia_m2: '2160'", "value-not-a-number"),
        ("gia_m2: 02160", "value-not-a-number"),
        ("gia_m2: 1:30", "value-not-a-number"),
        ("gia_m2: true", "value-not-a-number"),
        ("gia_m2: [1]", "value-not-a-number"),
        ("gia_m2: .nan", "value-not-finite"),
        ("gia_m2: .inf", "value-not-finite"),
        ("construction_start_year: 1890", "declared-out-of-range"),
        ("construction_start_year: 2101", "declared-out-of-range"),
        ("construction_start_year: 2027.5", "declared-out-of-range"),
        ("construction_start_year: 2027-01-01", "value-not-a-number"),
        ("typology: castle", "declared-unknown-word"),
        ("place: atlantis", "declared-unknown-word"),
        ("works: repair", "declared-unknown-word"),
        ("name: 12", "declared-not-text"),
        ("giaa_m2: 5", "declared-unknown-key"),
        ("uses: 5", "declared-not-a-list"),
        ("uses: [5]", "declared-not-a-mapping-here"),
        ("uses: []\n  typology: hotel", "declared-typology-and-uses"),
    ],
)
def test_bad_subject(line, code):
    declared = read(f"subject:\n  {line}\n")
    assert codes(declared) == [code]
    assert not declared.accepted
    assert declared.findings[0].where.line in (2, 3)
    assert declared.findings[0].where.field.startswith("subject.")


def test_exponents_are_numbers():
    assert read("subject: {gia_m2: 2.16e3}").subject.gia_m2 == 2160.0
    assert read("subject: {gia_m2: 2e3}").subject.gia_m2 == 2000.0


def test_an_unknown_key_is_answered_with_the_nearest():
    assert "gia_m2" in read("subject: {giam2: 5}").findings[0].remedy["en"]


@pytest.mark.parametrize(
    ("metric", "found"),
    [
        ("pv_area_m2: {value: 1, unit: m2}", ["declared-metric-without-evidence"]),
        ("pv_area_m2: {value: 1, evidence: A}", ["declared-metric-without-unit"]),
        ("pv_area_m2: {unit: m2, evidence: A}", ["declared-metric-without-value"]),
        ("pv_area_m2: {value: , unit: m2, evidence: A}", ["declared-metric-without-value"]),
        ("pv_area_m2: {value: some, unit: m2, evidence: A}", ["value-not-a-number"]),
        ("pv_area_m2: {value: [1, x], unit: m2, evidence: A}", ["value-not-a-number"]),
        ("pv_area_m2: 279", ["declared-not-a-mapping-here", "declared-metric-without-value"]),
        ("pv_area: {value: 1, unit: m2, evidence: A}", ["declared-unknown-key"]),
    ],
)
def test_bad_metrics(metric, found):
    assert codes(read(f"metrics:\n  {metric}\n")) == found


@pytest.mark.parametrize(
    ("section", "found"),
    [
        ("refrigerants: [{charge_kg: 1}]", ["declared-refrigerant-without-type"]),
        ("refrigerants: [{type: R-32, charge_kg: -1}]", ["declared-negative-charge"]),
        ("refrigerants: [{type: R-32, leak_rate: 5}]", ["declared-not-a-fraction"]),
        ("refrigerants: none", ["declared-not-a-list"]),
        ("equipment: [{name: boiler}]", ["declared-equipment-without-energy"]),
        ("equipment: [{name: boiler, energy: peat}]", ["declared-unknown-word"]),
        ("equipment: [{energy: diesel, emergency: maybe}]", ["declared-not-yes-or-no"]),
        ("equipments: []", ["declared-unknown-key"]),
    ],
)
def test_bad_sections(section, found):
    assert codes(read(f"{section}\n")) == found


def test_combustion_leaves_emergency_generators_out():
    boiler, generator = "{energy: natural_gas, count: 3}", "{energy: diesel, emergency: true}"
    assert (
        read(
            f"equipment: [{boiler}, {generator}, {{energy: electricity}}, {{energy: biomass}}]"
        ).combustion_count
        == 3
    )
    assert read(f"equipment: [{boiler}, {{name: unknown}}]").combustion_count is None


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "upload-empty"),
        ("just words", "declared-not-a-mapping"),
        ("- 1\n- 2\n", "declared-not-a-mapping"),
        ("subject: [", "markup-broken"),
        ("subject:\n\t- x", "markup-broken"),
        ("{subject: 1", "markup-broken"),
        ('{"subject": 1', "markup-broken"),
        ("subject: {gia_m2: 1, gia_m2: 2}", "markup-duplicate-key"),
        ('{"subject": {}, "subject": {}}', "markup-duplicate-key"),
        (BOMB, "markup-alias"),
        ("a: &a\n  <<: *a\n", "markup-alias"),
        ("subject: " + "[" * 5000 + "]" * 5000, "markup-too-deep"),
        ("{" + '"a":{' * 5000 + "}" * 5001, "markup-too-deep"),
        ("a: [" + "1," * 20_000 + "]", "markup-too-many-values"),
        ("a: \x07", "markup-broken"),
        ("# only a remark", "declared-not-a-mapping"),
    ],
)
def test_hostile_or_broken_files(text, code):
    declared = read(text)
    assert codes(declared) == [code]
    assert not declared.accepted
    assert declared.subject is None


def test_tags_build_nothing():
    declared = read("subject: {name: !!python/object/apply:os.system ['true']}")
    assert codes(declared) == ["declared-not-text"]


def test_two_documents_in_one_file():
    assert codes(read("subject: {gia_m2: 1}\n---\nsubject: {gia_m2: 2}\n")) == ["markup-broken"]


def test_huge_integers_are_not_finite():
    assert codes(read('{"subject": {"gia_m2": 1' + "0" * 5000 + "}}")) == ["value-not-finite"]


def test_too_large():
    rules = DeclaredRules(max_bytes=10)
    assert codes(read_declared(GOOD.encode(), "d.yaml", rules)) == ["upload-too-large"]


@given(st.binary(max_size=200))
def test_no_bytes_raise(data):
    read_declared(data, "d.yaml", RULES)


@given(st.text(alphabet="{}[]:,-&*!#|>'\"\n \tasubject1.", max_size=80))
def test_no_markup_raises(text):
    read_declared(text.encode(), "d.yaml", RULES)


@pytest.mark.parametrize(
    "data",
    [
        b'subject:\n  name: "a\\0b"\n',
        b'subject:\n  name: "a\\ud800b"\n',
        b'subject:\n  "na\\x07me": x\n',
        b'{"subject":\n {"name": "a\\u0000b"}}',
        b'{"subject": {"name": ["a\\ud800"]}}',
        b'{"subject": {"na\\u0007me": 1}}',
    ],
)
def test_characters_that_are_no_text_are_refused_however_they_are_spelt(data: bytes) -> None:
    """A database refuses NUL in a text, and half a surrogate pair cannot be written to any file."""
    assert [finding.code for finding in read_declared(data, "d.yaml").findings] == ["markup-character"]
