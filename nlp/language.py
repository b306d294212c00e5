"""The language that most of a text is in.

Byte n-grams of the package ``py3langid`` (Lui and Baldwin, langid.py, ACL 2012) over the languages that offers are written in. What looks
alike in every language is taken out before: numbers, units, links, addresses, words in capitals of a few letters.
"""

import math
import re
import unicodedata
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = tuple(
    """
    en de nl fr es it pt pl cs sk ru uk sv da no fi ro hu bg hr sr sl el tr ar he fa zh ja ko th vi id
    """.split()  # noqa: SIM905  (a row of codes is easier to keep than a column)
)
"""ISO 639-1 codes that can be the answer."""
MAX_CHARS = 400
"""Characters that are looked at: more make it no surer."""
MIN_LETTERS = 18
"""Fewer letters say nothing, unless their script does."""
_UNSURE = 0.75
_SHORT_LETTERS, _SHORT_SURE = 60, 0.9
"""A short text must be surer."""
_NOISE = re.compile(
    r"https?://\S{1,200}|\S{1,60}@\S{1,60}|\w{20,200}|\S{0,20}\d\S{0,20}|[^\w\s'’]|_"
    r"|(?<!\w)[A-Z]{2,3}(?!\w)"
)
_SAME_EVERYWHERE = re.compile(
    r"(?<!\w)(?:mdma|lsd|xtc|cocaine|cocain|cocaina|coke|speed|meth|weed|hash|ketamine|ketamin|keta|amphetamine?|heroin|"
    r"xanax|alprazolam|haze|kush|amnesia|bitcoin|monero|btc|xmr|euro?|gram|grams|stealth|escrow|telegram|wickr|dm|tabs?|pills?)(?!\w)",
    re.IGNORECASE,
)
_SCRIPTS = {
    "GREEK": "el",
    "HEBREW": "he",
    "HANGUL": "ko",
    "THAI": "th",
    "HIRAGANA": "ja",
}
"""Scripts that one language is written in."""
_SCRIPT_LETTERS = 8


def language_of(text: str) -> tuple[str, float] | None:
    """Return a text's language and how likely it is, between 0 and 1.

    Returns:
        An ISO 639-1 code of ``LANGUAGES``; ``None`` when the text is too short or unsure.
    """
    words = _words(text[: 4 * MAX_CHARS])[:MAX_CHARS]
    letters = sum(map(str.isalpha, words))
    script = _language_of_script(words)
    if script is not None:
        return script, 1.0
    if letters < MIN_LETTERS:
        return None
    code, confidence = _classify(words)
    needed = _SHORT_SURE if letters < _SHORT_LETTERS else _UNSURE
    return (code, confidence) if confidence >= needed else None


def _words(text: str) -> str:
    """Return the words that tell a language, in lower case."""
    plain = _SAME_EVERYWHERE.sub(" ", _NOISE.sub(" ", text))
    return " ".join(plain.split()).lower()


def _language_of_script(words: str) -> str | None:
    if words.isascii():
        return None
    for script, code in _SCRIPTS.items():
        letters = (unicodedata.name(char, "") for char in words[:100])
        if sum(name.startswith(script) for name in letters) >= _SCRIPT_LETTERS:
            return code
    return None


def _classify(words: str) -> tuple[str, float]:
    code, confidence = _identifier().classify(words)
    share = float(confidence)
    return str(code), share if math.isfinite(share) else 0.0


@cache
def _identifier() -> LanguageIdentifier:
    """Return the classifier; reading its model takes a moment, so once."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
