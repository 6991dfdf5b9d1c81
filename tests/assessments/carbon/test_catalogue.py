"""The texts of the findings: both languages ask for the same values, and Chinese is Chinese."""

import string

import pytest

from assessments.carbon import catalogue

CODES = sorted(catalogue.FINDINGS.codes())


def _names(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


@pytest.mark.parametrize("code", CODES)
def test_languages_are_both_there(code):
    class Anything(dict):
        def __missing__(self, key):
            return "x"

    entry = catalogue.FINDINGS._entries[code]
    assert all(entry[key].format_map(Anything()) for key in ("en", "zh-hans", "remedy-en", "remedy-zh-hans"))
    assert any("\u4e00" <= character <= "\u9fff" for character in entry["zh-hans"] + entry["remedy-zh-hans"])
    assert _names(entry["zh-hans"] + entry["remedy-zh-hans"]) >= _names(entry["en"]) - {"column"}
