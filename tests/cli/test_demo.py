from tests.cli.conftest import Stallwatch


def test_a_report_in_no_folder_stops_the_demo_before_any_work(
    stallwatch: Stallwatch,
) -> None:
    done = stallwatch("demo", "--once", "--report", "no/such/folder/r.json")
    assert done.returncode == 1
    assert "the report cannot be written" in done.stderr
