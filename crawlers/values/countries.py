"""Countries as markets write them, in ISO 3166-1 codes."""

from core.errors import RecordError, shown
from core.text import fold_whitespace
from nlp.places.countries import countries_alone, countries_in, route

MAX_RAW_CHARS = 5_000


def parse_country(raw: str) -> str:
    """Return the code of the one country that a text, a flag or a flag's file names.

    Of a country and a region, as in ``Germany, EU``, it is the country; of a route, as in ``Germany → Austria``, where it begins.

    Raises:
        RecordError: It is not a known country, or there are several.
    """
    text = fold_whitespace(raw)[:MAX_RAW_CHARS]
    countries = countries_alone(route(text)[0])
    if len(countries) != 1:
        raise RecordError(
            f"not a known country: {shown(raw)}; add it to nlp/places/names.py, "
            "or point the field's selector or regex at one"
        )
    return countries[0]


def parse_countries(raw: str) -> tuple[str, ...]:
    """Return the codes of all countries that a text names, in its order.

    What is excepted ("worldwide except USA") is left out; a region other than the EU
    and the world has no code and is passed over, as the raw text keeps it. Of a route, as
    in ``Germany → Austria, France``, it is where it leads.

    Raises:
        RecordError: Not one country is known.
    """
    _, end = route(raw[:MAX_RAW_CHARS])
    codes = countries_in(end)
    if not codes:
        raise RecordError(
            f"no known country in {shown(raw)}; add it to nlp/places/names.py"
        )
    return tuple(codes)
