"""What kind of answer a question wants: whose words, how many, or what the question before it lacked."""

from __future__ import annotations

import time

import pytest

from index.dates import flatten
from index.intent import asks, is_followup, speakers_named, wants_quantity, wants_speaker


def named(question: str) -> list[str]:
    return [words.strip() for words in speakers_named(flatten(question))]


# How many


@pytest.mark.parametrize(
    "question",
    [
        "combien de drones",
        "Combien ?",
        "cb de drones",
        "konbien de morts",
        "kombien de morts",
        "quel nombre de chars",
        "quelle quantité d’obus",
        "quel pourcentage du territoire",
        "how many drones",
        "how much money",
        "скільки дронів",
    ],
)
def test_a_question_after_a_number_wants_a_quantity(question: str) -> None:
    assert wants_quantity(flatten(question))


@pytest.mark.parametrize("question", ["que dit le Pentagone", "quelle arme", "qui compte les morts", "10 missiles", ""])
def test_other_questions_want_no_quantity(question: str) -> None:
    assert not wants_quantity(flatten(question))


# Who said it


@pytest.mark.parametrize(
    "question",
    [
        "qui a dit que les armes sont bloquées",
        "qui l’affirme ?",
        "qui l'a annoncé",
        "qui le dit",
        "ki a di sa",
        "qui déclare la guerre finie",
        "quels médias ont rapporté l’attaque",
        "selon qui les Russes avancent",
        "d’après qui",
        "who said that",
        "хто сказав це",
    ],
)
def test_a_question_after_a_speaker_wants_one(question: str) -> None:
    assert wants_speaker(flatten(question))


@pytest.mark.parametrize(
    "question",
    [
        "qui dirige l’armée",
        "qui dispose de missiles",
        "qui distribue l’aide",
        "que dit Axios",
        "qui est Rutte",
        "selon Axios",
    ],
)
def test_other_questions_want_no_speaker(question: str) -> None:
    assert not wants_speaker(flatten(question))


# Whose words


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("que dit le Pentagone sur les armes", "le pentagone"),
        ("qu'a dit rutte", "rutte"),
        ("qu’a dit Rutte ?", "rutte"),
        ("qu'est-ce que trump a dit sur poutine", "trump"),
        ("qu'est-ce qu'a dit trump", "trump"),
        ("keske trump a di", "trump"),
        ("ke di le pentagon", "le pentagon"),
        ("que disent les forces ukrainiennes des pertes", "les forces ukrainiennes des pertes"),
        ("qu'a déclaré le président Zelensky à propos des missiles", "le president zelensky"),
        ("que pense Merz de Trump", "merz"),
        ("que pense Merz d’Emmanuel Macron", "merz"),
        ("selon axios combien", "axios"),
        ("d’après l’ISW, qui avance ?", "l’isw"),
        ("what did Zelensky say", "zelensky"),
        ("what does the Pentagon say about weapons", "the pentagon"),
        ("according to Axios", "axios"),
        ("за словами Зеленського", "зеленського"),
        ("що каже Пентагон про зброю", "пентагон"),
    ],
)
def test_whose_words_are_wanted_is_heard(question: str, who: str) -> None:
    assert named(question) == [who]


@pytest.mark.parametrize(
    "question", ["qui a dit cela", "selon qui", "d’après quelle source", "trump et poutine", "que dit-il"]
)
def test_a_question_that_names_nobody_names_nobody(question: str) -> None:
    assert named(question) == []


# Follow-ups


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("et en Allemagne ?", 1),
        ("Et qui l’affirme ?", 1),
        ("mais pourquoi ?", 0),
        ("et le 4 juillet ?", 1),
        ("pourquoi ?", 0),
        ("pk ?", 0),
        ("combien ?", 0),
        ("jusqu’à quand ?", 0),
        ("c’est quoi ?", 0),
        ("qui l’a annoncé ?", 1),
        ("qui dit ça", 1),
        ("que dit-il ?", 1),
        ("que dit il de la guerre", 2),
        ("il a dit quoi", 1),
        ("elle est où", 0),
        ("où est-elle", 0),
        ("pourquoi a-t-il refusé", 1),
        ("a-t-il menti", 1),
        ("combien en a-t-il perdu", 1),
        ("what did he say", 1),
        ("and in Germany?", 1),
        ("why?", 0),
        ("а в Німеччині?", 1),
        ("чому?", 0),
    ],
)
def test_a_question_that_cannot_stand_alone_follows_up(question: str, things: int) -> None:
    assert is_followup(flatten(question), things, vague=things == 0)


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("combien de missiles patriot trump a promis", 4),
        ("et combien de missiles patriot trump a promis à l’Ukraine en juillet", 6),
        ("il y a combien de morts à kyiv", 2),
        ("y a-t-il des morts à kyiv", 2),
        ("combien y a-t-il de drones", 1),
        ("il faut combien de patriots", 1),
        ("trump a-t-il menti", 2),
        ("pourquoi trump a-t-il menti", 2),
        ("les missiles sont-ils arrivés", 2),
        ("pourquoi trump", 1),
        ("drones", 1),
        ("le 4 juillet", 1),
        ("étudiants", 1),
        ("ça va ?", 1),
        ("merci", 0),
        ("et toi ?", 0),
        ("qui es-tu ?", 0),
        ("", 0),
    ],
)
def test_a_question_that_can_stand_alone_does(question: str, things: int) -> None:
    assert not is_followup(flatten(question), things, vague=things == 0)


def test_a_short_question_of_everyday_words_follows_up() -> None:
    assert is_followup("combien de morts", 1, vague=True)
    assert is_followup("des morts ?", 1, vague=True)
    assert is_followup("son nom", 1, vague=False)
    assert not is_followup("merci ?", 0, vague=True)
    assert not is_followup("comment ca va ?", 1, vague=True)
    assert not is_followup("t'es qui ?", 0, vague=True)
    assert not is_followup("combien de sanctions", 1, vague=False)
    assert not is_followup("des morts", 1, vague=True)
    assert not is_followup("combien de morts et de blesses graves", 3, vague=True)


def test_a_follow_up_may_ask_nothing_itself() -> None:
    assert not asks(flatten("et en Allemagne ?"))
    assert asks(flatten("et pourquoi ?"))


@pytest.mark.parametrize(
    "bit", ["que dit ", "selon ", "what does ", "qui a ", "que pense a de ", "et ", "qu'", "pourquoi il "]
)
def test_a_long_question_takes_no_time(bit: str) -> None:
    flat = (bit * 1000)[:1000]
    before = time.perf_counter()
    list(speakers_named(flat))
    assert wants_quantity(flat) is wants_quantity(bit)
    is_followup(flat, 0, vague=True)
    wants_speaker(flat)
    assert time.perf_counter() - before < 0.5
