from pathlib import Path

from core.settings import Settings
from crawlers.evidence.files import EvidenceFiles, digest_of
from crawlers.evidence.profiles import keep_profile_in_force


def test_profile_in_force_is_kept_only_if_it_is_the_one_that_was_read(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path)
    path = settings.markets_dir / "lamps.yml"
    path.parent.mkdir()
    path.write_text("name: lamps")
    files, sha256 = EvidenceFiles(tmp_path / "snapshots", "r1"), digest_of(path)
    path.write_text("name: lamps, changed meanwhile")
    keep_profile_in_force(files, market="lamps", sha256=sha256, settings=settings)
    assert not files.profile(sha256).exists()
    path.write_text("name: lamps")
    keep_profile_in_force(files, market="lamps", sha256=sha256, settings=settings)
    assert files.profile(sha256).read_text() == "name: lamps"


def test_market_without_a_profile_keeps_none(tmp_path: Path) -> None:
    files = EvidenceFiles(tmp_path / "snapshots", "r1")
    settings = Settings(home=tmp_path)
    keep_profile_in_force(files, market="gone", sha256="0" * 64, settings=settings)
    assert not files.folder.exists()
