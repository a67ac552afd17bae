"""What the index takes from one bulletin, whatever bulletins stand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.analysis import FAMILIES, analyze, analyze_passage
from index.database import Rows, rows_of
from index.inversion import Inverted, invert
from index.model import Bulletin
from index.passages import split_bulletin
from index.signals import Signals, compile_signals
from index.word_vectors import compile_word_vectors

# Whose terms each kind of postings counts: a family's own, but for these two.
CONTEXT, SPEAKER = "context", "speaker"
VOCABULARIES: Mapping[str, str] = {**{family: family for family in FAMILIES}, CONTEXT: "stem", SPEAKER: "name"}


@dataclass(frozen=True, slots=True)
class Analysis:
    """A bulletin's rows, its passages' signals, and by kind of postings its terms in UTF-8 with where they stand."""

    rows: Rows
    signals: Signals
    inverted: Mapping[str, tuple[Sequence[bytes], Inverted]]


def analyse(bulletin: Bulletin) -> Analysis:
    """For the context, the whole bulletin is one passage of stems."""
    passages = split_bulletin(bulletin)
    terms = [analyze_passage(passage) for passage in passages]
    kinds = {family: [getattr(of_passage, family) for of_passage in terms] for family in FAMILIES}
    vectors = compile_word_vectors()
    topics, words = vectors.topics_of(kinds["stem"]), list(map(vectors.rows_of, kinds["stem"]))
    kinds[CONTEXT] = [[stem for of_passage in terms for stem in of_passage.stem]] if passages else []
    kinds[SPEAKER] = [
        [key for speaker in passage.speakers for key in analyze(speaker.name).name] for passage in passages
    ]
    return Analysis(
        rows=rows_of(bulletin, passages),
        signals=compile_signals(passages, {bulletin.id: bulletin}, topics, words),
        inverted={kind: invert_encoded(lists) for kind, lists in kinds.items()},
    )


def invert_encoded(passages: Sequence[Sequence[str]]) -> tuple[list[bytes], Inverted]:
    """`invert` with the terms in UTF-8."""
    terms, inverted = invert(passages)
    return [term.encode() for term in terms], inverted
