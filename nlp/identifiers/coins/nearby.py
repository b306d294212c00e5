"""Words near an address without a checksum that say what it is."""

from collections.abc import Iterable

from nlp.identifiers.context import AFTER_CHARS, BEFORE_CHARS, context_words

NAMED, PAID = 0.7, 0.55
"""Scores beside a word for the chain, and beside one that only speaks of payment."""
_SCORES = {"named": NAMED, "paid": PAID}
_LIST_GAP = 12
"""Characters between two addresses of one list: ", ", " or ", "\\n- "."""
_LONGEST_WORD = 20

_PAYMENT = (
    "wallets?", "address(?:es)?", "addys?", "addr", "pa(?:y|ys|id|yments?|ying|yable)",
    "send(?:s|ing)?", "sent", "deposits?", "donat(?:e|es|ed|ions?|ing)", "tips?",
    "transfer(?:s|red)?", "crypto(?:s|currency|currencies)?", "coins?", "tokens?",
    "contracts?", "escrow", "funds?", "withdraw", "withdrawals?",
    "adr(?:es|esse|essen)", "geldb[öo]rsen?", "zahlung(?:en)?", "zahl(?:e|en|t)", "spenden?",
    "billetera", "cartera", "direcci[oó]n", "pagos?", "enviar?",
    "portefeuille", "paiements?", "envoye[rz]", "indirizzo", "portafoglio", "carteira",
    "endere[cç]o", "portemonnee", "betal(?:en|ing)",
    "кошел[её]к", "кошелька", "адрес", "оплата", "перевод",
)  # fmt: skip
_OTHERWISE = (
    "pgp", "gpg", "finger ?prints?", "key ?ids?", "sha-?(?:1|2|256|512)", "md5", "hash(?:es)?",
    "commits?", "git", "tx(?:s|id|ids)?", "transactions?", "ssh", "base64",
)  # fmt: skip
"""Words for other long codes: nearer than a word for the chain, they win."""


class NearbyWords:
    """The words that name one chain, against those for payment and for other codes.

    Args:
        names: Regular expressions of the chain's names, tickers, tokens and wallets.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._words = context_words(
            [
                f"(?P<named>{'|'.join(names)})",
                f"(?P<paid>{'|'.join(_PAYMENT)})",
                f"(?P<other>{'|'.join(_OTHERWISE)})",
            ]
        )

    def score(self, text: str, span: tuple[int, int]) -> float | None:
        """Return how surely the words near a span mean the chain, ``None`` if none does.

        The words before the span decide, a nearer one for another code against the chain; only without any, the first behind it.
        """
        start, end = span
        group: str | None = None
        for word in self._words.finditer(text, max(0, start - BEFORE_CHARS), start):
            if (group, word.lastgroup) != ("named", "paid"):
                group = word.lastgroup
        if group is None:
            # The reach is widened so that no word is cut in two.
            reach = end + AFTER_CHARS
            after = self._words.search(text, end, reach + _LONGEST_WORD)
            if after is not None and after.start() < reach:
                group = after.lastgroup
        return _SCORES.get(group or "")


class NearbyScores:
    """Scores of one text's addresses in turn: a list shares what stands before it."""

    def __init__(self, words: NearbyWords, text: str) -> None:
        self._words, self._text = words, text
        self._last_end, self._last_score = -_LIST_GAP, 0.0

    def score(self, span: tuple[int, int]) -> float | None:
        """Return an address's score; ask for addresses in the order of the text."""
        score = self._words.score(self._text, span)
        if score is None and span[0] - self._last_end < _LIST_GAP:
            score = self._last_score or None
        self._last_end, self._last_score = span[1], score or 0.0
        return score
