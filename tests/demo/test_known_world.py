from pathlib import Path

from core.settings import Settings
from demo.known_world import forget_world, is_known, remember_world


def test_a_world_is_known_from_its_good_end_to_the_next_begin(tmp_path: Path) -> None:
    here = Settings(home=tmp_path, index_prefix="demo-7")
    assert not is_known(here)
    remember_world(here)
    assert is_known(here)
    assert not is_known(Settings(home=tmp_path, index_prefix="demo-8"))
    forget_world(here)
    forget_world(here)
    assert not is_known(here)
