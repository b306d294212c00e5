from pathlib import Path

import pytest

from core.errors import ConfigError
from crawlers.propose.authorised import read_authorisation

GOOD = "reference: A-1\nauthority: B\nlegal_basis: C\nvalid_until: 2099-12-31\n"


def test_authorisation_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "order.yml"
    path.write_text(GOOD)
    assert read_authorisation(path).reference == "A-1"


@pytest.mark.parametrize(
    ("text", "said"),
    [("reference: ''\nauthority: B\n", "order.yml:1"), ("- a\n", "mapping")],
)
def test_what_lacks_something_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "order.yml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        read_authorisation(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_authorisation(tmp_path / "none.yml")
