"""What a reader sees, for answers, bulletins and sections of every shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import HitButton
from bot.language import load_language
from bot.replies.answer import Coverage, answer_page, nothing_found, passage_page, ranks_on
from bot.replies.bulletin import (
    bulletin_gone,
    bulletin_page,
    day_usage,
    passage_gone,
    several_bulletins,
    unknown_day,
    withdrawn,
)
from bot.replies.section import PAGE_UNITS, empty_section, section_page
from bot.text import MESSAGE_UNITS, units
from index.model import Answer, Bulletin, Hit, Passage, Reading, Section, Speaker
from tests.acceptance import accept, codes, labels, marked

FRENCH, ENGLISH = load_language("fr"), load_language("en")
URL = "https://example.org/fr/1231"

DAILY = Bulletin(
    title="Jour 1231 de résistance",
    kind="daily",
    day_from=1231,
    day_to=1231,
    language="fr",
    publisher="UCMC",
    url=URL,
    rendition="adapted",
    sections=(
        Section(0, None, ("Trump a promis dix missiles.",)),
        Section(1, "Armes", ("Le Pentagone reprend ses envois.", "Dix missiles Patriot, rapporte Axios.")),
        Section(2, "Front", ("Les positions tiennent.",)),
    ),
)
WEEKLY = replace(DAILY, kind="weekly", day_from=1230, day_to=1234, url=None, rendition="verbatim", publisher=None)
COVERAGE = Coverage((29, 1234), WEEKLY)


def passage(text: str, paragraph: int = 1, *, heading: str | None = "Armes", names: Sequence[str] = ()) -> Passage:
    speakers = tuple(Speaker(name) for name in names)
    section = 0 if heading is None else 1
    return Passage(f"j1231-s{section}-p{paragraph}", "1231", section, heading, paragraph, text, speakers)


def hit(text: str, rank: int = 1, bulletin: Bulletin = DAILY, **of_passage: object) -> Hit:
    found = passage(text, rank, **of_passage)  # type: ignore[arg-type]
    return Hit(rank, 1.0, found, bulletin, (), bulletin.url)


def answer(*hits: Hit, answered: bool = True) -> Answer:
    """An answer to a search for these hits; the last of them is the last there is."""
    found = max((hit.rank for hit in hits), default=0)
    return Answer("missiles ?", answered, 0.9 if answered else 0.1, Reading(terms=("missiles",)), hits, found=found)


def test_an_answer_shows_the_passage_as_a_quotation_then_its_source() -> None:
    found = replace(
        hit("Dix missiles Patriot, rapporte Axios.", names=["Axios", "Donald Trump", "Axios"]), highlights=((4, 12),)
    )
    reply = answer_page(answer(found), HitButton(7, 1), FRENCH)
    assert reply.text == (
        "Dix missiles Patriot, rapporte Axios.\n"
        "Jour 1231 · 8 juillet 2025\n"
        "Armes\n"
        "Cités\u00a0: Axios, Donald Trump · D'après UCMC · Lire la source"
    )
    assert marked(reply, "blockquote") == ["Dix missiles Patriot, rapporte Axios."]
    assert marked(reply, "bold") == ["missiles", "Jour 1231"]
    assert marked(reply, "text_link") == ["Lire la source"]
    assert [entity["url"] for entity in reply.entities if "url" in entity] == [URL]
    assert codes(reply) == ["context:j1231-s1-p1"]


def test_one_speaker_is_said_in_the_singular() -> None:
    assert (
        "Cité\u00a0: Axios · " in answer_page(answer(hit("Un texte.", names=["Axios"])), HitButton(7, 1), FRENCH).text
    )


def test_a_weekly_bulletin_shows_its_days_and_an_edition_its_number() -> None:
    found = hit("Un texte.", bulletin=replace(WEEKLY, edition=2), heading=None)
    reply = answer_page(answer(found), HitButton(7, 1), FRENCH)
    assert reply.text == "Un texte.\nJours 1230-1234 (édition 2) · du 7 au 11 juillet 2025"


def test_verbatim_words_name_their_publisher_adapted_ones_say_so() -> None:
    verbatim = replace(DAILY, rendition="verbatim")
    unnamed = replace(DAILY, publisher=None)
    texts = [answer_page(answer(hit("Un.", bulletin=b)), HitButton(7, 1), FRENCH).text for b in (verbatim, unnamed)]
    assert texts[0].endswith("\nUCMC · Lire la source")
    assert texts[1].endswith("\nTexte adapté du bulletin d'origine · Lire la source")


def test_the_first_page_folds_two_more_passages_below_each_with_its_source() -> None:
    page = HitButton(7, 1)
    hits = [hit(f"Passage {rank}.", rank, names=["Axios"]) for rank in ranks_on(page)]
    reply = answer_page(replace(answer(*hits), found=5), page, FRENCH)
    assert marked(reply, "blockquote") == ["Passage 1."]
    assert marked(reply, "expandable_blockquote") == ["Passage 2.", "Passage 3."]
    assert FRENCH.say("see_also") in marked(reply, "bold")
    assert reply.text.count("Cité\u00a0: Axios") == 3
    assert labels(reply) == [["1/5", "→"], ["Contexte"]]
    assert codes(reply) == ["place", "hit:7:2", "context:j1231-s1-p1"]


def test_each_further_page_is_one_hit_in_full() -> None:
    page = HitButton(7, 3)
    reply = answer_page(answer(*(hit(f"Passage {rank}.", rank) for rank in ranks_on(page))), page, FRENCH)
    assert marked(reply, "blockquote", "expandable_blockquote") == ["Passage 3."]
    assert codes(reply) == ["hit:7:2", "place", "context:j1231-s1-p3"]


def test_a_page_beyond_the_last_hit_is_the_last_one() -> None:
    reply = answer_page(answer(hit("Passage 2.", 2)), HitButton(7, 9), FRENCH)
    assert marked(reply, "blockquote") == ["Passage 2."]
    assert ["←", "2/2"] in labels(reply)


@pytest.mark.parametrize("number", [1, 2])
def test_passages_that_are_only_near_are_set_apart_on_every_page(number: int) -> None:
    page = HitButton(7, number)
    reply = answer_page(answer(*(hit("Un.", rank) for rank in ranks_on(page)), answered=False), page, FRENCH)
    assert FRENCH.say("see_also") not in reply.text
    assert reply.text.startswith(
        "Les bulletins ne répondent pas à cette question.\n\nPassages les plus proches\u00a0:\n"
    )


def test_nothing_found_names_the_days_searched_and_leads_to_the_latest_bulletin() -> None:
    reply = nothing_found(answer(answered=False), COVERAGE, FRENCH)
    assert "du 24 mars 2022 au 11 juillet 2025" in reply.text
    assert labels(reply) == [["Dernier bulletin\u00a0: Jours 1230-1234"]]
    assert codes(reply) == ["bulletin:1230-1234"]


def test_nothing_found_for_the_days_asked_for_names_them() -> None:
    reading = Reading(date_from=date(2025, 7, 5), date_to=date(2025, 7, 6))
    reply = nothing_found(replace(answer(answered=False), reading=reading), COVERAGE, FRENCH)
    assert reply.text.startswith("Compris\u00a0: du 5 au 6 juillet 2025\nJe n'ai rien trouvé")


def test_a_question_without_a_usable_word_is_asked_for_some() -> None:
    asked = replace(answer(answered=False), reading=Reading())
    assert nothing_found(asked, COVERAGE, FRENCH).text == FRENCH.say("needs_words")


def test_the_days_that_were_understood_are_shown_with_a_way_out() -> None:
    reading = Reading(terms=("missiles",), date_from=date(2025, 7, 4), date_to=date(2025, 7, 4))
    reply = answer_page(replace(answer(hit("Un.")), reading=reading), HitButton(7, 1), FRENCH)
    assert reply.text.startswith("Compris\u00a0: 4 juillet 2025\nUn.")
    assert labels(reply) == [["Toutes les dates"], ["Contexte"]]
    assert codes(reply)[0] == "all:7:1"


def test_a_question_that_is_a_day_has_no_way_out_of_it() -> None:
    reading = Reading(date_from=date(2025, 7, 4), date_to=date(2025, 7, 4))
    reply = answer_page(replace(answer(hit("Un.")), reading=reading), HitButton(7, 1), FRENCH)
    assert labels(reply) == [["Contexte"]]


def test_pages_for_all_dates_stay_so() -> None:
    reply = answer_page(answer(hit("Un."), hit("Deux.", 2)), HitButton(7, 1, any_day=True), FRENCH)
    assert codes(reply)[:2] == ["place", "all:7:2"]


def test_a_follow_up_is_shown_as_one_with_a_way_to_ask_it_alone() -> None:
    reading = Reading(terms=("morts", "kharkiv"), followup=True)
    reply = answer_page(replace(answer(hit("Un."), hit("Deux.", 2)), reading=reading), HitButton(7, 1), FRENCH)
    assert reply.text.startswith("Compris\u00a0: suite de la question précédente\nUn.")
    assert "own:7:1" in codes(reply)
    alone = answer_page(answer(hit("Un."), hit("Deux.", 2)), HitButton(7, 1, alone=True), FRENCH)
    assert codes(alone)[:2] == ["place", "own:7:2"]


def test_a_follow_up_of_a_day_has_a_way_out_of_either_and_from_there_of_the_other() -> None:
    july = date(2025, 7, 8)
    reading = Reading(terms=("morts",), date_from=july, date_to=july, followup=True)
    found = replace(answer(hit("Un.")), reading=reading)
    assert codes(answer_page(found, HitButton(7, 1), FRENCH))[:2] == ["all:7:1", "own:7:1"]
    assert codes(answer_page(found, HitButton(7, 1, any_day=True), FRENCH))[:2] == ["all:7:1", "any:7:1"]


def test_a_corrected_word_is_shown_beside_the_one_written() -> None:
    reading = Reading(terms=("patriot",), corrections={"patrot": "patriot"})
    reply = answer_page(replace(answer(hit("Un.")), reading=reading), HitButton(7, 1), FRENCH)
    assert reply.text.startswith("Compris\u00a0: patrot → patriot\nUn.")


def test_an_honest_no_names_the_words_found_nowhere_and_offers_another_spelling() -> None:
    reading = Reading(terms=("promet", "tarte"), corrections={"pomet": "promet"})
    silent = replace(
        answer(hit("Un."), answered=False), reading=reading, unknown=("tarte",), suggestions=("tarte qui promet",)
    )
    lines = answer_page(silent, HitButton(7, 1), FRENCH).text.splitlines()
    assert lines[:3] == [
        "Les bulletins ne répondent pas à cette question.",
        "Mot absent de tous les bulletins\u00a0: tarte.",
        "Vouliez-vous dire\u00a0: «\u00a0tarte qui promet\u00a0»\u00a0?",
    ]


def test_words_found_nowhere_are_named_where_nothing_is_found() -> None:
    nothing = replace(answer(answered=False), unknown=("xyz", "zyx"))
    text = nothing_found(nothing, COVERAGE, FRENCH).text
    assert text.endswith("Mots absents de tous les bulletins\u00a0: xyz, zyx.")


def test_a_long_question_leaves_room_for_its_answer() -> None:
    long = "mot" * 2000
    silent = replace(
        answer(hit("texte " * 1000), answered=False),
        reading=Reading(terms=(long,), corrections={long: long}),
        unknown=(long,) * 100,
        suggestions=(long,),
    )
    reply = answer_page(silent, HitButton(7, 1), FRENCH)
    assert units(reply.text) <= MESSAGE_UNITS
    assert len(marked(reply, "blockquote")[0]) > 2000


def test_without_any_bulletin_that_is_what_the_answer_says() -> None:
    assert nothing_found(answer(answered=False), None, FRENCH).text == FRENCH.say("no_bulletins")


def test_english_readers_get_english_around_the_french_words() -> None:
    reply = answer_page(answer(hit("Dix missiles.", names=["Axios"])), HitButton(7, 1), ENGLISH)
    assert reply.text == ("Dix missiles.\nDay 1231 · 8 July 2025\nArmes\nCited: Axios · After UCMC · Read the source")


def test_a_passage_longer_than_a_message_is_cut_at_a_word_and_keeps_its_source() -> None:
    reply = answer_page(answer(hit("missiles " * 1000), hit("Deux.", 2)), HitButton(7, 1), FRENCH)
    (quotation,) = marked(reply, "blockquote")
    assert quotation.endswith("missiles […]")
    assert MESSAGE_UNITS - 10 <= units(reply.text) <= MESSAGE_UNITS
    assert "Jour 1231 · 8 juillet 2025" in reply.text


def test_further_passages_take_only_the_room_that_is_left() -> None:
    reply = answer_page(answer(hit("un " * 1000), hit("deux " * 1000, 2), hit("Trois.", 3)), HitButton(7, 1), FRENCH)
    (folded,) = marked(reply, "expandable_blockquote")
    assert folded.endswith("deux […]")
    assert units(reply.text) <= MESSAGE_UNITS


def test_names_and_headings_of_any_length_leave_room_for_the_words() -> None:
    names = [f"Porte-parole {'très ' * 40}{n}" for n in range(30)]
    found = hit("mot " * 1000, bulletin=replace(DAILY, publisher="P" * 5000), heading="h" * 5000, names=names)
    reply = answer_page(answer(found), HitButton(7, 1), FRENCH)
    assert "et d'autres" in reply.text
    assert len(marked(reply, "blockquote")[0]) > 3000
    accept(reply)


def test_a_shared_passage_stands_alone_with_the_way_to_its_section() -> None:
    reply = passage_page(hit("Dix missiles."), FRENCH)
    assert marked(reply, "blockquote") == ["Dix missiles."]
    assert codes(reply) == ["context:j1231-s1-p1"]


def test_a_section_shows_every_passage_and_marks_the_one_found() -> None:
    passages = [passage("Un."), passage("Deux.", 2), passage("Trois.", 3)]
    reply = section_page(passages, "j1231-s1-p2", None, DAILY, URL, FRENCH)
    assert reply.text == (
        "Armes\nJour 1231 · 8 juillet 2025\n\nUn.\n\nDeux.\n\nTrois.\n\nD'après UCMC · Lire la source"
    )
    assert marked(reply, "blockquote") == ["Deux."]
    assert codes(reply) == ["bulletin:1231"]


def test_the_lead_is_a_section_with_a_name_of_its_own() -> None:
    reply = section_page([passage("Un.", heading=None)], None, None, DAILY, None, FRENCH)
    assert reply.text.startswith("Introduction\nJour 1231 · 8 juillet 2025\n\nUn.\n\n")


def test_a_long_section_opens_at_the_page_of_the_passage_found() -> None:
    passages = [passage(f"{n} " + "mot " * 200, n) for n in range(1, 11)]
    reply = section_page(passages, "j1231-s1-p8", None, DAILY, None, FRENCH)
    assert marked(reply, "blockquote")[0].startswith("8 mot")
    assert ["←", "3/4", "→"] in labels(reply)
    assert codes(reply)[:3] == ["context:j1231-s1-p8:2", "place", "context:j1231-s1-p8:4"]


def test_a_section_opened_by_its_heading_starts_at_its_beginning() -> None:
    passages = [passage(f"{n} " + "mot " * 200, n) for n in range(1, 11)]
    reply = section_page(passages, None, None, DAILY, None, FRENCH)
    assert "1 mot" in reply.text
    assert codes(reply)[1] == "section:1231:1:2"
    assert section_page(passages, None, 99, DAILY, None, FRENCH).text.count("10 mot") == 1


def pages_of(passages: Sequence[Passage], found: str | None) -> list[str]:
    """The text of every page, leafed through with the reader's own button."""
    texts = [section_page(passages, found, 1, DAILY, None, FRENCH).text]
    while True:
        reply = section_page(passages, found, len(texts) + 1, DAILY, None, FRENCH)
        if reply.text == texts[-1]:
            return texts
        accept(reply)
        texts.append(reply.text)


def test_a_passage_longer_than_a_page_can_be_read_whole_by_turning_pages() -> None:
    words = [f"mot{n}" for n in range(3000)]
    texts = pages_of([passage(" ".join(words)), passage("fin", 2)], "j1231-s1-p1")
    read = [word for text in texts for word in text.split() if word.startswith("mot")]
    assert read == words
    assert all(units(text) <= MESSAGE_UNITS for text in texts)
    assert texts[0].count("[…]") == 1
    assert texts[1].count("[…]") == 2


def test_many_short_passages_fit_a_message_too() -> None:
    passages = [passage(f"{n}.", n) for n in range(1, PAGE_UNITS)]
    read = [line for text in pages_of(passages, None) for line in text.splitlines() if line.endswith(".")]
    assert read == [passage.text for passage in passages]


def test_a_heading_with_nothing_below_it_says_so() -> None:
    reply = empty_section(DAILY, FRENCH)
    assert reply.text == FRENCH.say("no_text")
    assert codes(reply) == ["bulletin:1231"]


def test_a_bulletin_shows_its_lead_and_a_button_for_each_heading() -> None:
    reply = bulletin_page(DAILY, None, FRENCH)
    assert reply.text == (
        "Jour 1231 de résistance\nJour 1231 · 8 juillet 2025\n\nTrump a promis dix missiles.\n\n"
        "1. Armes\n2. Front\n\nD'après UCMC · Lire la source"
    )
    assert labels(reply) == [["1. Armes"], ["2. Front"]]
    assert codes(reply) == ["section:1231:1", "section:1231:2"]


def test_a_long_lead_is_cut_and_opens_in_full() -> None:
    lead = Section(0, None, ("mot " * 1000,))
    reply = bulletin_page(replace(DAILY, sections=(lead, *DAILY.sections[1:])), None, FRENCH)
    assert "mot […]" in reply.text
    assert labels(reply)[0] == ["Introduction"]
    assert codes(reply)[0] == "section:1231:0"


def test_many_headings_are_turned_in_pages() -> None:
    sections = tuple(Section(n, f"Titre {n}", ("Un.",)) for n in range(1, 26))
    bulletin = replace(DAILY, sections=sections)
    first, last = bulletin_page(bulletin, None, FRENCH), bulletin_page(bulletin, 3, FRENCH)
    assert labels(first)[-2:] == [["10. Titre 10"], ["1/3", "→"]]
    assert labels(last)[0] == ["21. Titre 21"]
    assert codes(first)[-1] == "bulletin:1231:2"


def test_a_bulletin_of_the_greatest_length_everywhere_fits_a_message() -> None:
    sections = tuple(Section(n, "👍" * 5000, ("Un.",)) for n in range(1, 120))
    huge = replace(
        DAILY,
        title="👍 " * 5000,
        publisher="P" * 5000,
        edition=999,
        sections=(Section(0, None, ("m " * 9000,)), *sections),
    )
    accept(bulletin_page(huge, None, FRENCH))
    accept(passage_gone(huge, FRENCH))


def test_a_retracted_bulletin_says_when_it_was_withdrawn() -> None:
    reply = withdrawn(DAILY, date(2025, 8, 1), FRENCH)
    assert reply.text == "Ce bulletin (Jour 1231) a été retiré le 1er août 2025."


def test_a_passage_that_is_gone_offers_the_sections_there_are() -> None:
    reply = passage_gone(DAILY, FRENCH)
    assert reply.text.startswith(FRENCH.say("passage_gone"))
    assert codes(reply) == ["section:1231:1", "section:1231:2"]


def test_a_bulletin_that_is_gone_leads_to_the_latest() -> None:
    assert codes(bulletin_gone(DAILY, FRENCH)) == ["bulletin:1231"]
    assert codes(bulletin_gone(None, FRENCH)) == []


def test_several_bulletins_of_a_day_are_a_choice() -> None:
    reply = several_bulletins(date(2025, 7, 8), [DAILY, WEEKLY], FRENCH)
    assert "8 juillet 2025 (jour 1231)" in reply.text
    assert labels(reply) == [["Jour 1231 · 8 juillet 2025"], ["Jours 1230-1234 · du 7 au 11 juillet 2025"]]
    assert codes(reply) == ["bulletin:1231", "bulletin:1230-1234"]


def test_a_day_without_bulletin_offers_the_nearest() -> None:
    assert "le 9 juillet 2025 (jour 1232)" in unknown_day(date(2025, 7, 9), [DAILY], FRENCH).text
    before_all = unknown_day(date(2020, 1, 1), [DAILY], FRENCH)
    assert before_all.text.startswith("Je n'ai pas de bulletin pour le 1er janvier 2020.\n")
    assert codes(before_all) == ["bulletin:1231"]


def test_how_to_ask_for_a_day_comes_with_an_example_that_works() -> None:
    assert "/jour 1234 ou /jour 2025-07-11" in day_usage(1234, FRENCH).text


ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80).filter(str.strip)
HOSTILE = st.sampled_from(
    [
        "<b>gras</b> & <script>",
        "*étoiles* _soulignés_ [lien](http://a) `code`",
        "👨\u200d👩\u200d👧 drapeau 🇺🇦",
        "\u202eנכתב מימין لشمال\u202c",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈",
        "\u200b\u200b",
        "a\x00b\x1fc\rd\te",
        "e\u0301\u030a\u0333" * 20,
        "@nom #mot /commande https://example.org a@b.fr",
        "mot" * 3400,
        "👍" * 5000,
        "un\n\n\n\ndeux\u2028trois\u00a0",
    ]
)
TEXTS = (ANYTHING | HOSTILE).map(str.strip).filter(bool)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS, TEXTS, st.data())
def test_whatever_a_bulletin_holds_telegram_takes_the_answer(
    texts: list[str], heading: str, name: str, data: st.DataObject
) -> None:
    bulletin = replace(DAILY, title=heading, publisher=name)
    hits = [hit(text, rank, bulletin, heading=heading, names=[name]) for rank, text in enumerate(texts, 1)]
    ends = st.integers(0, len(texts[0]))
    spans = data.draw(st.lists(st.tuples(ends, ends).map(sorted).map(tuple), max_size=4))
    hits[0] = replace(hits[0], highlights=tuple(spans))
    for page in (HitButton(7, number) for number in range(1, len(hits) + 1)):
        shown = (one for one in hits if one.rank in ranks_on(page))
        accept(answer_page(answer(*shown, answered=bool(len(texts) % 2)), page, FRENCH))


@given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS, st.booleans())
def test_whatever_a_bulletin_holds_telegram_takes_its_sections(texts: list[str], heading: str, found: bool) -> None:
    passages = [passage(text, number, heading=heading) for number, text in enumerate(texts, 1)]
    for page in range(1, 8):
        accept(section_page(passages, passages[-1].id if found else None, page, DAILY, URL, FRENCH))
    accept(bulletin_page(replace(DAILY, title=heading, sections=(Section(1, heading, tuple(texts)),)), None, FRENCH))
