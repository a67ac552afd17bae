"""What reads questions, over a few words given on the spot instead of a generation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from index.analysis import analyze
from index.dictionary import compile_dictionary
from index.lexicon import Group, Lexicon
from index.question import QuestionReader
from index.ranking import compile_postings
from index.spelling import Speller, runs_of_words
from index.thesaurus import compile_thesaurus

LAST_DAY = date(2026, 1, 23)


def speller_of(text: str) -> Speller:
    """Corrects towards the words of a text."""
    terms = analyze(text)
    forms = compile_postings([terms.form])
    runs = compile_postings(runs_of_words(forms.word(number) for number in range(len(forms))))
    return Speller(forms, compile_postings([terms.stem]), compile_dictionary(), runs)


def reader_of(
    text: str,
    *,
    cited: Sequence[str] = (),
    groups: Sequence[Group] = (),
    told: Callable[[date, date], bool] = lambda _first, _last: True,
) -> QuestionReader:
    """Reads questions put to bulletins that hold the words of a text, and cite the speakers named."""
    speakers = compile_postings([analyze(name).name for name in cited])
    speller = speller_of(text)
    thesaurus = compile_thesaurus().among(speller.stems)
    return QuestionReader(speller, Lexicon(groups), thesaurus, speakers, LAST_DAY, told)
