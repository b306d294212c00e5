"""Names and passwords that open the test marketplaces; they guard nothing."""

TEST_LOGINS = {"harbour": {"username": "analyst", "password": "harbour-test"}}
"""In the shape of an installation's ``secrets/logins.json``."""
