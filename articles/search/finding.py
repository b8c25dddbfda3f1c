"""Finding articles by words: what is typed never reaches the engine as it is, and a mistyped word is forgiven."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Abs, Substr

from articles.models import SearchTerm

from .indexing import is_term
from .words import words

# What is typed beyond this is not looked at.
_MOST_CHARACTERS = 500
_MOST_WORDS = 24
# A page that lists or counts results looks at no more than this many.
MOST_HITS = 10_000
# Words that are compared with a mistyped one, those first that begin alike.
_CANDIDATES = 2_000
_ALIKE = 0.75
_TYPED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:PMID:?\s*)?(\d{5,9}|NCT\d{8})$", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """Words that stand side by side, as `CLL-004` or a phrase in quotation marks; the last may be just begun."""

    words: tuple[str, ...]
    is_begun: bool = False

    @property
    def may_be_mistyped(self) -> bool:
        return len(self.words) == 1 and is_term(self.words[0])


@dataclass(frozen=True)
class Search:
    """What is looked for: every term, best matches first. `written` are the words that were taken to be mistyped,
    with what is looked for in their place; `total` how many articles have all terms, counted up to a bound."""

    text: str
    terms: tuple[Term, ...]
    written: tuple[tuple[str, str], ...] = ()
    total: int = 0

    def hits(self) -> Q:
        """The articles in which every term stands."""
        if not self.terms:
            return Q(pk__in=[])
        return Q(pk__in=_having(self.terms) if self.has_too_many else _first_of_all(_having(self.terms)))

    @property
    def has_too_many(self) -> bool:
        return self.total > MOST_HITS

    def rank(self) -> Case:
        """0 where the text typed is the address, or the number of a source; 1 where the title has every term."""
        numbered = _numbered(self.text)
        exact = [When(slug=self.text.strip().casefold(), then=Value(0))]
        exact += [When(pk__in=_having(numbered, "sources"), then=Value(0))] if numbered else []
        in_title = When(pk__in=_having(self.terms, "title"), then=Value(1))
        return Case(*exact, in_title, default=Value(2), output_field=IntegerField())


def find(text: str) -> Search:
    """Look for what was typed; if nothing has all of it, for what was meant by words that stand nowhere."""
    asked = Search(text, parsed(text))
    asked = Search(text, asked.terms, total=_total(asked.terms))
    if asked.total or not any(term.may_be_mistyped for term in asked.terms):
        return asked
    meant = _meant(asked.terms)
    if not meant:
        return asked
    terms = tuple(Term((meant[term.words[0]],)) if term.words[0] in meant else term for term in asked.terms)
    return Search(text, terms, tuple(meant.items()), _total(terms))


def parsed(text: str) -> tuple[Term, ...]:
    """The terms of what was typed. The last word may be just begun, unless it is in quotation marks or one letter."""
    numbered = _numbered(text)
    if numbered:
        return numbered
    found = []
    for match in _TYPED.finditer(text[:_MOST_CHARACTERS]):
        of = tuple(words(match[0]))
        if of:
            found.append(Term(of, is_begun=match[2] is not None and len(of[-1]) > 1))
    found = found[:_MOST_WORDS]
    return (*(Term(term.words) for term in found[:-1]), *found[-1:])


def _numbered(text: str) -> tuple[Term, ...]:
    """The one term of a text that is nothing but the DOI, PMID or trial number of a source."""
    number = _DOI.match(text.strip()) or _NUMBER.match(text.strip())
    return (Term(tuple(words(number[1]))),) if number else ()


def _having(terms: Sequence[Term], column: str = "") -> RawSQL:
    """The keys of the articles in which all terms stand, anywhere or in one column. Terms are letters and digits."""
    if connection.vendor == "postgresql":
        weight = {"": "", "title": "A", "sources": "D"}[column]
        asked = " & ".join(_for_postgresql(term, weight) for term in terms)
        return RawSQL(
            "SELECT article_id FROM articles_searchtext WHERE words @@ to_tsquery('simple', %s)", [asked]
        )
    asked = " AND ".join(_for_sqlite(term) for term in terms)
    return RawSQL(
        "SELECT rowid FROM articles_searchwords WHERE articles_searchwords MATCH %s",
        [f"{column} : ({asked})" if column else asked],
    )


def _for_postgresql(term: Term, weight: str) -> str:
    *first, last = [f"'{word}':{weight}" if weight else f"'{word}'" for word in term.words]
    if term.is_begun:
        last = f"{last}*" if weight else f"{last}:*"
    return f"({' <-> '.join([*first, last])})"


def _for_sqlite(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.is_begun else ""}'


def _total(terms: Sequence[Term]) -> int:
    if not terms:
        return 0
    hits = _first_of_all(_having(terms))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({hits.sql} LIMIT {MOST_HITS + 1}) AS found", hits.params)
        return int(cursor.fetchone()[0])


def _first_of_all(hits: RawSQL) -> RawSQL:
    """The same, asked of the index before anything else: PostgreSQL would try its luck row by row where it believes
    that words are common and few rows are wanted."""
    if connection.vendor != "postgresql":
        return hits
    return RawSQL(f"WITH hits AS MATERIALIZED ({hits.sql}) SELECT article_id FROM hits", hits.params)


def _meant(terms: Sequence[Term]) -> dict[str, str]:
    """For each word that stands nowhere, the word most like it that does: of the same initial and about as long."""
    asked = [term for term in terms if term.may_be_mistyped]
    typed = [term.words[0] for term in asked]
    known = set(SearchTerm.objects.filter(term__in=typed).values_list("term", flat=True))
    meant = {}
    for term in asked:
        word = term.words[0]
        if word in known or (term.is_begun and _begins_a_term(word)):
            continue
        near = get_close_matches(word, _candidates(word), n=1, cutoff=_ALIKE)
        if near:
            meant[word] = near[0]
    return meant


def _begins_a_term(word: str) -> bool:
    longer = SearchTerm.objects.filter(initial=word[0], length__gte=len(word))
    return longer.annotate(beginning=Substr("term", 1, len(word))).filter(beginning=word).exists()


def _candidates(word: str) -> list[str]:
    about = SearchTerm.objects.filter(initial=word[0], length__range=(len(word) - 2, len(word) + 2))
    begins_alike: Any = Case(
        When(Q(beginning=word[:3]), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    about = about.annotate(beginning=Substr("term", 1, 3))
    nearest = about.order_by(begins_alike, Abs(F("length") - len(word)), "term")
    return list(nearest.values_list("term", flat=True)[:_CANDIDATES])
