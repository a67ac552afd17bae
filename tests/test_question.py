"""How a question is understood: its words, days, speaker and language, and what it takes from the one before it."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import stem
from index.details import Kind
from index.model import Question
from index.question import LONGEST, MOST_CORRECTED, Parsed, QuestionReader
from tests.reading import LAST_DAY, reader_of

PASSAGES = """
    Donald Trump a promis dix missiles Patriot, selon Axios. Le Pentagone a gelé les livraisons. Le 7 juillet,
    la Russie a lancé des drones. Mark Rutte parle à l’OTAN. L’Allemagne paierait. Zelensky est à Kyiv.
"""
CITED = ["Axios", "Pentagone", "Mark Rutte", "Donald Trump", "Zelensky", "Maison-Blanche"]
GROUPS = [
    ("same", (("kyiv",), ("kiev",))),
    ("same", (("isw",), ("institut", "etude", "guerre"))),
    ("same", (("maison", "blanche"), ("white", "house"))),
    ("near", (("trump",), ("poutine",))),
    ("same", (("lancet",), ("drone", "kamikaze"))),
    ("same", (("mort",), ("dead",), ("загиблих",))),
    ("same", (("sanctions",), ("санкціи",))),
]
TODAY = date(2026, 2, 10)


@pytest.fixture(scope="module")
def reader() -> QuestionReader:
    return reader_of(PASSAGES, cited=CITED, groups=GROUPS)


def ask(reader: QuestionReader, text: str, after: str | None = None, *, any_day: bool = False) -> Parsed:
    return reader.read(Question(text, after, TODAY, any_day=any_day))


def terms(reader: QuestionReader, text: str, after: str | None = None) -> list[str]:
    return list(ask(reader, text, after).reading.terms)


# Words


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("combien de missiles Patriot Trump a promis", ["missiles", "patriot", "trump", "promis"]),
        ("Est-ce que l’Allemagne paierait ?", ["allemagne", "paierait"]),
        ("COMBIEN DE MISSILES", ["missiles"]),
        ("bonjour, slt svp cb de missiles pr kyiv merci", ["missiles", "kyiv"]),
        ("dix missiles", ["10", "missiles"]),
        ("50 000 drones", ["50000", "drones"]),
        ("how many missiles did Trump promise", ["missiles", "trump", "promise"]),
        ("скільки дронів у Києві", ["дронів", "києві"]),
        ("", []),
        ("?!", []),
    ],
)
def test_the_words_that_say_something_are_looked_for(reader: QuestionReader, text: str, looked_for: list[str]) -> None:
    assert terms(reader, text) == looked_for


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("où est né Zelensky", ["ne", "zelensky"]),
        ("ou est ne zelensky", ["ne", "zelensky"]),
        ("Zelensky ne vient pas", ["zelensky", "vient"]),
        ("le prix du mais", ["prix", "mais"]),
        ("mais Kyiv", ["kyiv"]),
    ],
)
def test_what_only_accents_tell_from_a_stop_word_is_understood_without(
    reader: QuestionReader, text: str, looked_for: list[str]
) -> None:
    assert terms(reader, text) == looked_for


def test_what_only_accents_tell_from_a_stop_word_is_no_everyday_word(reader: QuestionReader) -> None:
    """So that it does not ask on."""
    asked = ask(reader, "le prix du maïs ?", after="combien de missiles Patriot")
    assert not asked.reading.followup
    assert [word.rarity for word in asked.asked if word.form == "mais"] == [1.0]


def test_misspelt_words_are_corrected_and_shown_so(reader: QuestionReader) -> None:
    parsed = ask(reader, "keske trunp a promi come misiles patrot")
    assert dict(parsed.reading.corrections) == {"trunp": "trump", "misiles": "missiles", "patrot": "patriot"}
    assert [(word.form, word.written) for word in parsed.asked][:2] == [("trump", "trunp"), ("promi", "promi")]


def test_a_merged_word_is_looked_for_as_two(reader: QuestionReader) -> None:
    parsed = ask(reader, "combien de missilespatriot")
    assert parsed.reading.terms == ("missiles", "patriot")
    assert {word.written for word in parsed.asked} == {"missilespatriot"}


@pytest.mark.parametrize("text", ["kyv 1231 f16 10 50000 otn", "lancet", "zelensky", "institut", "kiev", "maison"])
def test_names_of_the_lexicon_figures_short_and_known_words_are_not_corrected(
    reader: QuestionReader, text: str
) -> None:
    assert ask(reader, text).reading.corrections == {}


def test_a_name_of_the_lexicon_finds_its_other_names_that_some_passage_holds() -> None:
    reader = reader_of("Selon l’ISW, Kyiv tient.", groups=GROUPS)
    assert "kyiv" in ask(reader, "que se passe-t-il à kiev").forms
    assert ask(reader, "l’institut pour l’étude de la guerre").forms == ["institut", "etude", "guerre", "isw"]
    assert ask(reader_of("Kyiv tient.", groups=GROUPS), "l’institut pour l’étude de la guerre").expansions == ()


def test_a_word_has_the_synonyms_that_passages_hold() -> None:
    reader = reader_of("Moscou réduit ses exportations de carburant ; le bagne rouvre.")
    parsed = ask(reader, "prison et essence")
    held = [[reader.speller.stems.word(number) for number in one.numbers] for one in parsed.synonyms]
    assert held == [[stem("bagne")], [stem("carburant")]]


def test_what_the_lexicon_names_needs_no_synonym() -> None:
    reader = reader_of("Le combustible manque.", groups=[("near", (("essence",), ("combustible",)))])
    (synonyms,) = ask(reader, "essence").synonyms
    assert synonyms.standing_for == (stem("essence"), stem("combustible"))


def test_only_french_words_have_synonyms() -> None:
    reader = reader_of("Un transport de carburant.")
    assert ask(reader, "what about the convoi and the essence").synonyms == ()


# Days


def test_a_day_is_a_preference_and_not_a_word_to_look_for(reader: QuestionReader) -> None:
    parsed = ask(reader, "quels missiles le 4 juillet 2025")
    assert parsed.reading.terms == ("missiles",)
    assert (parsed.reading.date_from, parsed.reading.date_to) == (date(2025, 7, 4), date(2025, 7, 4))
    assert parsed.period is not None


@pytest.mark.parametrize(
    "text",
    [
        "le 4 juillet 2025",
        "que s’est-il passé le 4 juillet 2025 ?",
        "quoi de neuf le 4 juillet 2025",
        "les nouvelles du 4/7/25",
        "un résumé du 4 juillet 2025",
        "qu’est-il arrivé le 4 juillet 2025",
        "que dit le bulletin du 4 juillet 2025",
        "what happened on July 4, 2025",
        "що сталося 4 липня 2025",
    ],
)
def test_a_question_for_all_that_happened_on_a_day_looks_for_no_words(reader: QuestionReader, text: str) -> None:
    reading = ask(reader, text).reading
    assert (reading.terms, reading.date_from) == ((), date(2025, 7, 4))


def test_such_words_count_where_no_day_is_named_or_something_else_is(reader: QuestionReader) -> None:
    assert terms(reader, "que s’est-il passé") == ["passe"]
    assert terms(reader, "que s’est-il passé à Kyiv le 4 juillet") == ["passe", "kyiv"]


def test_the_bulletins_count_is_told_with_its_date(reader: QuestionReader) -> None:
    reading = ask(reader, "jour 1231 missiles").reading
    assert (reading.day, reading.date_from, reading.date_to) == (1231, date(2025, 7, 8), date(2025, 7, 8))


def test_a_number_alone_is_the_day_that_it_counts_where_something_is_told_of_it(reader: QuestionReader) -> None:
    assert ask(reader, "1231 ?").reading.day == 1231
    assert ask(reader, "1231 missiles").reading.day is None
    untold = ask(reader_of(PASSAGES, told=lambda _first, _last: False), "1231").reading
    assert (untold.day, untold.terms) == (None, ("1231",))


def test_of_several_days_the_first_counts(reader: QuestionReader) -> None:
    assert ask(reader, "le 4 mai puis le 7 juillet").reading.date_from == date(2025, 5, 4)


def test_a_weekday_beside_a_date_does_not_replace_it(reader: QuestionReader) -> None:
    assert ask(reader, "que s’est-il passé le mardi 8 juillet 2025").reading.date_from == date(2025, 7, 8)


def test_on_request_the_days_are_passed_over_but_stay_no_words(reader: QuestionReader) -> None:
    parsed = ask(reader, "missiles le 4 juillet", any_day=True)
    assert (parsed.period, parsed.reading.date_from, parsed.reading.terms) == (None, None, ("missiles",))


def test_the_year_is_one_that_bulletins_tell_of() -> None:
    reader = reader_of(PASSAGES, told=lambda first, last: first <= date(2022, 12, 5) <= last)
    assert ask(reader, "base aérienne le 5 décembre").reading.date_from == date(2022, 12, 5)


def test_hier_counts_from_today_where_the_day_of_asking_is_not_said(reader: QuestionReader) -> None:
    reading = reader.read(Question("missiles aujourd'hui")).reading
    assert reading.date_from in {date.today(), reading.date_to}


# Whose words


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("que dit le Pentagone sur les armes", "pentagone"),
        ("qu'a dit rutte", "rutte"),
        ("qu’a dit Mark Rutte ?", "mark rutte"),
        ("selon axios combien", "axios"),
        ("what did Zelensky say", "zelensky"),
        ("what does the Pentagon say about weapons", "pentagon"),
        ("keske trump a di", "trump"),
        ("que pense selenski de trump", "zelensky"),
        ("que pense zelenskyy de trump", "zelensky"),
        ("що сказав Зеленський", "зеленськии"),
        ("що каже Пентагон", "пентагон"),
        ("what does the White House say", "maison blanche"),
        ("que dit poutine", None),
        ("que pense Merz de Trump", None),
        ("selon qui Trump a promis des missiles", None),
        ("qui a dit cela", None),
        ("trump et axios", None),
    ],
)
def test_a_speaker_is_whoever_the_question_names_and_some_passage_cites(
    reader: QuestionReader, text: str, speaker: str | None
) -> None:
    assert ask(reader, text).reading.speaker == speaker


def test_names_in_a_writing_without_letters_in_common_are_not_taken_for_one_another() -> None:
    assert ask(reader_of(PASSAGES, cited=["北京"]), "que dit 東京").reading.speaker is None


def test_what_a_speaker_spoke_of_is_no_speaker_though_it_is_cited_elsewhere() -> None:
    assert (
        ask(reader_of(PASSAGES, cited=["Donald Trump", "OTAN"]), "que dit trump de l'otan").reading.speaker == "trump"
    )
    assert (
        ask(reader_of(PASSAGES, cited=["chef de l’OTAN"]), "que dit le chef de l'otan").reading.speaker == "chef otan"
    )


def test_the_kind_of_answer_wanted_is_heard(reader: QuestionReader) -> None:
    how_many, who = ask(reader, "combien de missiles"), ask(reader, "qui a dit ça")
    assert (how_many.kind, how_many.wants_speaker) == (Kind.NUMBER, False)
    assert (who.kind, who.wants_speaker) == (None, True)


def test_whats_new_is_no_nine(reader: QuestionReader) -> None:
    assert ask(reader, "quoi de neuf à Koursk").reading.terms == ("koursk",)
    assert "9" in ask(reader, "neuf missiles").reading.terms


# Follow-ups

BEFORE = "combien de missiles patriot trump a promis le 7 juillet"


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("et en Allemagne ?", ["allemagne", "missiles", "patriot", "trump", "promis"]),
        ("et qui l'affirme ?", ["affirme", "missiles", "patriot", "trump", "promis"]),
        ("pourquoi ?", ["missiles", "patriot", "trump", "promis"]),
        ("pk ?", ["missiles", "patriot", "trump", "promis"]),
        ("et de drones ?", ["drones", "missiles", "patriot", "trump", "promis"]),
        ("et trump ?", ["trump", "missiles", "patriot", "promis"]),
        ("combien de morts ?", ["morts", "missiles", "patriot", "trump", "promis"]),
        ("avec quelle arme ?", ["arme", "missiles", "patriot", "trump", "promis"]),
        ("pour quelle raison ?", ["raison", "missiles", "patriot", "trump", "promis"]),
    ],
)
def test_a_follow_up_takes_the_words_it_lacks(reader: QuestionReader, text: str, looked_for: list[str]) -> None:
    parsed = ask(reader, text, BEFORE)
    assert parsed.reading.followup
    assert list(parsed.reading.terms) == looked_for
    own = [word for word in parsed.asked if not word.carried]
    assert [word.form for word in own] == looked_for[: len(own)]
    assert all(word.carried for word in parsed.asked[len(own) :])


@pytest.mark.parametrize("text", ["how many dead?", "how many dead", "скільки загиблих?", "який?", "why?"])
def test_what_stands_for_everyday_words_follows_up_as_they_do(reader: QuestionReader, text: str) -> None:
    assert ask(reader, text, "missiles patriot").reading.followup


@pytest.mark.parametrize("text", ["how many Patriots?", "who froze deliveries", "які санкції?"])
def test_other_words_of_other_languages_stand_alone(reader: QuestionReader, text: str) -> None:
    assert not ask(reader, text, "missiles patriot").reading.followup


@pytest.mark.parametrize(
    ("before", "carried"),
    [
        ("missiles patriot\ncombien de morts ?", ["morts", "missiles", "patriot"]),
        ("drones shahed\nmissiles patriot\ncombien de morts ?", ["morts", "missiles", "patriot"]),
        ("missiles patriot\ncombien de morts ?\nmerci", ["morts", "missiles", "patriot"]),
        ("missiles patriot\net en Allemagne ?\ncombien de morts ?", ["morts", "allemagne", "missiles", "patriot"]),
        ("combien de morts ?", ["morts"]),
        ("merci", None),
        ("", None),
    ],
)
def test_a_follow_up_of_a_follow_up_goes_back_to_what_both_are_about(
    reader: QuestionReader, before: str, carried: list[str] | None
) -> None:
    parsed = ask(reader, "pour quelle raison ?", before)
    assert parsed.reading.followup == (carried is not None)
    assert [word.form for word in parsed.asked] == ["raison", *(carried or ())]
    assert parsed.before.split("\n") == [" ".join(parsed.before.split())]


def test_a_follow_up_asks_about_things_of_the_same_people_unless_it_names_another(reader: QuestionReader) -> None:
    before = "combien de drones russes"
    assert ask(reader, "et le 9 ?", before).owners == {stem("drones"): {"russe"}}
    assert ask(reader, "et les missiles ukrainiens ?", before).owners == {stem("missiles"): {"ukrainien"}}


def test_the_day_goes_along_with_a_conversation(reader: QuestionReader) -> None:
    parsed = ask(reader, "combien de morts ?", "missiles le 8 juillet 2025\net le 9 ?")
    assert parsed.period
    assert (parsed.period.first, parsed.period.last) == (date(2025, 7, 9), date(2025, 7, 9))


def test_what_is_carried_over_weighs_less_than_the_follow_ups_own_words(reader: QuestionReader) -> None:
    clauses = [
        clause
        for concept in ask(reader, "et en Allemagne ?", "combien de drones").concepts
        for way in concept
        for clause in way
    ]
    weight = {term: clause.weight for clause in clauses if clause.family == "stem" for term in clause.terms}
    assert 0 < weight["dron"] < weight["allemagn"]


def test_a_follow_up_takes_the_day_unless_it_names_one(reader: QuestionReader) -> None:
    assert ask(reader, "et en Allemagne ?", BEFORE).reading.date_from == date(2025, 7, 7)
    assert ask(reader, "et le 4 mai ?", BEFORE).reading.date_from == date(2025, 5, 4)
    assert ask(reader, "et en Allemagne ?", BEFORE, any_day=True).reading.date_from is None


@pytest.mark.parametrize("text", ["et le 9 ?", "et le 9", "ET DU 9 !"])
def test_a_follow_up_may_name_a_day_of_the_same_month_by_its_number(reader: QuestionReader, text: str) -> None:
    parsed = ask(reader, text, "missiles Patriot le 8 juillet 2025")
    assert parsed.period
    assert (parsed.period.first, parsed.period.last) == (date(2025, 7, 9), date(2025, 7, 9))
    assert parsed.reading.terms == ("missiles", "patriot")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("et le 32 ?", "missiles le 8 juillet 2025"),
        ("et le 9 ?", "missiles en 2025"),
        ("et le 9 ?", "missiles Patriot"),
    ],
)
def test_a_number_that_is_no_day_of_a_month_is_a_number(reader: QuestionReader, text: str, before: str) -> None:
    parsed, of_before = ask(reader, text, before), ask(reader, before)
    assert parsed.period == of_before.period
    assert text.split()[2] in parsed.reading.terms


def test_a_follow_up_that_asks_nothing_asks_the_same_again(reader: QuestionReader) -> None:
    followup = ask(reader, "et en Allemagne ?", "combien de missiles")
    assert (followup.kind, followup.detail) == (Kind.NUMBER, None)
    assert ask(reader, "et pourquoi ?", "combien de missiles").kind is None
    assert ask(reader, "et pour quel prix ?", "combien de missiles").kind is Kind.PRICE
    assert ask(reader, "et les drones ?", "qui a dit que les missiles sont gelés").wants_speaker


def test_a_follow_up_keeps_to_the_speaker_unless_it_names_another(reader: QuestionReader) -> None:
    before = "que dit le pentagone sur les missiles"
    assert ask(reader, "et sur les drones ?", before).reading.speaker == "pentagone"
    assert ask(reader, "et selon axios ?", before).reading.speaker == "axios"
    assert ask(reader, "et trump ?", before).reading.speaker is None


@pytest.mark.parametrize(
    "text",
    [
        "combien de drones la Russie a lancés",
        "et combien de drones la Russie a lancés sur Kyiv selon Axios",
        "il y a combien de drones à Kyiv",
        "trump a-t-il promis",
        "combien de sanctions",
        "qui a pris Pokrovsk",
        "quand finit la guerre ?",
        "la paix c’est quand ?",
        "qui est le président ?",
        "drones",
        "merci",
        "",
    ],
)
def test_a_full_question_takes_nothing(reader: QuestionReader, text: str) -> None:
    alone, after = ask(reader, text), ask(reader, text, BEFORE)
    assert after == alone
    assert not after.reading.followup


def test_without_a_question_before_it_nothing_follows_up(reader: QuestionReader) -> None:
    assert not ask(reader, "et en Allemagne ?").reading.followup
    assert not ask(reader, "et en Allemagne ?", "").reading.followup


def test_a_follow_up_may_be_in_another_language_than_the_question_before(reader: QuestionReader) -> None:
    parsed = ask(reader, "pourquoi ?", "how many missiles did Trump promise to them")
    assert parsed.reading.terms == ("missiles", "trump", "promise")


def test_a_language_that_is_given_is_kept(reader: QuestionReader) -> None:
    assert reader.read(Question("missiles", language="en")).reading.language == "en"


# Whatever the text


def test_accents_may_be_written_as_marks_of_their_own(reader: QuestionReader) -> None:
    text = "les décès à l’hôpital le 3 août 2025, a affirmé Zelensky"
    assert ask(reader, unicodedata.normalize("NFD", text)) == ask(reader, text)


_bits = st.sampled_from(
    "et qui que dit le pentagone a il y trump missiles patrot 4 juillet hier jour 1231 ? pourquoi combien l' "
    "the say Зеленський каже selon".split()
)
_texts = st.text(max_size=60) | st.lists(_bits, max_size=9).map(" ".join)


@given(_texts, st.none() | _texts, st.none() | st.dates(), st.booleans())
def test_any_question_is_read(text: str, after: str | None, today: date | None, any_day: bool) -> None:
    reader = reader_of(PASSAGES, cited=CITED, groups=GROUPS)
    parsed = reader.read(Question(text, after, today, any_day=any_day))
    reading = parsed.reading
    assert reading.terms == tuple(word.form for word in parsed.asked)
    assert (reading.date_from is None) == (reading.date_to is None) == (parsed.period is None)
    assert not (any_day and parsed.period)
    assert reading.followup or not any(word.carried for word in parsed.asked)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "missile " * 12_500,
        "le 4 juillet " * 8_000,
        "qu'a dit " * 11_000,
        "jour" + " " * 100_000,
        "é" * 100_000,
    ],
    ids=["one word", "words", "dates", "speakers", "spaces", "accents"],
)
def test_a_very_long_question_is_read_at_once(reader: QuestionReader, text: str) -> None:
    before = time.perf_counter()
    ask(reader, text, text)
    assert time.perf_counter() - before < 0.5


def test_what_comes_after_the_longest_question_is_passed_over(reader: QuestionReader) -> None:
    assert terms(reader, " " * (LONGEST - len("drones")) + "drones missiles") == ["drones"]


def test_dates_count_back_from_the_last_day_told(reader: QuestionReader) -> None:
    assert ask(reader, "fin janvier").reading.date_from == date(LAST_DAY.year, 1, 21)
    assert ask(reader, "le 24 janvier").reading.date_from == date(LAST_DAY.year - 1, 1, 24)


def test_only_so_many_words_of_a_question_are_corrected(reader: QuestionReader) -> None:
    corrected = ask(reader, " ".join(["patrot"] * (MOST_CORRECTED + 3))).reading.terms
    assert corrected == ("patriot",) * MOST_CORRECTED + ("patrot",) * 3


def test_a_misspelt_french_word_that_no_passage_holds_is_read_as_it_and_not_told(reader: QuestionReader) -> None:
    """A reader is shown only what was found under another spelling; a misspelt function word is left out."""
    reading = ask(reader, "quel baateau deupis").reading
    assert (reading.terms, reading.corrections) == (("bateau",), {})
    assert ask(reader, "what baateau").reading.terms == ("baateau",)
