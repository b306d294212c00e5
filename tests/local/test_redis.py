import subprocess
import time
from pathlib import Path

import redis

from core.settings import LOOPBACK, Settings
from local.ports import choose_port
from local.redis import redis_command, redis_folder, redis_is_ready


def test_redis_keeps_its_data_over_a_kill(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / 'a "quoted" home')
    port = choose_port(0, part="Redis", setting="redis_port")
    assert not redis_is_ready(port)
    for expected in (None, b"kept"):
        server = start(settings, port)
        with redis.Redis(host=LOOPBACK, port=port) as client:
            assert client.get("key") == expected
            client.set("key", "kept")
            # Everysec: wait until the append-only file is on the disk.
            time.sleep(1.5)
        server.kill()
        server.wait()
    assert (redis_folder(settings) / "appendonly.aof").is_file()


def start(settings: Settings, port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        redis_command(settings, port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(100):
        if redis_is_ready(port):
            return server
        time.sleep(0.05)
    server.kill()
    raise TimeoutError(port)
