"""How the pipeline cuts a clean text into tokens."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab
from typing_extensions import override

from nlp.amounts.tokens import TOKEN


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


def create_tokenizer() -> Callable[[Language], MarketTokenizer]:
    """Return what makes the tokenizer for a pipeline."""

    def make(nlp: Language) -> MarketTokenizer:
        return MarketTokenizer(nlp.vocab)

    return make


registry.tokenizers("stallwatch.tokenizer.v1", func=create_tokenizer)
