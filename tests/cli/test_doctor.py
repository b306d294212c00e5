import json
import socket
import subprocess
import sys
from pathlib import Path

from core.settings import environment_for_child

FREE = {"elasticsearch_port": "0", "redis_port": "0"}


def doctor(
    home: Path, *words: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "doctor", *words],
        env=environment_for_child(home=str(home), **settings),
        capture_output=True,
        text=True,
        check=False,
    )


def test_doctor_shows_each_fault_with_its_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = doctor(tmp_path, api_port=port, **FREE)
    assert done.returncode == 1
    assert f"BAD   Port of the API: {port} is taken" in done.stdout
    assert "-> " in done.stdout


def test_doctor_is_json_for_scripts(tmp_path: Path) -> None:
    done = doctor(tmp_path, "--json", api_port="0", **FREE)
    findings = {found["subject"]: found for found in json.loads(done.stdout)}
    assert findings["scrapy"]["verdict"] == "good"
    assert findings["vm.max_map_count"]["found"]
