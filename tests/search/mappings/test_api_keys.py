from search.keys import ApiKey
from search.mappings.api_keys import api_keys


def test_api_keys_map_a_key_and_its_digest_but_no_secret() -> None:
    assert set(api_keys()) == {*ApiKey.model_fields, "secret_sha256"}
    assert api_keys()["secret_sha256"]["index"] is False
