import subprocess
import sys
from pathlib import Path

from core.settings import environment_for_child


def test_a_wrong_setting_ends_the_supervisor_with_its_name(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local.supervise"],
        env=environment_for_child(home=str(tmp_path), no_such_setting="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "STALLWATCH_NO_SUCH_SETTING" in done.stderr
