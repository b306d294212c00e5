"""How the pipeline cuts a clean text into tokens."""

from collections.abc import Callable

from spacy.attrs import (  # type: ignore[import-not-found]  # compiled, without stubs
    PREFIX,
    SUFFIX,
)
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab
from typing_extensions import override

from nlp.amounts.tokens import TOKEN

_EDGE_CHARS = 3
"""Of a word's begin and end, as the network reads them: spaCy's own beginnings are one letter long."""


class MarketTokenizer(DummyTokenizer):
    """Cuts wherever letters, digits and signs meet: "10g" is two tokens, "4-AcO" three.

    Sellers write numbers and units without blanks and join words by any sign; a rule for language prose would keep those whole.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    @override
    def __call__(self, text: str) -> Doc:
        """Return the text's tokens; together they spell the text."""
        words: list[str] = []
        spaces: list[bool] = []
        for word in TOKEN.findall(text):
            if word == " " and spaces and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


def _begin(word: str) -> str:
    return word[:_EDGE_CHARS].lower()


def _end(word: str) -> str:
    return word[-_EDGE_CHARS:].lower()


def create_tokenizer() -> Callable[[Language], MarketTokenizer]:
    """Return what makes a pipeline's tokenizer, and has its vocabulary cut words for the network."""

    def make(nlp: Language) -> MarketTokenizer:
        # In small letters: the shape tells the case already.
        getters = nlp.vocab.lex_attr_getters  # type: ignore[attr-defined]
        getters.update({PREFIX: _begin, SUFFIX: _end})
        return MarketTokenizer(nlp.vocab)

    return make


registry.tokenizers("stallwatch.tokenizer.v1", func=create_tokenizer)
