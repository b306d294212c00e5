"""The rule components: identifiers, names of the lexicon, amounts."""

import string
from collections.abc import Iterator, Sequence
from operator import itemgetter

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import get_lang_class

from core.mentions import EntityKind, MentionSource
from nlp.amounts.scan import find_amounts
from nlp.identifiers.base import Found
from nlp.identifiers.registry import find_in_clean
from nlp.ner.lexicon import Lexicon, Term, load_lexicon, modifier_values, terms_of
from nlp.ner.marks import FUNCTION_WORD, add_hint, add_identifier, mark

# Importing registers the tokenizer that the config names.
from nlp.ner.tokens import MarketTokenizer

_NAMED, _POSSIBLE = 0.85, 0.3
"""Scores of a lexicon name, and of an ordinary word that can be one."""
_CODE_CHARS = string.ascii_letters + string.digits
_LONGEST_WORD = 24
"""Characters beyond which letters mixed with digits are a key or an address."""


class IdentifierComponent:
    """Adds the identifiers of a text to what was found in it."""

    def __call__(self, doc: Doc) -> Doc:
        """Search one text."""
        for found in find_in_clean(doc.text):
            add_identifier(doc, found)
        return doc


class LexiconComponent:
    """Adds the lexicon's names, with the modifiers that stand beside them."""

    def __init__(self, nlp: Language, lexicons: Sequence[Lexicon]) -> None:
        self._terms: dict[int, list[Term]] = {}
        self._modifiers: dict[EntityKind, dict[str, str]] = {}
        self._forms: dict[EntityKind, frozenset[str]] = {}
        self._origins: dict[EntityKind, frozenset[str]] = {}
        self._any_case = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._exact_case = PhraseMatcher(nlp.vocab, attr="ORTH")
        tokenizer = MarketTokenizer(nlp.vocab)
        for lexicon in lexicons:
            self._modifiers[lexicon.kind] = modifier_values(lexicon)
            self._forms[lexicon.kind] = frozenset(lexicon.forms)
            self._origins[lexicon.kind] = frozenset(lexicon.origins)
            for term in terms_of(lexicon):
                matcher = self._exact_case if term.is_exact else self._any_case
                key = f"{term.kind}/{term.spelling}"
                matcher.add(key, [tokenizer(term.spelling)])
                self._terms.setdefault(nlp.vocab.strings[key], []).append(term)

    def __call__(self, doc: Doc) -> Doc:
        """Search one text."""
        hints = sorted(self._hints(doc), key=itemgetter(0), reverse=True)
        for _, span, hint, term in hints:
            add_hint(doc, hint)
            is_sure = hint.score >= _NAMED
            mark(doc, span.start, span.end, term.kind if is_sure else f"{term.kind}?")
        return doc

    def _hints(
        self, doc: Doc
    ) -> Iterator[tuple[tuple[int, int, int], Span, Found, Term]]:
        """Yield every reading with its rank: the longest first, then the first.

        Of two as long, the one whose own name is longer: "mdma pills" are ecstasy, not mdma with a form beside it.
        """
        text = doc.text  # spelt anew from all tokens each time it is asked for
        for matcher in (self._any_case, self._exact_case):
            for key, start, end in matcher(doc):
                if _is_in_code(doc[start:end], text):
                    continue
                for term in self._terms[key]:
                    span, hint = self._read(doc[start:end], term)
                    yield (len(span), -span.start, end - start), span, hint, term

    def _read(self, span: Span, term: Term) -> tuple[Span, Found]:
        value, start, end = term.value, span.start, span.end
        modifier = self._modifiers[term.kind]
        before = span.doc[start - 1].lower_ if start else ""
        after = span.doc[end].lower_ if end < len(span.doc) else ""
        is_modified = True
        if before in modifier:
            value, start = f"{modifier[before]} {value}", start - 1
        elif after in modifier:
            value, end = f"{modifier[after]} {value}", end + 1
        else:
            is_modified = False
        score = _NAMED if is_modified or not term.needs_modifier else _POSSIBLE
        if before in self._origins[term.kind]:
            start -= 1
        if after in self._forms[term.kind]:
            end += 1
        whole = span.doc[start:end]
        return whole, Found(
            term.kind,
            whole.start_char,
            whole.end_char,
            value,
            MentionSource.RULE,
            score,
        )


def _is_in_code(span: Span, text: str) -> bool:
    """Whether a span is part of a run of letters and digits too long for a word."""
    start, end = span.start_char, span.end_char
    if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
        return False
    before = text[max(0, start - _LONGEST_WORD) : start]
    after = text[end : end + _LONGEST_WORD]
    left = len(before) - len(before.rstrip(_CODE_CHARS))
    right = len(after) - len(after.lstrip(_CODE_CHARS))
    return left + (end - start) + right > _LONGEST_WORD


class AmountComponent:
    """Adds quantities, purities and prices."""

    def __call__(self, doc: Doc) -> Doc:
        """Search one text."""
        words = [token.lower_ for token in doc]
        glued = [False, *(not token.whitespace_ for token in doc)]
        for amount in find_amounts(words, glued):
            span = doc[amount.start : amount.end]
            mark(doc, amount.start, amount.end, amount.kind)
            add_hint(
                doc,
                Found(
                    amount.kind,
                    span.start_char,
                    span.end_char,
                    amount.value,
                    MentionSource.RULE,
                    amount.score,
                ),
            )
        return doc


class FunctionWordComponent:
    """Marks words such as "this" and "dieser", which name nothing in any sentence.

    They are few and stand everywhere, but the corpus shows most of them in one language only.
    """

    def __init__(self, nlp: Language, languages: Sequence[str]) -> None:
        words = {
            word.lower()
            for language in languages
            for word in get_lang_class(language).Defaults.stop_words
        }
        self._words = frozenset(nlp.vocab.strings.add(word) for word in words)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the words of one text that no rule has marked."""
        for token in doc:
            if not token.tag and token.lower in self._words:
                token.tag_ = FUNCTION_WORD
        return doc


@Language.factory("stallwatch_identifiers")
def create_identifiers(nlp: Language, name: str) -> IdentifierComponent:
    """Return the component that finds identifiers."""
    del nlp, name  # spaCy passes them to every factory
    return IdentifierComponent()


@Language.factory("stallwatch_lexicon")
def create_lexicon(nlp: Language, name: str, lexicons: list[str]) -> LexiconComponent:
    """Return the component that looks names up in the lexicons named."""
    del name
    return LexiconComponent(nlp, [load_lexicon(one) for one in lexicons])


@Language.factory("stallwatch_amounts")
def create_amounts(nlp: Language, name: str) -> AmountComponent:
    """Return the component that reads amounts."""
    del nlp, name
    return AmountComponent()


@Language.factory("stallwatch_words")
def create_words(
    nlp: Language, name: str, languages: list[str]
) -> FunctionWordComponent:
    """Return the component that marks the function words of some languages."""
    del name
    return FunctionWordComponent(nlp, languages)
