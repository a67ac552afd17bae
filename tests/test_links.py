"""Links to the publisher's page: the very paragraph where the page has its words, the page alone where not."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.links import link_to
from index.model import Bulletin, Passage, Rendition

URL = "https://example.org/1231"


def link(text: str, url: str | None = URL, rendition: Rendition = "verbatim") -> str | None:
    bulletin = Bulletin("Jour 1231", "daily", 1231, 1231, "fr", url=url, rendition=rendition)
    return link_to(bulletin, Passage("j1231-s1-p1", "1231", 1, "Titre", 1, text))


def test_without_an_address_there_is_no_link() -> None:
    assert link("Texte.", url=None) is None


def test_an_adapted_text_links_to_the_page_because_its_words_are_not_there() -> None:
    assert link("Texte.", rendition="adapted") == URL


def test_a_short_paragraph_is_given_whole() -> None:
    assert link("Trump a promis dix missiles.") == f"{URL}#:~:text=Trump%20a%20promis%20dix%20missiles."


def test_twelve_words_are_given_whole_and_thirteen_by_their_ends() -> None:
    words = "un deux trois quatre cinq six sept huit neuf dix onze douze"
    assert link(words) == f"{URL}#:~:text={words.replace(' ', '%20')}"
    assert link(f"{words} treize") == (
        f"{URL}#:~:text=un%20deux%20trois%20quatre%20cinq%20six,huit%20neuf%20dix%20onze%20douze%20treize"
    )


def test_a_quotation_with_its_announcement_goes_from_one_to_the_other() -> None:
    assert link("Il a dit :\n\n«Oui.\n\nNon».") == f"{URL}#:~:text=Il%20a%20dit%20%3A,Non%C2%BB."


def test_what_has_a_meaning_in_a_fragment_is_escaped() -> None:
    assert link("Jean-Luc, 5 & 6 % #1") == f"{URL}#:~:text=Jean%2DLuc%2C%205%20%26%206%20%25%20%231"


def test_white_space_of_every_kind_becomes_one_space() -> None:
    assert link("«\u00a0Oui\u202f!\u00a0»\n dit-il") == f"{URL}#:~:text=%C2%AB%20Oui%20%21%20%C2%BB%20dit%2Dil"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/#section", "https://example.org/#section:~:text=Texte."),
        ("https://example.org/?p=5155", "https://example.org/?p=5155#:~:text=Texte."),
    ],
)
def test_an_address_keeps_its_own_query_and_fragment(url: str, expected: str) -> None:
    assert link("Texte.", url=url) == expected


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip))
def test_a_fragment_says_the_paragraphs_own_words_in_plain_characters(text: str) -> None:
    fragment = (link(text) or "").removeprefix(f"{URL}#:~:text=")
    assert fragment.isascii()
    assert not set(fragment) & set("-&# ")
    words = " ".join(text.split())
    ends = [unquote(end) for end in fragment.split(",")]
    assert ends == [words] or (words.startswith(ends[0]) and words.endswith(ends[1]) and len(ends) == 2)
