from testmarkets.skins.harbour.sessions import MAX_SESSIONS, Sessions


def test_session_is_found_by_its_token_until_closed() -> None:
    sessions = Sessions()
    session = sessions.open(user="analyst")
    assert sessions.find(session.token) is session
    sessions.close(session)
    assert sessions.find(session.token) is None
    assert sessions.find(None) is None


def test_tokens_differ() -> None:
    sessions = Sessions()
    left, right = sessions.open(), sessions.open()
    assert len({left.token, left.csrf, right.token, right.csrf}) == 4


def test_oldest_session_is_forgotten_first() -> None:
    sessions = Sessions()
    opened = [sessions.open() for _ in range(MAX_SESSIONS + 1)]
    assert sessions.find(opened[0].token) is None
    assert sessions.find(opened[1].token) is opened[1]
