"""Gathering, checking and compiling translations without gettext's own tools."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.core.management import call_command

from standard_site.lib import catalogues

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
_("Save %(what)s")
gettext_lazy("Later")
ngettext("%(n)s file", "%(n)s files", 2)
pgettext("verb", "Run")
"""
TEMPLATE = """{% load i18n %}{% translate "Save the page" %}
{% blocktranslate count n=files|length %}One file{% plural %}{{ n }} files{% endblocktranslate %}
{% translate "Run" context "noun" %}"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "migrations").mkdir()
    (tmp_path / "app" / "views.py").write_text(PYTHON)
    (tmp_path / "app" / "migrations" / "0001.py").write_text('_("Not for reading")')
    (tmp_path / "app" / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def gathered(root: Path) -> Catalog:
    return catalogues.gather(root, ["app"], "zh_Hans")


def translated(root: Path) -> Catalog:
    catalogue = gathered(root)
    for message in catalogue:
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[-1]
            message.string = f"译{source}" if isinstance(message.id, str) else (f"译{source}",)
    return catalogue


def test_gathers_python_and_templates(root: Path) -> None:
    found = {(message.context, message.id) for message in gathered(root) if message.id}
    assert found == {
        (None, "Save %(what)s"),
        (None, "Later"),
        (None, ("%(n)s file", "%(n)s files")),
        ("verb", "Run"),
        (None, "Save the page"),
        (None, ("One file", "%(n)s files")),
        ("noun", "Run"),
    }


def test_update_keeps_translations_and_drops_what_is_gone(root: Path) -> None:
    whole = translated(root)
    (root / "app" / "views.py").write_text('_("Later")\n_("New")\n')
    after = catalogues.updated(whole, gathered(root))
    assert after.get("Later").string == "译Later"
    assert not after.get("New").string
    assert after.get("Save %(what)s") is None
    assert after.get("Run", context="noun").string == "译Run"


def test_what_is_written_reads_back_the_same(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_bytes(catalogues.as_po(translated(root)))
    again = catalogues.read(path, "zh_Hans")
    assert catalogues.check(again, gathered(root)) == []
    assert catalogues.as_po(again) == path.read_bytes()


def test_a_whole_catalogue_has_no_problems(root: Path) -> None:
    assert catalogues.check(translated(root), gathered(root)) == []


def reasons(existing: Catalog, root: Path) -> list[str]:
    return [problem.reason for problem in catalogues.check(existing, gathered(root))]


def test_each_fault_is_told(root: Path) -> None:
    whole = translated(root)
    whole.get("Later").string = ""
    whole.get("Save %(what)s").string = "保存 %(was)s"
    whole.get("Save the page").flags.add("fuzzy")
    whole.add("Gone", "没有了")
    whole.delete("Run", context="verb")
    assert reasons(whole, root) == [
        "marked fuzzy",
        "missing; run 'catalogues update'",
        "no longer used; run 'catalogues update'",
        "not translated",
        "placeholders differ",
    ]


def test_plural_placeholders_count(root: Path) -> None:
    whole = translated(root)
    whole.get(("%(n)s file", "%(n)s files")).string = ("文件",)
    assert reasons(whole, root) == ["placeholders differ"]


def test_compiled_catalogues_speak(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "django.mo"
    catalogues.compile_to(translated(root), path)
    with path.open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.gettext("Save the page") == "译Save the page"
    assert spoken.pgettext("noun", "Run") == "译Run"
    assert list(tmp_path.glob("*.incoming")) == []


def test_the_shipped_catalogue_compiles(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("catalogues", "compile")
    assert capsys.readouterr().err == ""
