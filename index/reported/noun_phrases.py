"""Noun phrases that can name a speaker: where each begins and ends, and which of its words are the name.

"le porte-parole du Pentagone Sean Parnell" is named by "Sean Parnell", "l'agence Reuters" by "Reuters", "l'un des
conseillers anonymes de Trump" by "conseillers anonymes de Trump", "un rapport de l'ONU" by "ONU".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.reported import function_words as small
from index.reported import names, nouns
from index.reported.nouns import Kind
from index.reported.tokens import CLOSING_OF, Token
from index.reported.verbs import FINITE, HAVE, tells_agent

_LONGEST = 30
_LONGEST_ACRONYM = 12
_ISSUER_WITHIN = 6
_NUMBER = re.compile(r"\d[\w,.]*")
_PARTICIPLE_ENDING = re.compile(r"(?:é|i|u)e?s?$")
_AFTER_TIME = frozenset("dernier dernière prochain prochaine suivant suivante".split())
_NAMED_BY_WHAT_FOLLOWS = frozenset((Kind.ROLE, Kind.MEDIUM, Kind.SOURCE))
_ISSUERS = frozenset((Kind.PERSON, Kind.ROLE, Kind.GROUP, Kind.MEDIUM, Kind.WRITING, Kind.SOURCE))

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """`start` and `end` count tokens of the sentence; `name` and `phrase` are character offsets in the text.

    `head` is the common noun that the phrase is built on, "" for a bare name. `complement`: words follow the head
    that say whose or where. `apposed`: a name follows the head and names the phrase. `issued`: a writing, named by
    who issued it. `quoted`: it stands inside a quotation.
    """

    start: int
    end: int
    kind: Kind
    head: str
    determiner: str
    name: Range
    phrase: Range
    complement: bool = False
    apposed: bool = False
    issued: bool = False
    quoted: bool = False

    @property
    def definite(self) -> bool:
        return self.determiner in small.DEFINITE

    @property
    def negative(self) -> bool:
        return self.determiner in small.NEGATIVE

    @property
    def plural(self) -> bool:
        return self.head.endswith(("s", "x")) and self.determiner not in small.SINGULAR

    @property
    def stands_alone(self) -> bool:
        """ "le ministère", "le responsable ukrainien": it points at one that was spoken of before."""
        return bool(self.head) and self.definite and not self.complement and not self.apposed


def read_noun_phrase(tokens: Sequence[Token], start: int, preposition: str = "") -> NounPhrase | None:
    """The phrase that begins at a token, or None; `preposition` is the one before it that governs it."""
    reader = _Reader(tokens, min(len(tokens), start + _LONGEST), governed=bool(preposition))
    return reader.read(start, small.ABSORBED.get(preposition, ""))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads phrases from left to right; its methods take and give positions of tokens below `limit`."""

    tokens: Sequence[Token]
    limit: int
    governed: bool

    def read(self, start: int, determiner: str = "") -> NounPhrase | None:
        at, own = self._determiners(start)
        determiner = own or determiner
        if self._low(at) in nouns.BEFORE_NOUNS and self._starts_noun(at + 1):
            noun = self._adjectives_before(at)
        else:
            at = noun = at + (self._low(at) in nouns.CIVILITIES)
        if noun >= self.limit or not self.tokens[noun].word:
            return None
        if self._low(noun) in small.QUANTITIES and self._low(noun + 1) in small.OF:
            inner = self.read(noun + 2)
            return replace(inner, start=start, determiner="des") if inner else None
        read = self._read_name if self._is_name(noun) else self._read_common
        return read(start, at, noun, determiner)

    # Words

    def _low(self, at: int) -> str:
        return self.tokens[at].low if at < self.limit else ""

    def _is_capital(self, at: int) -> bool:
        return at < self.limit and self.tokens[at].capital

    def _starts_noun(self, at: int) -> bool:
        if at >= self.limit or not self.tokens[at].word:
            return False
        return self._low(at) not in small.FUNCTION_WORDS or self._low(at) in nouns.BEFORE_NOUNS

    def _is_adjective(self, at: int) -> bool:
        low = self._low(at)
        return nouns.is_adjective(low) and low not in FINITE and not self._is_capital(at)

    def _adjectives_before(self, at: int) -> int:
        while self._low(at) in nouns.BEFORE_NOUNS and self._starts_noun(at + 1):
            at += 1
        return at

    def _determiners(self, at: int) -> tuple[int, str]:
        """Past articles, counts and "l'un des"; and the one that tells definite from not."""
        determiner = ""
        while at < self.limit and not self._is_article_of_name(at):
            low, following = self.tokens[at].low, self._low(at + 1)
            if low in ("un", "une") and following in ("des", "de", "d'"):
                at, determiner = at + 2, "un"
            elif low in ("d'", "de") and following in small.AFTER_PLURAL_OF:
                at, determiner = at + 1, "des"
            elif low in small.NEGATIVE:
                at, determiner = at + 1, low
            elif low in small.DETERMINERS or low in small.COUNTS or _NUMBER.fullmatch(low):
                at, determiner = at + 1, determiner or low
            else:
                break
        return at, determiner

    # Names

    def _is_article_of_name(self, at: int) -> bool:
        """ "Le Monde", "The Guardian": where a sentence opens, only before a name known to have one."""
        token = self.tokens[at]
        if token.text not in names.ARTICLES or not self._is_capital(at + 1):
            return False
        return not token.first or token.text == "The" or self._low(at + 1) in names.WITH_ARTICLE

    def _is_name(self, at: int) -> bool:
        """Whether a word with a capital is a name rather than a common noun dressed as one."""
        token, more = self.tokens[at], self._is_capital(at + 1)
        if not token.capital or (token.first and small.opens_plainly(token.low) and not more):
            return False
        if self._is_article_of_name(at) or (more and nouns.kind_of(token.low) is Kind.TIME):
            return True
        return not nouns.is_known(token.low)

    def _read_name(self, start: int, name: int, at: int, determiner: str) -> NounPhrase | None:
        particle = not self.tokens[at].first and self._is_capital(at + 1)
        if self._low(at) in small.FUNCTION_WORDS and not particle and not self._is_article_of_name(at):
            return None
        end = self._run_end(at, within=self.governed)
        kind = self._kind_of_run(at, end, determiner)
        while kind in (Kind.GROUP, Kind.PLACE) and determiner and self._is_adjective(end):
            end += 1
        end = self._past_acronym(end)
        return self._phrase((start, end), kind, "", determiner, (name, end))

    def _kind_of_run(self, at: int, end: int, determiner: str) -> Kind:
        return names.kind_of_name([token.text for token in self.tokens[at:end]], determiner)

    def _run_end(self, at: int, *, within: bool) -> int:
        """The end of a run of capitals; `within` a complement, it stops where someone's name begins."""
        end = at + 1
        particles = names.PARTICLES - small.OF if within else names.PARTICLES
        while end < self.limit:
            after = end
            while after < end + 2 and self._low(after) in particles and not self._is_capital(after):
                after += 1
            if not self._is_capital(after):
                break
            end = after + 1
        if not within:
            return end
        run = [token.text for token in self.tokens[at:end]]
        if names.is_complete(run):
            return at + 1
        return at + 2 if len(run) == 4 and all(text[0].isupper() for text in run) else end

    def _past_acronym(self, at: int) -> int:
        """Past "(ISW)"."""
        if self._low(at) != "(" or self._low(at + 2) != ")":
            return at
        text = self.tokens[at + 1].text
        return at + 3 if sum(char.isupper() for char in text) > 1 and len(text) < _LONGEST_ACRONYM else at

    # Common nouns and what belongs to them

    def _read_common(self, start: int, name: int, at: int, determiner: str) -> NounPhrase | None:
        token = self.tokens[at]
        kind = nouns.kind_of(token.low)
        if token.low in small.FUNCTION_WORDS or token.low in HAVE:
            return None
        if not determiner and self._needs_determiner(token, kind):
            return None
        if kind is Kind.TIME or _NUMBER.fullmatch(token.low):
            return self._read_time(start, at, determiner)
        end, apposed = self._tail(at)
        dressed = token.capital and kind is not Kind.ROLE and not names.is_acronym(token.text)
        if apposed and kind in _NAMED_BY_WHAT_FOLLOWS and not dressed:
            return self._phrase((start, end), self._kind_apposed(kind, *apposed), token.low, determiner, apposed)
        issuer = self._issuer(at, end) if kind is Kind.WRITING else None
        if issuer:
            return replace(issuer, start=start, end=max(end, issuer.end), determiner=determiner, issued=True)
        return self._phrase((start, end), kind, token.low, determiner, (name, end), noun=at)

    def _needs_determiner(self, token: Token, kind: Kind) -> bool:
        verb = token.low in FINITE and not token.capital
        return verb or (kind is Kind.THING and not nouns.is_known(token.low))

    def _kind_apposed(self, kind: Kind, start: int, end: int) -> Kind:
        if kind is not Kind.ROLE:
            return Kind.MEDIUM
        named = self._kind_of_run(start, end, "")
        return Kind.PERSON if named is Kind.PLACE else named

    def _read_time(self, start: int, at: int, determiner: str) -> NounPhrase:
        end = at + 1
        while end < self.limit and self._tells_time(self._low(end)):
            end += 1
        return self._phrase((start, end), Kind.TIME, self._low(at), determiner, (at, end))

    def _tells_time(self, word: str) -> bool:
        return nouns.kind_of(word) is Kind.TIME or word in _AFTER_TIME or bool(_NUMBER.fullmatch(word))

    def _tail(self, at: int) -> tuple[int, Range | None]:
        """The end of what belongs to a noun, and the name that closes it, if one does."""
        head, end = self._low(at), at + 1
        while end < self.limit:
            apposed = self._apposed_name(end)
            if self._low(end) in names.NETWORKS and nouns.kind_of(head) is Kind.MEDIUM:
                end += 1
            elif apposed and self._names_complement(at, end, apposed):
                end = self._run_end(end, within=True)
            elif apposed:
                return apposed[1] + (self._low(end) in CLOSING_OF), apposed
            elif (further := self._further(head, at, end)) > end:
                end = further
            else:
                break
        return end, None

    def _names_complement(self, at: int, end: int, name: Range) -> bool:
        """ "le patron du groupe Wagner": the name is the group's, if no more than one, or three, words long."""
        noun = self._noun_before(end)
        named = noun in nouns.NAMED or nouns.kind_of(noun) is Kind.MEDIUM
        return named and nouns.kind_of(self._low(at)) is Kind.ROLE and name[1] - name[0] != 2

    def _apposed_name(self, at: int) -> Range | None:
        """ "Sean Parnell", "M. Peskov", or "« Rybar »" behind "le canal"."""
        if self._low(at) in CLOSING_OF:
            return self._quoted_name(at)
        if not self._is_capital(at) or (nouns.kind_of(self._low(at)) is Kind.TIME and not self._is_capital(at + 1)):
            return None
        at += self._low(at) in nouns.CIVILITIES
        return at, self._past_acronym(self._run_end(at, within=False))

    def _quoted_name(self, at: int) -> Range | None:
        closing = CLOSING_OF[self._low(at)]
        ends = (end for end in range(at + 2, min(at + 6, self.limit)) if self._low(end) in closing)
        end = next(ends, None) if self._is_capital(at + 1) else None
        return (at + 1, end) if end is not None else None

    def _further(self, head: str, at: int, end: int) -> int:
        """The end of the next piece that belongs to the noun at `at`; `end` itself where none does."""
        low, following = self._low(end), self._low(end + 1)
        if self._is_adjective(end):
            return end + 1
        if low == "et" and self._is_adjective(end - 1) and self._is_adjective(end + 1):
            return end + 2
        if low == "(":
            return self._past_acronym(end)
        if low in small.OF:
            return self._complement_end(end + 1) or end
        if low == "et" and following in small.OF and end > at + 2:
            return self._complement_end(end + 2) or end
        if low == "en" and (following in ("chef", "exercice", "fonction") or following in names.PLACES):
            return end + 2
        if low in ("au", "auprès") and (following == "sein" or following in small.OF):
            return self._complement_end(end + 2 + (following == "sein")) or end
        if low in small.AT and head in nouns.TAKES_AT and not self._is_told(end + 1):
            return self._complement_end(end + 1) or end
        if low == "pour" and self._noun_before(end) in nouns.TAKES_FOR:
            return self._complement_end(end + 1) or end
        return end

    def _is_told(self, at: int) -> bool:
        """ "une source à Reuters", "à la presse": who is told, not whose source it is."""
        while self._low(at) in small.DETERMINERS:
            at += 1
        return self._low(at) in names.MEDIA or nouns.kind_of(self._low(at)) is Kind.MEDIUM

    def _noun_before(self, at: int) -> str:
        while self._is_adjective(at - 1):
            at -= 1
        return self._low(at - 1)

    def _complement_end(self, at: int) -> int | None:
        """The end of what "de" introduces, less its own complements; None where it is no complement."""
        while self._low(at) in small.DETERMINERS or self._low(at) in small.COUNTS or _NUMBER.fullmatch(self._low(at)):
            at += 1
        while self._low(at) in nouns.BEFORE_NOUNS and self._starts_noun(at + 1) and not self._is_capital(at + 1):
            at += 1
        if at >= self.limit or not self.tokens[at].word:
            return None
        if self._is_capital(at):
            return self._past_acronym(self._run_end(at, within=True))
        return at + 1 if self._may_complete(self._low(at)) else None

    def _may_complete(self, word: str) -> bool:
        if word in nouns.NOT_COMPLEMENTS or word in small.FUNCTION_WORDS or word in HAVE:
            return False
        infinitive = word.endswith(("er", "oir")) and not nouns.is_known(word)
        return not infinitive and nouns.kind_of(word) is not Kind.TIME

    # Writings

    def _issuer(self, at: int, end: int) -> NounPhrase | None:
        """Whose writing it is: "un rapport de l'ONU", "un sondage publié mardi par l'Institut ..."."""
        for inner in range(at + 1, end):
            if self._low(inner) in small.OF:
                return self._speaking(inner + 1, self._low(inner))
        if not self._says_published(self._low(end)):
            return None
        for inner in range(end + 1, min(end + _ISSUER_WITHIN, self.limit)):
            if self._low(inner) in ("par", "dans"):
                return self._speaking(inner + 1, "")
            if not self.tokens[inner].word:
                break
        return None

    def _says_published(self, word: str) -> bool:
        """ "publié", "paru", "mené"; those that report have their own agent."""
        return bool(_PARTICIPLE_ENDING.search(word)) and not tells_agent(word)

    def _speaking(self, at: int, preposition: str) -> NounPhrase | None:
        inner = self.read(at, small.ABSORBED.get(preposition, ""))
        return inner if inner and inner.kind in _ISSUERS else None

    def _phrase(
        self, whole: Range, kind: Kind, head: str, determiner: str, name: Range, noun: int | None = None
    ) -> NounPhrase:
        """`noun` is where the head stands when nothing but the head and its complements is the name."""
        start, end = whole
        belongs = range(noun + 1, end) if noun is not None else ()
        return NounPhrase(
            start=start,
            end=end,
            kind=kind,
            head=head,
            determiner=determiner,
            name=(self.tokens[name[0]].start, self.tokens[name[1] - 1].end),
            phrase=(self.tokens[start].start, self.tokens[end - 1].end),
            complement=any(self._low(at) in small.OF | small.AT for at in belongs),
            apposed=bool(head) and noun is None,
            quoted=self.tokens[start].speech,
        )
