"""The registered components, and the pipeline that one config assembles from them."""

import string
from collections.abc import Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import load_config, load_model_from_config

from core.mentions import EntityKind, MentionSource
from nlp.identifiers.base import Found
from nlp.identifiers.registry import find_in_clean
from nlp.ner.lexicon import Lexicon, Term, load_lexicon, modifier_values, terms_of
from nlp.ner.patterns import find_amounts

# Importing registers the tokenizer that the config names.
from nlp.ner.tokens import MarketTokenizer

CONFIG = Path(__file__).parent / "config.cfg"
FOUND = "found"
"""Name of the extension under which components leave what they found."""
_NAMED = 0.85
"""Score of a lexicon name: it is spelt so, whatever the sentence means."""

_CODE_CHARS = string.ascii_letters + string.digits
_LONGEST_WORD = 24
"""Characters beyond which letters mixed with digits are a key or an address."""

if not Doc.has_extension(FOUND):
    Doc.set_extension(FOUND, default=[])


def load_pipeline(config: Path = CONFIG) -> Language:
    """Assemble the pipeline that a config describes."""
    return load_model_from_config(load_config(config), auto_fill=True, validate=True)


class IdentifierComponent:
    """Adds the identifiers of a text to what was found in it."""

    def __call__(self, doc: Doc) -> Doc:
        """Search one text."""
        doc._.found.extend(find_in_clean(doc.text))
        return doc


class LexiconComponent:
    """Adds the lexicon's names, with the modifiers that stand beside them."""

    def __init__(self, nlp: Language, lexicons: Sequence[Lexicon]) -> None:
        self._terms: dict[int, list[Term]] = {}
        self._modifiers: dict[EntityKind, dict[str, str]] = {}
        self._any_case = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._exact_case = PhraseMatcher(nlp.vocab, attr="ORTH")
        tokenizer = MarketTokenizer(nlp.vocab)
        for lexicon in lexicons:
            self._modifiers[lexicon.kind] = modifier_values(lexicon)
            for term in terms_of(lexicon):
                matcher = self._exact_case if term.is_exact else self._any_case
                key = f"{term.kind}/{term.spelling}"
                matcher.add(key, [tokenizer(term.spelling)])
                self._terms.setdefault(nlp.vocab.strings[key], []).append(term)

    def __call__(self, doc: Doc) -> Doc:
        """Search one text."""
        for matcher in (self._any_case, self._exact_case):
            for key, start, end in matcher(doc):
                if _is_in_code(doc[start:end]):
                    continue
                for term in self._terms[key]:
                    doc._.found.extend(self._found(doc[start:end], term))
        return doc

    def _found(self, span: Span, term: Term) -> Iterator[Found]:
        value, start, end = term.value, span.start, span.end
        modifier = self._modifiers[term.kind]
        before = span.doc[start - 1].lower_ if start else ""
        after = span.doc[end].lower_ if end < len(span.doc) else ""
        if before in modifier:
            value, start = f"{modifier[before]} {value}", start - 1
        elif after in modifier:
            value, end = f"{modifier[after]} {value}", end + 1
        elif term.needs_modifier:
            return
        whole = span.doc[start:end]
        yield Found(
            term.kind,
            whole.start_char,
            whole.end_char,
            value,
            MentionSource.RULE,
            _NAMED,
        )


def _is_in_code(span: Span) -> bool:
    """Whether a span is part of a run of letters and digits too long for a word."""
    text, start, end = span.doc.text, span.start_char, span.end_char
    if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
        return False
    before = text[max(0, start - _LONGEST_WORD) : start]
    after = text[end : end + _LONGEST_WORD]
    left = len(before) - len(before.rstrip(_CODE_CHARS))
    right = len(after) - len(after.lstrip(_CODE_CHARS))
    return left + (end - start) + right > _LONGEST_WORD


class QuantityComponent:
    """Adds quantities, purities and prices."""

    def __call__(self, doc: Doc) -> Doc:
        """Search one text."""
        words = [token.lower_ for token in doc]
        glued = [False, *(not token.whitespace_ for token in doc)]
        for amount in find_amounts(words, glued):
            span = doc[amount.start : amount.end]
            doc._.found.append(
                Found(
                    amount.kind,
                    span.start_char,
                    span.end_char,
                    amount.value,
                    MentionSource.RULE,
                    amount.score,
                )
            )
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


@Language.factory("stallwatch_quantities")
def create_quantities(nlp: Language, name: str) -> QuantityComponent:
    """Return the component that reads amounts."""
    del nlp, name
    return QuantityComponent()
