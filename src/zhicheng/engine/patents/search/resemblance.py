"""More like this: by the words and symbols that tell a document from the others."""

import math
from collections import defaultdict

import rjieba
from tantivy import Occur, Searcher
from tantivy import Query as Compiled

from zhicheng.engine.patents.query.units import CharacterKind, Unit, terms_of, units_of
from zhicheng.engine.patents.search import schema as fields
from zhicheng.engine.patents.search.index import Card

MOST_WORDS = 12
MOST_SYMBOLS = 4
_SHORTEST_LATIN = 3
_TITLE_WEIGHT = 3.0  # a word of the title beside one of the abstract
_COMMON_SHARE = 0.2  # of all documents: a word in more of them tells nothing


def telling(searcher: Searcher, card: Card) -> tuple[list[str], list[str]]:
    """The words of a document with the largest share of its text and the smallest of all others', and its symbols."""
    weights: defaultdict[str, float] = defaultdict(float)
    for text, weight in ((card.title, _TITLE_WEIGHT), (card.abstract, 1.0)):
        for word in rjieba.cut(text):
            if _is_word(units_of(word)):
                weights[word.lower()] += weight
    scores = {word: weight * rarity(searcher, word) for word, weight in weights.items()}
    words = sorted((word for word in scores if scores[word] > 0), key=lambda word: (-scores[word], word))
    return words[:MOST_WORDS], list(card.ipc[:MOST_SYMBOLS])


def _is_word(units: list[Unit]) -> bool:
    """Two Chinese characters, or a Latin word that is neither a number nor shorter than three letters."""
    if not units or any(unit.kind is CharacterKind.SIGN for unit in units):
        return False
    if units[0].kind is CharacterKind.SINGLE:
        return len(units) > 1
    return len(units) == 1 and len(units[0].text) >= _SHORTEST_LATIN and not units[0].text.isdigit()


def rarity(searcher: Searcher, word: str) -> float:
    """The inverse document frequency of a word in titles and abstracts; 0 for one that is everywhere or nowhere."""
    documents = max(searcher.num_docs, 1)
    terms = _terms(word)
    found = max(min(searcher.doc_freq(name, term) for term in terms) for name in (fields.ABSTRACT, fields.TITLE))
    if found == 0 or (found > documents * _COMMON_SHARE and documents > 1 / _COMMON_SHARE):
        return 0.0
    return math.log(1 + documents / found)


def _terms(word: str) -> list[str]:
    units = units_of(word)
    terms = terms_of(units)
    return terms[:-1] if len(units) > 1 and units[-1].kind is units[-2].kind is CharacterKind.SINGLE else terms


def like(card: Card, words: list[str], symbols: list[str]) -> Compiled:
    """Documents with these words and symbols, the more and the rarer the better, but for the document itself."""
    sought = [(Occur.Should, _weighted(name, word)) for word in words for name in (fields.TITLE, fields.ABSTRACT)]
    codes = {code for symbol in symbols for code in (symbol, symbol.partition("/")[0])}
    sought += [(Occur.Should, Compiled.term_query(fields.schema(), fields.CLASSES, code)) for code in codes]
    itself = Compiled.term_query(fields.schema(), fields.ID, card.publication)
    return Compiled.boolean_query([*sought, (Occur.MustNot, itself)])


def _weighted(name: str, word: str) -> Compiled:
    terms = _terms(word)
    schema = fields.schema()
    found = (
        Compiled.phrase_query(schema, name, list(terms))
        if len(terms) > 1
        else Compiled.term_query(schema, name, terms[0])
    )
    return Compiled.boost_query(found, _TITLE_WEIGHT if name == fields.TITLE else 1.0)
