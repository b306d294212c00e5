from pathlib import Path

import pytest

from crawlers.evidence.check_warc import WarcCheck
from crawlers.evidence.scan import read_records
from tests.crawlers.evidence.builders import make_archive, make_exchange


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    image = make_exchange("/image", b"same")
    return make_archive(tmp_path, make_exchange("/a"), image, image)


def checked(warc: Path) -> WarcCheck:
    check = WarcCheck(warc, warc.with_name("r1.cdxj"), warc.stat().st_size)
    check.run()
    return check


def test_whole_archive_has_no_fault(warc: Path) -> None:
    check = checked(warc)
    assert (check.records, check.payloads, check.faults) == (7, 2, [])


def test_broken_record_is_named_and_the_rest_still_read(warc: Path) -> None:
    record = list(read_records(warc))[1]
    data = bytearray(warc.read_bytes())
    data[record.offset + record.length // 2] ^= 1
    warc.write_bytes(data)
    check = checked(warc)
    assert check.faults[0].offset == record.offset
    assert check.faults[0].file == warc.name
    assert check.records >= 4


def test_response_that_the_index_lacks_and_line_that_leads_nowhere(warc: Path) -> None:
    index = warc.with_name("r1.cdxj")
    lines = index.read_bytes().splitlines(keepends=True)
    index.write_bytes(
        lines[0] + lines[1].replace(b'"offset": "', b'"offset": "1') + lines[2]
    )
    said = [fault.line for fault in checked(warc).faults]
    assert len(said) == 2
    assert "is not in the index" in said[0]
    assert said[1].startswith(f"r1.cdxj at byte {len(lines[0])}: no response of")


def test_line_that_says_something_else_is_told(warc: Path) -> None:
    index = warc.with_name("r1.cdxj")
    index.write_bytes(index.read_bytes().replace(b'"200"', b'"404"', 1))
    (fault,) = checked(warc).faults
    assert (fault.file, fault.offset) == ("r1.cdxj", 0)


def test_record_that_was_forged_with_a_valid_checksum_is_found(warc: Path) -> None:
    first = list(read_records(warc))[1]
    other = make_archive(warc.parent / "other", make_exchange("/a", b"<p>a lamq</p>"))
    forged = list(read_records(other))[1]
    data, new = warc.read_bytes(), other.read_bytes()
    warc.write_bytes(
        data[: first.offset]
        + new[forged.offset : forged.offset + forged.length]
        + data[first.offset + first.length :]
    )
    assert any("differs" in fault.what for fault in checked(warc).faults)


def test_missing_index_is_a_fault(warc: Path) -> None:
    warc.with_name("r1.cdxj").unlink()
    assert "r1.cdxj: the file is missing" in [f.line for f in checked(warc).faults]
