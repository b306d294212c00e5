from string import Formatter

from crawlers.evidence.readme import BODY_CHECK, TEXT


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_text_asks_for_what_an_export_knows() -> None:
    assert fields_of(BODY_CHECK) == {"name", "run_id"}
    assert {"restricted", "reference", "authority", "fingerprint"} <= fields_of(TEXT)
    assert all(line.isascii() for line in TEXT.splitlines())
