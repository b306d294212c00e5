from crawlers.evidence.verdict import Fault, Verdict


def test_fault_names_file_and_byte() -> None:
    fault = Fault(file="x.warc.gz", offset=17, what="broken record")
    assert fault.line == "x.warc.gz at byte 17: broken record"
    assert Fault(file="x", what="the file is missing").line == "x: the file is missing"


def test_verdict_is_sound_without_faults() -> None:
    assert Verdict(subject="r1").sound
    assert not Verdict(subject="r1", faults=(Fault(file="x", what="y"),)).sound
