import socket

from tests.cli.conftest import Stallwatch


def test_up_on_a_taken_port_names_port_and_setting(stallwatch: Stallwatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = stallwatch("up", elasticsearch_port=port)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "STALLWATCH_ELASTICSEARCH_PORT" in done.stderr
