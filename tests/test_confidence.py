"""How far the first hit can be trusted, and when a reader is told that the bulletins do not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.analysis import fold, stem
from index.build import build
from index.confidence import BY_MEANING, BY_WORDS, LACK, LEAST_BY_MEANING, LEAST_BY_WORDS, Signs, estimate
from index.model import Answer, Question
from index.search import Searcher
from index.word_vectors import DIMENSIONS, compile_word_vectors
from tests.conftest import ROOT, bulletin_text

BOTH = pytest.mark.parametrize("weights", [BY_WORDS, BY_MEANING], ids=["by words", "by meaning"])

JULY = """\
Trump promet des missiles, la Russie lance des drones.

## Aide militaire

Donald Trump a promis 10 missiles Patriot à Kyiv, selon Axios.

Le Pentagone a gelé des livraisons le 1er juillet.

## Front

L’état-major compte 1 240 soldats russes tués."""
MAY = """\
## Sanctions

L’Union européenne a voté un dix-septième paquet de sanctions.

Le Royaume-Uni a visé la flotte fantôme."""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Two bulletins, searched by words alone."""
    folder = tmp_path_factory.mktemp("confidence")
    (folder / "corpus").mkdir()
    for day, body in ((1231, JULY), (1181, MAY)):
        (folder / "corpus" / f"{day}.md").write_text(bulletin_text(day, body), encoding="utf-8")
    build(folder / "corpus", folder / "index", meaning=False)
    opened = Searcher.open_current(folder / "index")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("shipped")
    build(ROOT / "corpus", folder, meaning=False)
    opened = Searcher.open_current(folder)
    yield opened
    opened.close()


def ask(searcher: Searcher, text: str, **known: object) -> Answer:
    return searcher.search(Question(text, today=date(2025, 7, 10), **known))  # type: ignore[arg-type]


def signs_of(searcher: Searcher, text: str) -> Signs:
    signs = searcher.rank(Question(text), 1).signs
    assert signs
    return signs


def sure_of(searcher: Searcher, text: str) -> float:
    return ask(searcher, text).confidence


# The estimate

_share = st.floats(0, 1)
_signs = st.builds(
    Signs,
    coverage=_share,
    unknown=_share,
    akin=_share,
    whole=st.sampled_from([0.0, 1.0]),
    words=st.floats(0, 6),
    foreign=st.sampled_from([0.0, 1.0]),
    figure=st.sampled_from([0.0, 1.0]),
    lacking=st.sampled_from([0.0, 1.0]),
    others=_share,
    unheard=st.sampled_from([0.0, 1.0]),
    period=st.sampled_from([0.0, 1.0]),
    elsewhen=st.sampled_from([0.0, 1.0]),
    unknown_topic=st.floats(-1, 1),
    unknown_coverage=_share,
    nearness=st.floats(-5, 10),
    distance=st.floats(0, 2),
    agreed=st.sampled_from([0.0, 1.0]),
    lack=arrays(np.float64, DIMENSIONS, elements=st.floats(-0.05, 0.05)),
)


@BOTH
@given(signs=_signs)
def test_an_estimate_is_a_probability(weights: Sequence[float], signs: Signs) -> None:
    assert 0 <= estimate(signs, weights) <= 1


@BOTH
@given(signs=_signs, more=_share)
def test_a_passage_that_holds_more_of_the_question_is_trusted_more(
    weights: Sequence[float], signs: Signs, more: float
) -> None:
    fuller = replace(signs, coverage=max(signs.coverage, more))
    assert estimate(fuller, weights) >= estimate(signs, weights)


@BOTH
@given(signs=_signs)
def test_a_passage_of_the_days_asked_for_is_trusted_more_than_one_of_others(
    weights: Sequence[float], signs: Signs
) -> None:
    inside, outside = replace(signs, period=1.0, elsewhen=0.0), replace(signs, period=0.0, elsewhen=1.0)
    assert estimate(inside, weights) > estimate(outside, weights)


@BOTH
@given(signs=_signs, nearer=st.floats(-1, 1))
def test_where_words_are_unknown_a_passage_about_what_is_asked_about_is_trusted_more(
    weights: Sequence[float], signs: Signs, nearer: float
) -> None:
    closer = replace(signs, unknown_topic=max(signs.unknown_topic, nearer))
    assert estimate(closer, weights) >= estimate(signs, weights)


@BOTH
@given(signs=_signs, more=_share)
def test_a_passage_with_words_of_like_meaning_is_trusted_more(
    weights: Sequence[float], signs: Signs, more: float
) -> None:
    closer = replace(signs, akin=max(signs.akin, more))
    assert estimate(closer, weights) >= estimate(signs, weights)


@BOTH
@given(signs=_signs)
def test_a_passage_without_the_figure_asked_about_is_trusted_less(weights: Sequence[float], signs: Signs) -> None:
    assert estimate(replace(signs, figure=1.0), weights) < estimate(replace(signs, figure=0.0), weights)


@given(signs=_signs, more=st.floats(0, 2))
def test_a_passage_farther_off_in_meaning_is_trusted_less(signs: Signs, more: float) -> None:
    farther = replace(signs, distance=signs.distance + more)
    assert estimate(farther, BY_MEANING) <= estimate(signs, BY_MEANING)


@pytest.mark.parametrize(
    ("weights", "least"), [(BY_WORDS, LEAST_BY_WORDS), (BY_MEANING, LEAST_BY_MEANING)], ids=["by words", "by meaning"]
)
def test_a_passage_with_nothing_of_the_question_is_no_answer(weights: Sequence[float], least: float) -> None:
    nothing = Signs(**dict.fromkeys((field.name for field in fields(Signs) if field.compare), 0.0))
    assert estimate(replace(nothing, words=1.5), weights) < least < 1


# What it looks at


def test_a_synonym_is_part_of_a_word(searcher: Searcher) -> None:
    assert 0 < signs_of(searcher, "escadres").coverage < signs_of(searcher, "flottes").coverage == 1


def test_another_figure_is_no_part_of_the_one_asked_for(searcher: Searcher) -> None:
    signs = signs_of(searcher, "100 missiles")
    assert signs.figure == 1.0
    assert signs.coverage < signs_of(searcher, "10 missiles").coverage == 1.0


def test_a_question_in_another_language_is_told_apart(searcher: Searcher) -> None:
    assert signs_of(searcher, "how many Patriot missiles did Trump promise").foreign == 1.0
    assert signs_of(searcher, "combien de missiles Patriot Trump a promis").foreign == 0.0


def test_coverage_is_whole_none_or_between(searcher: Searcher) -> None:
    assert signs_of(searcher, "Trump a promis des missiles Patriot").coverage == 1
    assert 0 < signs_of(searcher, "Trump a promis des hélicoptères").coverage < 1
    assert signs_of(searcher, "jour 1231").coverage == 1


def test_a_rare_word_missing_weighs_more_than_a_common_one(searcher: Searcher) -> None:
    rare, common = "promis patriot missiles hélicoptères", "promis patriot missiles russes"
    assert signs_of(searcher, rare).coverage < signs_of(searcher, common).coverage


def test_another_name_for_it_covers_a_word_less_than_the_word_itself(searcher: Searcher) -> None:
    assert 0 < signs_of(searcher, "promis patriot kiev").coverage < signs_of(searcher, "promis patriot kyiv").coverage


def test_a_question_of_which_the_passage_holds_every_word_is_whole(searcher: Searcher) -> None:
    assert signs_of(searcher, "missiles patriot promis par Trump").whole == 1
    assert signs_of(searcher, "missiles patriot promis par Scholz").whole == 0


def test_words_that_no_passage_holds_are_unknown(searcher: Searcher) -> None:
    assert signs_of(searcher, "missiles patriot").unknown == 0
    assert 0 < signs_of(searcher, "missiles patriot giraffe").unknown < 1


def test_a_figure_that_the_passage_has_not_is_seen(searcher: Searcher) -> None:
    assert signs_of(searcher, "trump a promis 10 missiles patriot").figure == 0
    assert signs_of(searcher, "trump a promis 500 missiles patriot").figure == 1


def test_what_the_passage_lacks_is_akin_to_what_it_says_in_other_words(searcher: Searcher) -> None:
    """Of its own words nothing is lacking; another language's words have no vectors."""
    engines, fruit = (signs_of(searcher, f"missiles patriot {word}") for word in ("munitions", "cerises"))
    assert 0 <= fruit.akin < engines.akin < 1
    assert signs_of(searcher, "missiles patriot").akin == 0
    assert signs_of(searcher, "how many Patriot missiles did Trump eat").akin == 0


def test_by_words_alone_what_is_unknown_is_seen_beside_what_is_known(searcher: Searcher) -> None:
    known, unknown = signs_of(searcher, "missiles patriot"), signs_of(searcher, "missiles patriot cerises")
    assert known.unknown_topic == known.unknown_coverage == 0
    assert unknown.unknown_coverage == unknown.unknown * unknown.coverage > 0


@pytest.mark.parametrize(
    ("text", "unheard"),
    [
        ("que dit Axios sur les missiles Patriot", 0.0),
        ("que dit Poutine sur les missiles Patriot", 1.0),
        ("selon le Pentagone, combien de missiles Patriot", 1.0),
        ("combien de missiles Patriot", 0.0),
    ],
)
def test_a_speaker_whom_the_passage_does_not_cite_is_seen(searcher: Searcher, text: str, unheard: float) -> None:
    assert signs_of(searcher, text).unheard == unheard


def test_what_is_of_another_people_is_seen(searcher: Searcher) -> None:
    asked = ("combien de soldats russes tués", "combien de soldats polonais tués", "combien de soldats tués")
    own, others, none = (signs_of(searcher, text).others for text in asked)
    assert own == none == 0 < others < 1


def test_a_follow_up_that_names_a_people_does_not_ask_about_the_one_before(searcher: Searcher) -> None:
    """Nor is a passage strange that tells of what both own."""
    after = Question("et les soldats russes tués ?", "combien de soldats polonais selon l’état-major")
    signs = searcher.rank(after, 1).signs
    assert signs
    assert signs.others == 0
    same = Question("et en juillet ?", "combien de soldats polonais tués selon l’état-major")
    signs = searcher.rank(same, 1).signs
    assert signs
    assert signs.others > 0


@BOTH
@given(signs=_signs)
def test_a_passage_that_tells_of_another_people_is_trusted_less(weights: Sequence[float], signs: Signs) -> None:
    assert estimate(replace(signs, others=0.5), weights) < estimate(replace(signs, others=0.0), weights)


def test_what_the_passage_lacks_is_known_by_what_it_means(searcher: Searcher) -> None:
    """Of names nothing is known, nor of words of another language."""
    whole, one, other, name, foreign = (
        signs_of(searcher, text).lack
        for text in (
            "missiles patriot",
            "missiles patriot blessés",
            "missiles patriot cerises",
            "missiles patriot Zbruch",
            "how many Patriot missiles did Trump eat",
        )
    )
    assert not whole.any()
    assert not name.any()
    assert not foreign.any()
    assert one.any()
    assert other.any()
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("spared", "needed"), [("manière", "salaire"), ("conséquence", "enfants"), ("utilisé", "pilote")]
)
def test_some_words_are_needed_more_than_others(spared: str, needed: str) -> None:
    vectors = compile_word_vectors()
    one, other = (vectors.sum_of([(stem(fold(word)), 1.0)]) @ LACK for word in (spared, needed))
    assert one > other


@BOTH
@given(signs=_signs)
def test_a_passage_that_cites_whom_the_reader_wants_to_hear_is_trusted_more(
    weights: Sequence[float], signs: Signs
) -> None:
    assert estimate(replace(signs, unheard=0.0), weights) > estimate(replace(signs, unheard=1.0), weights)


def test_a_detail_asked_for_and_not_told_is_seen(searcher: Searcher) -> None:
    assert signs_of(searcher, "combien de missiles Patriot a promis Trump").lacking == 0.0
    assert signs_of(searcher, "combien de navires compte la flotte fantôme").lacking == 1.0
    assert signs_of(searcher, "prix d'un missile Patriot promis par Trump").lacking == 1.0
    assert signs_of(searcher, "qui vise la flotte fantôme").lacking == 0.0


@BOTH
@given(signs=_signs)
def test_a_passage_without_the_detail_asked_for_is_trusted_less(weights: Sequence[float], signs: Signs) -> None:
    assert estimate(replace(signs, lacking=0.0), weights) > estimate(replace(signs, lacking=1.0), weights)


def test_the_period_is_for_or_against_the_passage(searcher: Searcher) -> None:
    asked = ("missiles patriot", "missiles patriot jour 1231", "missiles patriot trump promis axios en 2022")
    signs = [signs_of(searcher, text) for text in asked]
    assert [(sign.period, sign.elsewhen) for sign in signs] == [(0, 0), (1, 0), (0, 1)]


# What a reader sees


@pytest.mark.parametrize(
    "question",
    [
        "combien de missiles Patriot Trump a promis",
        "combien de missiles patriot trump a promis a kiev",
        "qui a dit que Trump a promis des missiles Patriot",
        "quand le Pentagone a gelé les livraisons",
        "combien de soldats russes tués selon l’état-major",
        "qui a visé la flotte fantôme",
    ],
)
def test_what_a_bulletin_says_is_answered(searcher: Searcher, question: str) -> None:
    assert ask(searcher, question).answered


@pytest.mark.parametrize(
    "question",
    [
        "quel est le prix du beurre",
        "qui a gagné la ligue des champions",
        "combien de giraffes au zoo de Vincennes",
        "météo de demain à Lyon",
        "xylophone",
    ],
)
def test_what_no_bulletin_says_is_not(searcher: Searcher, question: str) -> None:
    answer = ask(searcher, question)
    assert not answer.answered
    assert answer.unknown


@pytest.mark.parametrize("question", ["", " ", "?", "le la les", "combien", "qui ?", "bonjour", "🙂", "\n\0"])
def test_a_question_that_asks_nothing_is_not_answered(searcher: Searcher, question: str) -> None:
    answer = ask(searcher, question)
    assert (answer.answered, answer.confidence, answer.hits) == (False, 0.0, ())


def test_confidence_falls_as_a_question_says_less_of_what_the_passage_does(searcher: Searcher) -> None:
    sure = [
        sure_of(searcher, "Trump a promis 10 missiles Patriot"),
        sure_of(searcher, "Trump a promis 10 chapeaux Patriot"),
        sure_of(searcher, "Trump a loué 10 chapeaux Patriot"),
        sure_of(searcher, "Napoléon a loué 10 chapeaux melons"),
    ]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > 0.5 > sure[-1]


@pytest.mark.parametrize("question", ["jour 1231", "le 8 juillet", "que s’est-il passé avant-hier", "avant hier ?"])
def test_a_question_for_days_alone_is_answered_by_what_is_of_them(searcher: Searcher, question: str) -> None:
    answer = ask(searcher, question)
    assert answer.answered
    assert answer.hits[0].bulletin.id == "1231"


def test_a_question_for_days_that_nothing_is_of_is_not_answered(searcher: Searcher) -> None:
    answer = ask(searcher, "jour 600")
    assert (answer.answered, answer.hits) == (False, ())
    assert answer.reading.day == 600


def test_a_date_never_hides_what_stands_elsewhere(searcher: Searcher) -> None:
    answer = ask(searcher, "sanctions contre la flotte fantôme le 8 juillet")
    assert {"1231", "1181"} <= {hit.bulletin.id for hit in answer.hits}
    assert answer.reading.date_from == date(2025, 7, 8)
    anyhow = ask(searcher, "sanctions contre la flotte fantôme le 8 juillet", any_day=True)
    assert {hit.bulletin.id for hit in anyhow.hits} == {"1181"}
    assert anyhow.answered


def test_a_misspelt_question_is_offered_in_better_spelling_where_it_is_not_answered(searcher: Searcher) -> None:
    answer = ask(searcher, "le patrot de Napoléon à Austerlitz ?")
    assert not answer.answered
    assert answer.suggestions == ("le patriot de Napoléon à Austerlitz ?",)
    assert answer.unknown == ("Napoléon", "Austerlitz")


def test_a_follow_up_is_not_offered_as_it_stands(searcher: Searcher) -> None:
    answer = ask(searcher, "et à Vincennes ?", after="les patrot de Napoléon")
    assert answer.reading.corrections == {"patrot": "patriot"}
    assert answer.suggestions == ()


@pytest.mark.parametrize("path", sorted((ROOT / "corpus").glob("*.md")), ids=lambda path: path.stem)
def test_a_shipped_bulletins_own_days_are_answered_from_it(shipped: Searcher, path: Path) -> None:
    days = path.stem.split("-", 3)[3].removeprefix("jours-").removeprefix("jour-")
    answer = ask(shipped, f"jour {days}")
    assert answer.answered
    assert answer.hits[0].bulletin.id == days


def test_what_another_day_says_is_no_answer_for_the_day_asked_for(searcher: Searcher) -> None:
    """It is shown all the same, as what comes closest."""
    question = "combien de missiles Patriot Trump a promis"
    for period in ("en 2022", "en mai 2025", "le 20 mai 2025"):
        answer = searcher.search(Question(f"{question} {period}", today=date(2025, 7, 9)))
        assert not answer.answered
        assert "Patriot" in " ".join(hit.passage.text for hit in answer.hits)
    assert searcher.search(Question(f"{question} le 8 juillet", today=date(2025, 7, 9))).answered


@pytest.mark.parametrize("question", ["électeurs", "capitaine", "militants", "élections en ukraine"])
def test_a_word_that_no_bulletin_holds_is_not_answered_by_one_that_begins_like_it(
    shipped: Searcher, question: str
) -> None:
    assert not shipped.search(Question(question)).answered


def test_a_follow_up_is_answered_by_what_is_of_its_own_words(shipped: Searcher) -> None:
    before = "combien de missiles Patriot Trump a-t-il promis ?"
    answer = shipped.search(Question("et en Allemagne ?", before))
    assert answer.answered
    assert "Allemagne" in answer.hits[0].passage.text
