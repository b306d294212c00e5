"""The fields that a query in Lucene's syntax names."""

import re

QUERY_CHARS = 10_000
"""Longer queries are refused: nobody writes one by hand, and Elasticsearch stops at 1,024 clauses."""
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"?'  # a phrase, in which a colon is a character
    r"|\[[^\]]*\]?|\{[^}]*\}?"  # a range
    r"|/(?:[^/\\]|\\.)*/?"  # a regular expression
    r'|(?P<word>(?:\\.|[^\s"/()\[\]{}:\\])+)(?P<colon>:?)'
    r"|.",
    re.DOTALL,
)
_EXISTS = "_exists_"


def query_fields(query: str) -> list[str]:
    """Return the fields before colons, and those that must exist, in order of appearance.

    A field may hold a wildcard. Linear in the length of the query.
    """
    names: list[str] = []
    wanted = False
    for token in _TOKEN.finditer(query[:QUERY_CHARS]):
        word = token["word"]
        if word is None:
            wanted = wanted and token[0].isspace()
        elif wanted:
            names.append(_plain(word))
            wanted = False
        elif token["colon"]:
            name = _plain(word).lstrip("+-!")
            wanted = name == _EXISTS
            names += [] if wanted else [name]
    return names


def _plain(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL)
