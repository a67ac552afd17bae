"""Golden questions: what a file may say, what its author is told, and the files that ship."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.corpus import read_corpus
from index.errors import CorpusError
from index.golden import Golden, read_golden
from index.model import Question
from index.passages import split_bulletin
from tests.benchmarks.collections import archive
from tests.conftest import ROOT

HALVES = ("tuning", "test")
FILES = (*HALVES, "later")
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(text: str) -> Path:
        path = tmp_path / "golden.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


# What a file may say


def test_a_question_is_read_with_all_that_is_known_of_it(write: Write) -> None:
    path = write(
        """
- question: "et hier, qui l’affirme ?"
  kind: followup
  passages: [j1231-s2-p1, j1231-s0-p1]
  after: "combien de missiles"
  today: 2025-07-09
  language: fr
  speaker: Axios
  reads: {date_from: 2025-07-08, date_to: 2025-07-08, day: 1231}
"""
    )
    day = date(2025, 7, 8)
    question = Question("et hier, qui l’affirme ?", "combien de missiles", date(2025, 7, 9), "fr")
    passages = ("j1231-s2-p1", "j1231-s0-p1")
    assert read_golden(path) == [Golden(question, "followup", passages, "Axios", (day, day), 1231)]


def test_most_of_it_may_be_left_out(write: Write) -> None:
    path = write("- {question: salut, kind: unanswerable, passages: []}\n")
    assert read_golden(path) == [Golden(Question("salut"), "unanswerable", ())]


def test_a_date_may_stand_between_quotation_marks(write: Write) -> None:
    path = write("- {question: hier, kind: date, passages: [], today: '2025-07-09'}\n")
    assert read_golden(path)[0].question.today == date(2025, 7, 9)


# What its author is told


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{kind: fact, passages: []}", "'question'"),
        ("{question: , kind: fact, passages: []}", "'question'"),
        ("{question: salut, passages: []}", "'kind'"),
        ("{question: salut, kind: fact}", "'passages'"),
        ("{question: salut, kind: fact, passages: j1-s1-p1}", "'passages', a list of ids"),
        ("{question: salut, kind: fact, passages: }", "'passages', a list of ids"),
        ("{question: salut, kind: fact, passages: [], today: demain}", "demain"),
        ("{question: salut, kind: fact, passages: [], reads: {date_from: 2025-07-08}}", "'date_to'"),
        ("salut", "its keys"),
    ],
)
def test_a_broken_question_is_named_by_its_number(write: Write, entry: str, said: str) -> None:
    path = write(f"- {{question: bon, kind: fact, passages: []}}\n- {entry}\n")
    with pytest.raises(CorpusError) as caught:
        read_golden(path)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"{path}:1: question 2 ")
    assert said in problem.reason


def test_every_broken_question_is_named_at_once(write: Write) -> None:
    with pytest.raises(CorpusError) as caught:
        read_golden(write("- {kind: fact}\n- {question: bon, kind: fact, passages: []}\n- 5\n"))
    assert [problem.reason.split()[1] for problem in caught.value.problems] == ["1", "3"]


@pytest.mark.parametrize("text", ["", "question: salut\n", "salut\n"])
def test_a_file_that_is_no_list_is_refused(write: Write, text: str) -> None:
    with pytest.raises(CorpusError, match="golden questions are a list"):
        read_golden(write(text))


def test_a_file_that_cannot_be_read_is_named(write: Write, tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", write("- {question\n")):
        with pytest.raises(CorpusError) as caught:
            read_golden(path)
        assert str(caught.value).startswith(f"{path}:1: cannot be read")
        assert len(str(caught.value).splitlines()) == 1


# The files that ship


@pytest.fixture(scope="module")
def shipped() -> dict[str, list[Golden]]:
    return {name: read_golden(ROOT / "tests" / "golden" / f"{name}.yaml") for name in FILES}


def test_there_are_questions_of_every_kind_in_both_halves(shipped: dict[str, list[Golden]]) -> None:
    halves = [shipped[name] for name in HALVES]
    assert sum(map(len, halves)) >= 250
    assert sum(not item.passages for items in halves for item in items) >= 60
    kinds = [{item.kind for item in items} for items in halves]
    assert kinds[0] == kinds[1]


def test_no_question_stands_twice(shipped: dict[str, list[Golden]]) -> None:
    asked = Counter(
        (" ".join(item.question.text.casefold().split()), item.question.after)
        for items in shipped.values()
        for item in items
    )
    assert [question for question, count in asked.items() if count > 1] == []


@pytest.mark.parametrize("prefix", list("abcdefghij"))
def test_the_archives_questions_are_put_to_bulletins_of_their_own_and_never_twice(prefix: str) -> None:
    collection = archive(prefix)
    asked = Counter(" ".join(item.question.text.casefold().split()) for item in collection.golden)
    assert [question for question, count in asked.items() if count > 1] == []
    known = {passage.id for bulletin in collection.bulletins for passage in split_bulletin(bulletin)}
    assert {passage for item in collection.golden for passage in item.passages} <= known


@pytest.mark.parametrize("name", FILES)
def test_every_passage_named_is_in_the_corpus_that_ships(shipped: dict[str, list[Golden]], name: str) -> None:
    known = {passage.id for _, bulletin in read_corpus(ROOT / "corpus") for passage in split_bulletin(bulletin)}
    assert [
        (item.question.text, set(item.passages) - known) for item in shipped[name] if set(item.passages) - known
    ] == []


@pytest.mark.parametrize("name", FILES)
def test_every_speaker_named_stands_in_a_passage_that_answers(shipped: dict[str, list[Golden]], name: str) -> None:
    texts = {
        passage.id: passage.text.replace("’", "'").casefold()
        for _, bulletin in read_corpus(ROOT / "corpus")
        for passage in split_bulletin(bulletin)
    }
    missing = [
        (item.question.text, item.speaker)
        for item in shipped[name]
        if item.speaker
        and not any(item.speaker.replace("’", "'").casefold() in texts[passage] for passage in item.passages)
    ]
    assert missing == []


@pytest.mark.parametrize("name", FILES)
def test_only_questions_that_nothing_answers_name_no_passage(shipped: dict[str, list[Golden]], name: str) -> None:
    assert all(bool(item.passages) == (item.kind != "unanswerable") for item in shipped[name])


@pytest.mark.parametrize("name", FILES)
def test_a_follow_up_has_a_question_before_it_and_a_day_of_asking_where_it_counts_from_one(
    shipped: dict[str, list[Golden]], name: str
) -> None:
    for item in shipped[name]:
        comes_after = item.kind in ("followup", "new-subject")
        assert bool(item.question.after) == comes_after or item.kind == "unanswerable", item
        if item.reads:
            assert item.reads[0] <= item.reads[1], item
