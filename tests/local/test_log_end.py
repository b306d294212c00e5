from pathlib import Path

from local.log_end import last_line, last_lines


def test_last_line_reads_the_end_and_escapes_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_line(log) == "(its log is empty)"
    log.write_bytes(b"")
    assert last_line(log) == "(its log is empty)"
    log.write_bytes(b"x" * 9000 + b"\nfatal: \x1b[31mred\xff\n\n")
    assert last_line(log) == r"'fatal: \x1b[31mred" + "\ufffd'"


def test_last_lines_leave_out_blank_ones_and_stop_at_the_count(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_lines(log) == []
    log.write_text("one\n\ntwo\n   \nthree\n")
    assert last_lines(log, 2) == ["two", "three"]
