import socket

from tests.cli.conftest import Stallwatch


def test_serve_on_a_taken_port_names_the_setting(stallwatch: Stallwatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = stallwatch("serve", api_port=port)
    assert done.returncode == 1
    assert "STALLWATCH_API_PORT" in done.stderr
