import pytest

from nlp.identifiers.regions import region_beside


@pytest.mark.parametrize(
    ("before", "after", "region"),
    [
        ("UK phone ", "", "GB"),
        ("call ", " Germany", "DE"),
        ("call us ", "", None),
        ("from Germany to Spain: ", "", None),
        ("Germany\ncall ", "", None),
        ("call ", "\nGermany", None),
    ],
)
def test_region_beside_names_the_one_country_of_the_line(
    before: str, after: str, region: str | None
) -> None:
    text = f"{before}0151 23456789{after}"
    assert region_beside(text, len(before), len(before) + 13) == region
