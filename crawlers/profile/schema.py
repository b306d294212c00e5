"""The JSON Schema of a profile, for editors: names, types, choices and what each key means."""

from typing import Any

from crawlers.profile.market import MarketProfile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def profile_schema() -> dict[str, Any]:
    """Return the JSON Schema of a profile, its short forms included.

    It knows less than `parse_profile`: selectors and expressions, hosts in scope and fields that a kind needs are checked when the profile is loaded.
    """
    schema = MarketProfile.model_json_schema(by_alias=True, mode="validation")
    # Computed, never written in a file.
    schema["properties"].pop("sha256")
    return {"$schema": DIALECT, **schema, "title": "A market's profile"}
