from pathlib import Path

import pytest

from crawlers.evidence.index import read_index
from crawlers.evidence.resume import reopen
from crawlers.evidence.scan import read_records
from tests.crawlers.evidence.builders import make_archive, make_exchange


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    return make_archive(
        tmp_path, *(make_exchange(f"/{n}", b"%d" % n) for n in range(4))
    )


def index_of(warc: Path) -> Path:
    return warc.with_name("r1.cdxj")


def test_any_cut_ends_at_a_whole_record_with_its_index(warc: Path) -> None:
    whole, lines = warc.read_bytes(), index_of(warc).read_bytes()
    ends = [record.offset + record.length for record in read_records(warc)]
    entries = list(read_index(index_of(warc)))
    for size in range(1, len(whole), 11):
        warc.write_bytes(whole[:size])
        index_of(warc).write_bytes(lines)
        state = reopen(warc, index_of(warc))
        assert state.end == max([0, *(end for end in ends if end <= size)])
        assert warc.read_bytes() == whole[: state.end]
        kept = [entry for entry in entries if entry.offset + entry.length <= state.end]
        assert list(read_index(index_of(warc))) == kept
        assert len(state.first_seen) == len(kept)
        if size == state.end:
            assert state.cut_off is None
            continue
        assert state.cut_off is not None
        cut = warc.with_name(state.cut_off.name)
        assert cut.read_bytes() == whole[state.end : size]
        assert cut.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kept_bytes", [0, 1, 300, 500])
def test_index_that_was_left_behind_is_brought_up(warc: Path, kept_bytes: int) -> None:
    due = index_of(warc).read_bytes()
    index_of(warc).write_bytes(due[:kept_bytes])
    assert reopen(warc, index_of(warc)).cut_off is None
    assert index_of(warc).read_bytes() == due


def test_index_of_another_warc_is_made_anew(warc: Path, tmp_path: Path) -> None:
    due = index_of(warc).read_bytes()
    make_archive(tmp_path / "other", *(make_exchange(f"/{n}") for n in range(9)))
    index_of(warc).write_bytes((tmp_path / "other" / "r1.cdxj").read_bytes())
    reopen(warc, index_of(warc))
    assert index_of(warc).read_bytes() == due


def test_second_cut_at_the_same_byte_keeps_the_first(warc: Path) -> None:
    whole = warc.read_bytes()
    names = []
    for tail in (b"half", b"other half", b"half"):
        warc.write_bytes(whole + tail)
        state = reopen(warc, index_of(warc))
        assert state.cut_off is not None
        names.append(state.cut_off.name)
    first = f"{warc.name}.cut-{len(whole)}"
    assert names == [first, f"{first}-2", first]
