"""Question collections for the quality benchmark: passages and questions, as folders of corpus files.

`tests/golden/archive` holds bulletins with their questions in place: a*, d*, f* and j* are encyclopaedia-like texts,
b*, c*, e* and h* daily news of four invented wars, g* and i* news of all sorts. From c on, many of their questions are
such that their text comes near to them and does not answer. `tests/golden/{tuning,test,later}.yaml` ask about the
project's own corpus.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from index.analysis import stem, tokenize
from index.corpus import format_bulletin, read_corpus
from index.golden import Golden, read_golden
from index.model import Bulletin, Passage, Question, Section
from index.passages import passage_id, split_bulletin

GOLDEN = Path(__file__).parents[1] / "golden"
CORPUS = Path(__file__).parents[2] / "corpus"
_FIRST_DAY = 1001
_KEYBOARD = {
    row[i]: row[max(0, i - 1) : i] + row[i + 1 : i + 2]
    for row in ("azertyuiop", "qsdfghjklm", "wxcvbn")
    for i in range(len(row))
}


@dataclass(frozen=True, slots=True)
class Collection:
    """Bulletins to index together, and the questions asked of them."""

    name: str
    bulletins: tuple[Bulletin, ...]
    golden: tuple[Golden, ...]

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        for bulletin in self.bulletins:
            (folder / f"{bulletin.date_from}-{bulletin.id}.md").write_text(format_bulletin(bulletin), encoding="utf-8")


def alone(prefix: str) -> list[Collection]:
    """Each of the bulletins whose files start with a prefix, searched by itself."""
    paths = sorted((GOLDEN / "archive").glob(f"{prefix}*.yaml"))
    return [_read(path, _FIRST_DAY + 7 * number) for number, path in enumerate(paths)]


def archive(prefix: str) -> Collection:
    """The bulletins whose files start with a prefix, searched together."""
    texts = alone(prefix)
    return Collection(
        f"archive {prefix}",
        tuple(bulletin for text in texts for bulletin in text.bulletins),
        tuple(item for text in texts for item in text.golden),
    )


def keywords(collection: Collection, other: Collection) -> list[Golden]:
    """A word or two of each passage, of which one stands in two passages at most, and as many from another collection's
    passages, of which one stands nowhere."""
    chance = random.Random(1231)
    held: dict[str, set[str]] = {}
    passages = _passages(collection)
    for passage in passages:
        for token in tokenize(passage.text):
            held.setdefault(stem(token.form), set()).add(passage.id)
    own = [_keyword(passage.text, lambda word: len(held[word]) <= 2, chance) for passage in passages]
    strange = [_keyword(passage.text, lambda word: word not in held, chance) for passage in _passages(other)]
    asked = [*filter(None, own), *filter(None, strange)]
    found = [set.intersection(*(held.get(stem(token.form), set()) for token in tokenize(text))) for text in asked]
    return [
        Golden(Question(text), "keyword" if ids else "unanswerable", tuple(sorted(ids)))
        for text, ids in zip(asked, found, strict=True)
    ]


def _passages(collection: Collection) -> list[Passage]:
    bulletins = collection.bulletins or [bulletin for _, bulletin in read_corpus(CORPUS)]
    return [passage for bulletin in bulletins for passage in split_bulletin(bulletin)]


def _keyword(text: str, fits: Callable[[str], bool], chance: random.Random) -> str | None:
    """A word whose stem fits, as often as not with the word after it, in small letters."""
    tokens = tokenize(text)
    places = [place for place, token in enumerate(tokens) if len(token.form) > 2 and fits(stem(token.form))]
    if not places:
        return None
    place = chance.choice(places)
    last = tokens[min(place + chance.randrange(2), len(tokens) - 1)]
    return text[tokens[place].span[0] : last.span[1]].lower()


def typed(golden: Sequence[Golden], change: Callable[[str, random.Random], str]) -> tuple[Golden, ...]:
    """The same questions as typed by someone who changes each text so; the changes are the same at each run."""
    chance = random.Random(1231)
    return tuple(
        replace(item, question=replace(item.question, text=change(item.question.text, chance))) for item in golden
    )


def without_accents(text: str, _: random.Random) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def with_a_typo(text: str, chance: random.Random) -> str:
    """One slip in one of the longer words: a letter dropped, doubled, swapped with the next, or its neighbour's key."""
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if sum(char.isalpha() for char in word) >= 5]
    if not long:
        return text
    number = chance.choice(long)
    word = words[number]
    places = [i for i, char in enumerate(word[:-1]) if char.isalpha() and word[i + 1].isalpha() and i]
    place = chance.choice(places or [0])
    slip = chance.choice("drop double swap key".split())
    if slip == "drop":
        word = word[:place] + word[place + 1 :]
    elif slip == "double":
        word = word[:place] + word[place] + word[place:]
    elif slip == "swap":
        word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    else:
        word = word[:place] + chance.choice(_KEYBOARD.get(word[place].lower(), word[place])) + word[place + 1 :]
    return " ".join([*words[:number], word, *words[number + 1 :]])


def _read(path: Path, day: int) -> Collection:
    page = yaml.safe_load(path.read_text(encoding="utf-8"))
    sections = [Section(0, None, (page["lead"],))] if page.get("lead") else []
    sections += [
        Section(number, section["heading"], tuple(paragraph["text"] for paragraph in section["paragraphs"]))
        for number, section in enumerate(page["sections"], 1)
    ]
    bulletin = Bulletin(page["title"], "daily", day, day, "fr", sections=tuple(sections))
    unanswerable = (_golden(item, ()) for item in page.get("unanswerable", ()))
    return Collection(path.stem, (bulletin,), (*_answerable(page, bulletin), *unanswerable))


def _answerable(page: dict[str, Any], bulletin: Bulletin) -> Iterator[Golden]:
    for number, section in enumerate(page["sections"], 1):
        for place, paragraph in enumerate(section["paragraphs"], 1):
            for item in paragraph["questions"]:
                yield _golden(item, (passage_id(bulletin.id, number, place),))


def _golden(item: str | dict[str, str], passages: tuple[str, ...]) -> Golden:
    text, kind = (item, "reader") if isinstance(item, str) else (item["q"], item["kind"])
    return Golden(Question(text), kind if passages else "unanswerable", passages)


def project(file: str) -> Collection:
    """The golden questions about the project's own corpus, from one of their files."""
    return Collection(file, (), tuple(read_golden(GOLDEN / f"{file}.yaml")))
