"""The read path: a question's words give the paragraph back, word for word, with its source."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import search, store
from index.analysis import tokenize
from index.build import build
from index.corpus import read_corpus
from index.errors import GenerationError
from index.importer import Given, import_text, place, write
from index.model import Hit, Question
from index.search import Searcher
from tests.conftest import ROOT

Put = Callable[..., Path]
Open = Callable[[], Searcher]


@pytest.fixture
def open_index(corpus: Path, tmp_path: Path) -> Iterator[Open]:
    """Builds the corpus folder and opens what was built."""
    opened: list[Searcher] = []

    def make() -> Searcher:
        build(corpus, tmp_path / "index")
        opened.append(Searcher.open_current(tmp_path / "index"))
        return opened[-1]

    yield make
    for searcher in opened:
        searcher.close()


@pytest.fixture(scope="module")
def sample_index(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """The sample alone."""
    yield from _with_bulletins(tmp_path_factory.mktemp("sample"), sample.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def full_index(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """The sample beside the project's own corpus, which retells it among others."""
    folder = tmp_path_factory.mktemp("full")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    yield from _with_bulletins(folder, sample.read_text(encoding="utf-8"))


def _with_bulletins(folder: Path, raw: str) -> Iterator[Searcher]:
    path, bulletin, _ = place(import_text(raw, Given()).bulletin, folder / "corpus", replaces=False)
    write(bulletin, path, replaces=False)
    build(folder / "corpus", folder / "index")
    searcher = Searcher.open_current(folder / "index")
    yield searcher
    searcher.close()


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.id for hit in hits]


def ask(searcher: Searcher, question: str, limit: int = 10) -> list[str]:
    return ids(searcher.search(Question(question), limit).hits)


# The sample: every paragraph, by its own words


def paragraphs(sample: Path) -> list[tuple[int, str | None, str]]:
    """Section number, heading and text of every paragraph of the sample, the text as readers must get it."""
    bulletin = import_text(sample.read_text(encoding="utf-8"), Given()).bulletin
    return [
        (section.number, section.heading, paragraph.strip())
        for section in bulletin.sections
        for paragraph in section.paragraphs
    ]


def words_of(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def holds(hit: Hit, text: str) -> bool:
    """Whether a hit is a paragraph, or the quotation together with what announces it that the paragraph is in."""
    return text in hit.passage.text.split("\n\n")


@pytest.mark.parametrize("asked", [str, words_of, str.upper], ids=["as written", "its words", "in capitals"])
def test_a_paragraphs_words_give_that_paragraph_back_first_with_section_and_day(
    sample_index: Searcher, sample: Path, asked: Callable[[str], str]
) -> None:
    astray: list[str] = []
    for number, heading, text in paragraphs(sample):
        first = sample_index.search(Question(asked(text))).hits[0]
        if not holds(first, text):
            astray.append(f"{text[:60]} -> {first.passage.id}")
            continue
        assert (first.passage.section, first.passage.heading) == (number, heading)
        assert (first.bulletin.kind, first.bulletin.day_from, str(first.bulletin.date_from)) == (
            "daily",
            1231,
            "2025-07-08",
        )
    assert astray == []


def test_a_paragraph_is_found_among_the_bulletins_that_retell_it(full_index: Searcher, sample: Path) -> None:
    astray = [
        text
        for _, _, text in paragraphs(sample)
        if not holds(full_index.search(Question(words_of(text))).hits[0], text)
    ]
    assert astray == []


def test_the_question_everyone_asks_first(full_index: Searcher) -> None:
    answer = full_index.search(Question("combien de missiles patriot trump a promis"))
    assert answer.answered
    assert (answer.hits[0].bulletin.day_from, answer.hits[0].passage.section) == (1231, 2)
    assert "10 missiles" in answer.hits[0].passage.text
    assert "Axios" in {speaker.name for speaker in answer.hits[0].passage.speakers}


# What every hit holds to


QUESTIONS = [
    "missiles patriot",
    "que dit Axios",
    "Koursk",
    "armes défensives 7 juillet",
    "qui a dit cela",
    "F-16",
    "президент Зеленський",
    "how many missiles did Trump promise",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_hit_is_the_corpus_paragraph_byte_for_byte(full_index: Searcher, sample: Path, question: str) -> None:
    blocks = {
        (bulletin.id, section.number): {paragraph.strip() for paragraph in section.paragraphs}
        for _, bulletin in read_corpus(ROOT / "corpus")
        for section in bulletin.sections
    }
    for number, _, text in paragraphs(sample):
        blocks.setdefault(("1231e2", number), set()).add(text)
    for hit in full_index.search(Question(question), 1000).hits:
        assert set(hit.passage.text.split("\n\n")) <= blocks[hit.bulletin.id, hit.passage.section]


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_come_best_first_and_are_counted_from_one(full_index: Searcher, question: str) -> None:
    hits = full_index.search(Question(question), 1000).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)
    assert len(set(ids(hits))) == len(hits)


@pytest.mark.parametrize("question", QUESTIONS)
def test_highlights_are_whole_words_in_order(full_index: Searcher, question: str) -> None:
    for hit in full_index.search(Question(question), 1000).hits:
        spans = {token.span for token in tokenize(hit.passage.text)}
        assert set(hit.highlights) <= spans
        assert list(hit.highlights) == sorted(set(hit.highlights))


@pytest.mark.parametrize("question", QUESTIONS)
def test_speakers_stand_where_their_spans_say(full_index: Searcher, question: str) -> None:
    for hit in full_index.search(Question(question), 1000).hits:
        for speaker in hit.passage.speakers:
            if speaker.span:
                start, end = speaker.span
                assert hit.passage.text[start:end] == speaker.name


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_hit_carries_its_whole_source(full_index: Searcher, question: str) -> None:
    for hit in full_index.search(Question(question), 1000).hits:
        assert hit.bulletin.id == hit.passage.bulletin_id
        assert full_index.passage(hit.passage.id) == hit.passage
        assert replace(full_index.bulletin(hit.bulletin.id), sections=()) == hit.bulletin
        assert hit.passage in full_index.section(hit.bulletin.id, hit.passage.section)
        assert hit.link == full_index.link(hit.passage)
        assert hit.bulletin.url or hit.link is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_fewer_hits_are_the_first_of_more(full_index: Searcher, question: str) -> None:
    many = ask(full_index, question, 50)
    for limit in (1, 3, 10):
        assert ask(full_index, question, limit) == many[:limit]


@pytest.mark.parametrize("question", QUESTIONS)
def test_confidence_is_a_probability(full_index: Searcher, question: str) -> None:
    answer = full_index.search(Question(question))
    assert 0 <= answer.confidence <= 1
    assert answer.question == question


# Questions of every kind


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "?!",
        "🙂🙂",
        "le la les",
        "qu’est-ce que c’est ?",
        "\u200b",
        "\0",
        "\ud83d",
        "«»",
        "''''",
        "--",
        "%",
        "\n\n",
    ],
)
def test_a_question_without_words_is_not_answered(full_index: Searcher, question: str) -> None:
    answer = full_index.search(Question(question))
    assert (answer.answered, answer.hits, answer.confidence, answer.reading.terms) == (False, (), 0.0, ())


@pytest.mark.parametrize("question", ["xylophone", "zzzzqqqq", "кіт", "東京"])
def test_a_question_about_something_else_is_not_answered(full_index: Searcher, question: str) -> None:
    assert not full_index.search(Question(question)).answered


@pytest.mark.parametrize(
    "question",
    [
        "a" * 100_000,
        "missile " * 20_000,
        "1 000 " * 20_000,
        "l'" * 20_000,
        "é" * 20_000,
        "\u0301" * 20_000,
        "F-16-" * 20_000,
        "jour 99999999999999999999999",
        "jour 0 de l'an 0000-00-00",
        "le 32/13/2025 et le 99.99.9999",
        "il y a 999999999999 jours",
        "selon " * 5_000,
        "que dit " * 5_000,
        "\x00\x01\x02 missile \ud800",
    ],
    ids=lambda question: question[:12],
)
def test_no_question_is_too_much(full_index: Searcher, question: str) -> None:
    assert len(full_index.search(Question(question)).hits) <= 10


_words = st.sampled_from(
    "missiles patriot Axios selon qui que dit le 7 juillet hier jour 1231 combien Зеленський the pentagon ? et".split()
)
_question = st.text(max_size=40) | st.lists(_words, max_size=8).map(" ".join)


@given(
    question=_question,
    after=st.none() | _question,
    today=st.none() | st.dates(),
    language=st.none() | st.sampled_from(["fr", "en", "uk"]),
)
def test_any_question_gets_a_sound_answer(
    full_index: Searcher, question: str, after: str | None, today: date | None, language: str | None
) -> None:
    answer = full_index.search(Question(question, after, today, language), 5)
    assert len(answer.hits) <= 5
    assert 0 <= answer.confidence <= 1
    assert answer.hits or not answer.answered
    for hit in answer.hits:
        assert all(0 <= start < end <= len(hit.passage.text) for start, end in hit.highlights)


def test_the_same_question_gets_the_same_answer(full_index: Searcher) -> None:
    assert full_index.search(Question("missiles patriot")) == full_index.search(Question("missiles patriot"))


# Ranking as readers see it


def test_a_one_bulletin_corpus_answers(put: Put, open_index: Open) -> None:
    put(1, "Trump a promis dix missiles Patriot.")
    assert ask(open_index(), "missiles patriot") == ["j1-s0-p1"]


def test_a_word_in_half_of_the_passages_still_finds_them(put: Put, open_index: Open) -> None:
    put(1, "Un missile.\n\nUn brouillard.")
    assert ask(open_index(), "missile") == ["j1-s0-p1"]


def test_a_word_in_every_passage_finds_them_all(put: Put, open_index: Open) -> None:
    put(1, "Un missile.\n\nUn autre missile.\n\nEncore un missile.")
    assert sorted(ask(open_index(), "missile")) == ["j1-s0-p1", "j1-s0-p2", "j1-s0-p3"]


@pytest.mark.parametrize("remembered", [0, 1, 3])
def test_however_many_passages_are_remembered_each_is_found_as_it_stands(
    put: Put, open_index: Open, monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    monkeypatch.setattr(search, "PASSAGES_REMEMBERED", remembered)
    texts = [f"Le missile numéro {number} est tombé." for number in range(20, 28)]
    put(1, "\n\n".join(texts))
    searcher = open_index()
    for number in (*range(20, 28), 20, 27, 20):
        first, *others = searcher.search(Question(f"missile numéro {number}")).hits
        assert first.passage.text == f"Le missile numéro {number} est tombé."
        assert {first.passage.text, *(hit.passage.text for hit in others)} == set(texts)


def test_ties_go_to_the_newest_bulletin_and_to_a_daily(put: Put, open_index: Open) -> None:
    put(1, "## A\n\nUn missile.")
    put(3, "## A\n\nUn missile.")
    put(1, "## A\n\nUn missile.", name="w.md", kind="weekly", days="1-3", date="2022-02-24/2022-02-26")
    assert ask(open_index(), "missile") == ["j3-s1-p1", "j1-3-s1-p1", "j1-s1-p1"]


def test_a_sections_passage_comes_before_the_lead_that_announces_it(put: Put, open_index: Open) -> None:
    put(1, "Trump promet dix missiles.\n\n## Aide\n\nTrump promet dix missiles.")
    assert ask(open_index(), "trump missiles") == ["j1-s1-p1", "j1-s0-p1"]


def test_a_heading_finds_its_passages(put: Put, open_index: Open) -> None:
    put(1, "Chapeau.\n\n## Les ports d’Ambrelune\n\nRien n’y entre.\n\n## Ailleurs\n\nTout va.")
    assert ask(open_index(), "ambrelune") == ["j1-s1-p1"]


def test_both_editions_of_a_day_are_found(put: Put, open_index: Open) -> None:
    put(1, "## A\n\nUn missile.")
    put(1, "## A\n\nDeux missiles.", name="b.md", edition=2)
    assert sorted(ask(open_index(), "missile")) == ["j1-s1-p1", "j1e2-s1-p1"]


def test_a_link_leads_to_the_paragraph_only_for_the_publishers_own_words(put: Put, open_index: Open) -> None:
    put(1, "Un missile.", url="https://example.org/1")
    put(2, "Un missile.", url="https://example.org/2", rendition="adapted")
    put(3, "Un missile.")
    links = {hit.bulletin.id: hit.link for hit in open_index().search(Question("missile")).hits}
    assert links == {"1": "https://example.org/1#:~:text=Un%20missile.", "2": "https://example.org/2", "3": None}


def test_a_passage_is_found_by_a_synonym_and_one_with_the_word_itself_comes_first(put: Put, open_index: Open) -> None:
    put(1, "Le bagne a rouvert.\n\nLe port a rouvert.\n\nLe marché a rouvert.")
    searcher = open_index()
    assert [hit.passage.text for hit in searcher.search(Question("une prison")).hits] == ["Le bagne a rouvert."]
    put(2, "La prison a rouvert.")
    texts = [hit.passage.text for hit in open_index().search(Question("une prison")).hits]
    assert texts == ["La prison a rouvert.", "Le bagne a rouvert."]


# Opening


def test_of_passages_with_the_same_word_the_one_about_what_is_asked_comes_first(
    put: Put, open_index: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    harvest = "À Odessa, les agriculteurs ont rentré le blé avant la pluie."
    hospital = "À Odessa, les chirurgiens ont opéré des patients toute la nuit."
    put(1, f"## A\n\n{harvest}\n\n{hospital}")
    index = open_index()
    asked, right = ("ambulances à Odessa", "tracteurs à Odessa"), ["j1-s1-p2", "j1-s1-p1"]
    assert [ask(index, text)[0] for text in asked] == right
    in_english = Question("what about Odessa and the doctors?")
    with_topics = index.search(in_english)
    monkeypatch.setattr("index.affinity.TOPIC_WEIGHT", 0.0)
    assert [ask(index, text)[0] for text in asked] == right
    monkeypatch.setattr("index.affinity.KIN_WEIGHT", 0.0)
    assert index.search(in_english) == with_topics
    assert [ask(index, text)[0] for text in asked] != right


def test_without_an_index_the_command_that_makes_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match=r"no index in .*nowhere; run: python -m index build"):
        Searcher.open_current(tmp_path / "nowhere")


def test_a_generation_cut_short_is_refused(put: Put, open_index: Open, tmp_path: Path) -> None:
    put(1)
    directory = tmp_path / "index" / open_index().generation
    for path in sorted(directory.iterdir()):
        if path.name == store.MANIFEST or not path.stat().st_size:
            continue
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        with pytest.raises(GenerationError, match=rf"{re.escape(path.name)} is missing or was cut short; run: "):
            Searcher.open(directory)
        path.write_bytes(whole)
    Searcher.open(directory).close()


def test_the_hits_wanted_are_given_the_others_counted(open_index: Open, put: Put) -> None:
    put(body="\n\n".join(f"Le tramway {name} roule." for name in ("rouge", "vert", "bleu", "jaune", "noir")))
    searcher, asked = open_index(), Question("tramway")
    whole = searcher.search(asked)
    assert whole.found == len(whole.hits) == 5
    for wanted, hits in (((1, 2), whole.hits[:2]), ((4,), whole.hits[3:4])):
        assert searcher.search(asked, wanted=wanted) == replace(whole, hits=hits)


def test_the_last_hit_stands_in_for_one_that_there_is_not(open_index: Open, put: Put) -> None:
    put(body="Le tramway rouge roule.\n\nLe tramway vert roule.")
    searcher, asked = open_index(), Question("tramway")
    assert [hit.rank for hit in searcher.search(asked, wanted=(9,)).hits] == [2]
    assert searcher.search(Question("xylophone"), wanted=(9,)).hits == ()
