"""Text under construction: marks move along, UTF-16 is counted, cuts fall between words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import Text, bold, highlighted, italic, join, link, quote, shorten, units, word_end

EMOJI = "👍"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text("a 👍\n", max_size=60)


def marked(text: Text) -> list[tuple[str, str]]:
    """What Telegram shows under each entity, from offsets in UTF-16 units."""
    encoded = text.string.encode("utf-16-le")
    return [
        (str(e["type"]), encoded[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in text.entities()
    ]


def test_a_character_beyond_the_first_plane_counts_twice() -> None:
    assert units("a👍é") == 4
    assert marked(f"{EMOJI} " + bold(f"x{EMOJI}y")) == [("bold", f"x{EMOJI}y")]


def test_marks_move_along_when_texts_are_joined() -> None:
    text = join("\n", [bold("un"), "", italic("deux"), "trois"]) + link("quatre", "https://example.org/")
    assert text.string == "un\ndeux\ntroisquatre"
    assert marked(text) == [("bold", "un"), ("italic", "deux"), ("text_link", "quatre")]


def test_an_outer_entity_comes_before_those_it_holds() -> None:
    text = quote(bold("un") + " deux")
    assert marked(text) == [("blockquote", "un deux"), ("bold", "un")]


@pytest.mark.parametrize("kind", [bold, italic, quote])
def test_no_mark_begins_or_ends_with_white_space(kind: type[Text]) -> None:
    assert [stretch for _, stretch in marked(kind(" \n un deux \u00a0"))] == ["un deux"]
    assert marked(kind(" \n ")) == []
    assert marked(kind("")) == []


def test_highlights_that_touch_or_overlap_become_one() -> None:
    text = highlighted("missiles Patriot promis", [(9, 16), (0, 8), (4, 8), (8, 9), (17, 17)])
    assert marked(text) == [("bold", "missiles Patriot")]


def test_a_highlight_of_white_space_is_dropped() -> None:
    assert marked(highlighted("un  deux", [(2, 4)])) == []


@pytest.mark.parametrize(
    "url", ["http://localhost:8080/", "https://example/", "https://a.b:99999/", "https://exa mple.org", "ftp://a.b", ""]
)
def test_an_address_that_telegram_takes_for_no_link_is_shown_as_it_is(url: str) -> None:
    assert link("Lire", url) == Text(url)


@pytest.mark.parametrize(
    "url", ["https://example.org", "https://example.org:8443/a?b#:~:text=c,d", "http://méteo.fr/é", "HTTPS://a.b/"]
)
def test_an_address_that_telegram_links_is_behind_its_label(url: str) -> None:
    text = link("Lire", url)
    assert text.string == "Lire"
    assert [entity["url"] for entity in text.entities()] == [url]


def test_a_text_that_fits_is_not_cut() -> None:
    assert Text("abc def").cut(7) == Text("abc def")


def test_a_cut_falls_after_a_word_and_shows() -> None:
    assert Text("un deux trois quatre").cut(16).string == "un deux […]"
    assert Text("un deux  trois").cut(13).string == "un deux […]"


def test_a_word_longer_than_the_room_is_cut_within() -> None:
    assert Text("a" * 10000).cut(100).string == "a" * 96 + " […]"
    assert Text("un " + "a" * 10000).cut(100).units == 100


def test_a_cut_clips_the_marks_it_meets() -> None:
    text = quote(bold("un deux trois quatre cinq")).cut(20)
    assert text.string == "un deux trois […]"
    assert marked(text) == [("blockquote", "un deux trois"), ("bold", "un deux trois")]


def test_quotations_and_links_are_kept_before_highlights() -> None:
    words = Text("mot " * 150)
    text = highlighted(words.string, [(4 * n, 4 * n + 3) for n in range(150)])
    entities = (quote(text) + "\n" + link("Lire", "https://example.org/")).entities()
    kinds = [entity["type"] for entity in entities]
    assert len(entities) == 100
    assert kinds.count("blockquote") == 1
    assert kinds.count("text_link") == 1


def test_a_heading_becomes_one_short_line() -> None:
    assert shorten("un\n deux \u00a0trois", 50) == "un deux trois"
    assert shorten("un deux trois", 9) == "un deux…"
    assert shorten("un\u00a0: deux\u202f!", 50) == "un\u00a0: deux\u202f!"


@given(TEXTS, st.integers(5, 40))
def test_a_cut_text_always_fits(string: str, limit: int) -> None:
    cut = Text(string).cut(limit)
    assert cut.units <= limit
    assert cut.string == string or string.startswith(cut.string.removesuffix(" […]"))


@given(TEXTS, st.integers(2, 40))
def test_a_cut_never_halves_a_character_and_always_gets_on(string: str, limit: int) -> None:
    end = word_end(string, limit)
    assert units(string[:end]) <= limit
    assert end > 0 or not string


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_entities_stay_within_the_text_and_off_its_white_space(string: str, spans: list[tuple[int, int]]) -> None:
    inside = [(min(a, b, len(string)), min(max(a, b), len(string))) for a, b in spans]
    for _, stretch in marked(quote(highlighted(string, inside))):
        assert stretch
        assert stretch == stretch.strip()
