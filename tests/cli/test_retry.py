from tests.cli.conftest import Stallwatch


def test_retry_without_servers_says_what_to_do(stallwatch: Stallwatch) -> None:
    done = stallwatch(
        "retry",
        redis_url="redis://127.0.0.1:9/0",
        elasticsearch_url="http://127.0.0.1:9",
    )
    assert done.returncode == 1
    assert "does not answer" in done.stderr
