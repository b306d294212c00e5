import pytest

from core.errors import RecordError
from crawlers.values.pgp import parse_pgp_block

BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
END = "-----END PGP PUBLIC KEY BLOCK-----"


def test_block_is_cut_out_of_its_surroundings() -> None:
    raw = f"my key:\n  {BEGIN}\n\n  mDME\n  =abcd\n  {END}\nthanks"
    assert parse_pgp_block(raw) == f"{BEGIN}\n\nmDME\n=abcd\n{END}"


@pytest.mark.parametrize("raw", ["", f"{BEGIN}\nmDME", "no key uploaded"])
def test_incomplete_block_is_refused(raw: str) -> None:
    with pytest.raises(RecordError, match="no complete PGP public key block"):
        parse_pgp_block(raw)


def test_empty_line_after_the_headers_is_put_back() -> None:
    raw = f"{BEGIN}\nVersion: GnuPG v2\nComment: a: b\nmDME\n{END}"
    assert parse_pgp_block(raw).splitlines() == [
        BEGIN,
        "Version: GnuPG v2",
        "Comment: a: b",
        "",
        "mDME",
        END,
    ]
