"""Names and words that stand for one another, kept by maintainers in lexicon.yaml.

    same: one thing under several names, in any language; each finds the others as if it had been written
    near: words that readers use loosely for one another; each finds the others, with less weight

Every entry of `same` and `near` is a list of words or phrases.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from index.analysis import stem, tokenize
from index.errors import CorpusError, GenerationError, Problem
from index.words import ENGLISH_STOP_WORDS, UKRAINIAN_STOP_WORDS

# libyaml's, where PyYAML was built with it, reads several times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PATH = Path(__file__).with_name("lexicon.yaml")
WEIGHTS = {"same": 1.0, "near": 0.5}

# A group's kind and its members, each as the forms of its words.
Group = tuple[str, tuple[tuple[str, ...], ...]]


class Expansion(NamedTuple):
    """Words to look for as well: `forms` of one name or word, for those at `start` to `end` of a question's tokens.

    `stems` are those of the forms.
    """

    start: int
    end: int
    forms: tuple[str, ...]
    stems: tuple[str, ...]
    weight: float


_FEMININE = re.compile("ees?$")


class Lexicon:
    """Groups of names and words, looked up by the stems of a question's tokens."""

    def __init__(self, groups: Sequence[Group]) -> None:
        # Each group's weight, and its members' forms and stems.
        self._groups = [
            (WEIGHTS[kind], [(forms, tuple(map(stem, forms))) for forms in members]) for kind, members in groups
        ]
        self._members: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for number, (_, members) in enumerate(self._groups):
            for _, stems in members:
                self._members.setdefault(stems[0], []).append((stems, number))
        self._stems = {stem for members in self._members.values() for stems, _ in members for stem in stems}

    def expand(self, forms: Sequence[str]) -> Iterator[Expansion]:
        """The other members of every group that a run of forms names."""
        stems = tuple(self._stem(form) for form in forms)
        for start, first in enumerate(stems):
            for member, number in self._members.get(first, ()):
                end = start + len(member)
                if stems[start:end] == member:
                    yield from self._others(start, end, member, number)

    def knows(self, form: str) -> bool:
        """Whether a member of some group starts with the word."""
        return self._stem(form) in self._members

    def _stem(self, form: str) -> str:
        """A form's stem; the masculine's where only that is known, since "touchées" has another than "touché"."""
        own, masculine = stem(form), stem(_FEMININE.sub("e", form))
        return masculine if own not in self._stems and masculine in self._stems else own

    def _others(self, start: int, end: int, named: tuple[str, ...], number: int) -> Iterator[Expansion]:
        weight, members = self._groups[number]
        for forms, stems in members:
            if stems != named:
                yield Expansion(start, end, forms, stems, weight)


def read_lexicon(path: Path = PATH, read: Callable[[bytes, Path], list[Group]] | None = None) -> list[Group]:
    """The groups of a lexicon file: what `parse_lexicon`, or `read`, makes of it.

    Raises CorpusError with every problem, by line.
    """
    return (read or parse_lexicon)(_content(path), path)


def parse_lexicon(raw: bytes, path: Path) -> list[Group]:
    """A lexicon file's content. `path` serves messages only. Raises CorpusError with every problem, by line."""
    problems: list[Problem] = []
    groups: list[Group] = []
    for kind, line, words in _entries(raw, path, problems):
        members = tuple(_forms(word) for word in words)
        for word, forms in zip(words, members, strict=True):
            if not forms:
                problems.append(Problem(path, line, f"'{word}' holds no word to search for: remove it"))
        if len(members) < 2:
            problems.append(Problem(path, line, "an entry needs two names or words at least: add one, or remove it"))
        groups.append((kind, members))
    if problems:
        raise CorpusError(problems)
    return groups


def _forms(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as a question keeps them; one that is all function words keeps those."""
    forms = tuple(token.form for token in tokenize(phrase))
    content = tuple(form for form in forms if form not in ENGLISH_STOP_WORDS | UKRAINIAN_STOP_WORDS)
    return content or forms


def digest(path: Path = PATH) -> bytes:
    """SHA-256 of a lexicon file. Raises CorpusError where it cannot be read."""
    return hashlib.sha256(_content(path)).digest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"cannot be read ({error.strerror}): restore the file"
        raise CorpusError([Problem(path, 1, reason)]) from error


def encode_groups(groups: Sequence[Group]) -> bytes:
    return json.dumps(groups, ensure_ascii=False).encode()


def decode_groups(encoded: bytes) -> list[Group]:
    """What `encode_groups` was given. Raises ValueError where it is nothing of the kind."""
    return [(kind, tuple(tuple(forms) for forms in members)) for kind, members in json.loads(encoded)]


def load_groups(path: Path) -> list[Group]:
    """Those encoded in a file. Raises GenerationError where it cannot be read."""
    try:
        return decode_groups(path.read_bytes())
    except (OSError, ValueError) as error:
        raise GenerationError(f"{path} cannot be read ({error}); run: python -m index build") from error


def _entries(raw: bytes, path: Path, problems: list[Problem]) -> Iterator[tuple[str, int, list[str]]]:
    """Kind, line and words of each entry that is well-formed."""
    try:
        root = yaml.compose(raw.decode(), Loader=_LOADER)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        reason = " ".join(str(error).split())
        raise CorpusError([Problem(path, line, f"cannot be read ({reason}): mend it, or restore the file")]) from error
    if not isinstance(root, yaml.MappingNode):
        raise CorpusError([Problem(path, 1, f"no entries: write lists below {' and '.join(WEIGHTS)}")])
    for key, node in root.value:
        if key.value not in WEIGHTS or not isinstance(node, yaml.SequenceNode):
            problems.append(Problem(path, key.start_mark.line + 1, f"write lists below {' and '.join(WEIGHTS)} only"))
            continue
        for entry in node.value:
            line = entry.start_mark.line + 1
            if isinstance(entry, yaml.SequenceNode) and all(isinstance(word, yaml.ScalarNode) for word in entry.value):
                yield key.value, line, [word.value for word in entry.value]
            else:
                problems.append(Problem(path, line, "an entry is a list of words, such as [essence, carburant]"))
