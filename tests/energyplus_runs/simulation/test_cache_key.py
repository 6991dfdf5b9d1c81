from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from energyplus_runs.simulation.cache_key import cache_key

OPTIONS = {"expand": "yes", "sandbox": "any"}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def key(text: str = "model", weather: str = "w", build: str = "b", version: str = "1", **options: str) -> str:
    return cache_key(text, weather, build, version, options)


def test_the_same_work_has_the_same_key_in_any_order_of_options() -> None:
    assert cache_key("m", "w", "b", "1", OPTIONS) == cache_key(
        "m", "w", "b", "1", dict(reversed(OPTIONS.items()))
    )
    assert len(key()) == 64


def test_every_ingredient_counts() -> None:
    keys = {
        key(),
        key("other"),
        key(weather="x"),
        key(build="c"),
        key(version="2"),
        key(a=""),
        key(a="1"),
        key(b="1"),
    }
    assert len(keys) == 8


def test_parts_cannot_flow_into_one_another() -> None:
    assert key("ab", "c") != key("a", "bc")
    assert key(a="bc") != key(ab="c")


def test_it_stays_the_same_from_release_to_release() -> None:
    """A changed key would throw every stored result away; this one was written down when it was made."""
    assert key() == "e7ebe22e0a5530fd81f5e96dfe03618695e94b8a9394843b421dd3aed653176c"


@given(st.tuples(TEXT, TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT, TEXT))
def test_different_ingredients_differ(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (key(*one) == key(*other)) == (one == other)
