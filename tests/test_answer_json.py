"""Questions and answers as lines of JSON, to the letter of what other tools rely on."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answer_json import MalformedQuestionError, read_question, write_answer
from index.model import Answer, Bulletin, Hit, Passage, Question, Reading, Speaker

# Questions


def test_a_question_may_come_with_all_that_is_known_of_it() -> None:
    line = '{"question": "et Axios ?", "after": "qui promet ?", "today": "2025-07-08", "lang": "fr"}\r\n'
    assert read_question(line.encode()) == Question("et Axios ?", "qui promet ?", date(2025, 7, 8), "fr")


@pytest.mark.parametrize(
    "line",
    [
        '{"question": "q"}',
        '{"question": "q", "after": null, "today": null, "lang": null}',
        '{"question": "q", "lang": null, "more": [1, {"x": NaN}]}',
        ' \t{"question":"q"} ',
        '{"question": "p", "question": "q"}',
    ],
)
def test_every_key_but_the_question_may_be_null_or_absent_and_others_are_passed_over(line: str) -> None:
    assert read_question(line.encode()) == Question("q")


@pytest.mark.parametrize("language", ["fr", "en", "uk"])
def test_the_languages_are_three(language: str) -> None:
    assert read_question(json.dumps({"question": "", "lang": language}).encode()).language == language


def test_an_empty_question_is_a_question() -> None:
    assert read_question(b'{"question": ""}') == Question("")


def test_a_lone_surrogate_escape_is_read() -> None:
    assert read_question(b'{"question": "\\ud83d ?"}').text == "\ud83d ?"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"patriot", "not a line of JSON in UTF-8"),
        (b'{"question": "q"', "not a line of JSON in UTF-8"),
        (b'{"question": "q"} {"question": "r"}', "not a line of JSON in UTF-8"),
        (b'{"question": "\xe9t\xe9"}', "not a line of JSON in UTF-8"),
        (b"[" * 100_000, "not a line of JSON in UTF-8"),
        (b'{"question": "q", "n": ' + b"9" * 5000 + b"}", "not a line of JSON in UTF-8"),
        (b'"q"', 'not a JSON object: write {"question": "..."}'),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", '"question" must be a text'),
        (b'{"question": null}', '"question" must be a text'),
        (b'{"question": 5}', '"question" must be a text'),
        (b'{"question": ["q"]}', '"question" must be a text'),
        (b'{"question": "q", "after": 5}', '"after" must be a text or null'),
        (b'{"question": "q", "lang": "de"}', '"lang" must be one of fr, en, uk'),
        (b'{"question": "q", "lang": ["fr"]}', '"lang" must be a text or null'),
        (b'{"question": "q", "today": "hier"}', '"today" must be a date such as 2025-07-08'),
        (b'{"question": "q", "today": ""}', '"today" must be a date'),
        (b'{"question": "q", "today": 20250708}', '"today" must be a text or null'),
        (b'{"question": "q", "today": "2025-02-30"}', '"today" must be a date'),
    ],
)
def test_a_malformed_line_is_refused_with_what_to_write(line: bytes, told: str) -> None:
    with pytest.raises(MalformedQuestionError) as caught:
        read_question(line)
    assert str(caught.value).startswith(told)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_question_or_malformed(line: bytes) -> None:
    with contextlib.suppress(MalformedQuestionError):
        assert isinstance(read_question(line), Question)


# Answers

BULLETIN = Bulletin(
    title="Jour 1231",
    kind="daily",
    day_from=1231,
    day_to=1231,
    language="fr",
    publisher="Le Centre",
    url="https://example.org/1231",
    rendition="verbatim",
)
PASSAGE = Passage(
    id="j1231-s2-p1",
    bulletin_id="1231",
    section=2,
    heading="Trump a promis",
    paragraph=1,
    text="Trump a promis 10 missiles, rapporte Axios.",
    speakers=(Speaker("Axios", "rapporte", (37, 42)), Speaker("Trump")),
)
READING = Reading(
    terms=("trump", "patriot"),
    corrections={"patrot": "patriot"},
    date_from=date(2025, 7, 7),
    date_to=date(2025, 7, 8),
    day=1231,
    speaker="axios",
    language="fr",
    followup=True,
)
ANSWER = Answer(
    question="« patrot » ?",
    answered=True,
    confidence=0.93,
    reading=READING,
    hits=(Hit(1, 12.5, PASSAGE, BULLETIN, ((0, 5), (8, 14)), "https://example.org/1231#:~:text=Trump"),),
    suggestions=("Axios ?",),
)


def test_an_answer_has_every_key_in_its_order() -> None:
    expected = {
        "question": "« patrot » ?",
        "answered": True,
        "confidence": 0.93,
        "reading": {
            "terms": ["trump", "patriot"],
            "corrections": {"patrot": "patriot"},
            "date_from": "2025-07-07",
            "date_to": "2025-07-08",
            "day": 1231,
            "speaker": "axios",
            "language": "fr",
            "followup": True,
        },
        "hits": [
            {
                "rank": 1,
                "score": 12.5,
                "passage": "j1231-s2-p1",
                "text": "Trump a promis 10 missiles, rapporte Axios.",
                "highlights": [[0, 5], [8, 14]],
                "bulletin": {
                    "id": "1231",
                    "title": "Jour 1231",
                    "kind": "daily",
                    "day_from": 1231,
                    "day_to": 1231,
                    "date_from": "2025-07-08",
                    "date_to": "2025-07-08",
                    "publisher": "Le Centre",
                    "url": "https://example.org/1231",
                    "rendition": "verbatim",
                    "edition": 1,
                },
                "section": {"number": 2, "heading": "Trump a promis"},
                "paragraph": 1,
                "speakers": [
                    {"name": "Axios", "verb": "rapporte", "span": [37, 42]},
                    {"name": "Trump", "verb": None, "span": None},
                ],
                "link": "https://example.org/1231#:~:text=Trump",
            }
        ],
        "suggestions": ["Axios ?"],
    }
    assert json.dumps(json.loads(write_answer(ANSWER))) == json.dumps(expected)


def test_what_is_unknown_is_null() -> None:
    answer = Answer("", False, 0.0, Reading())
    assert json.loads(write_answer(answer)) == {
        "question": "",
        "answered": False,
        "confidence": 0.0,
        "reading": {
            "terms": [],
            "corrections": {},
            "date_from": None,
            "date_to": None,
            "day": None,
            "speaker": None,
            "language": "fr",
            "followup": False,
        },
        "hits": [],
        "suggestions": [],
    }


def test_an_answer_is_one_line_unless_indented() -> None:
    broken = replace(ANSWER, question="une\nligne\r\nou deux\u2028")
    assert "\n" not in write_answer(broken)
    assert "\n" in write_answer(broken, indent=2)
    assert json.loads(write_answer(broken)) == json.loads(write_answer(broken, indent=2))


@given(st.text(), st.floats(0, 1))
def test_any_question_comes_back_as_it_was_asked(question: str, confidence: float) -> None:
    written = json.loads(write_answer(replace(ANSWER, question=question, confidence=confidence)))
    assert written["question"] == question
    assert 0 <= written["confidence"] <= 1
    assert abs(written["confidence"] - confidence) < 1e-4
