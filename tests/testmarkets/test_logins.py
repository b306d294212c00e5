from testmarkets.logins import TEST_LOGINS


def test_only_the_market_with_a_login_has_one() -> None:
    login = {"username": "analyst", "password": "harbour-test"}
    assert {"harbour": login} == TEST_LOGINS
