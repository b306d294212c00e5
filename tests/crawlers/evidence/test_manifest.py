import json

import pytest

from core.errors import RecordError
from core.records import RunOrigin, RunOutcome
from crawlers.evidence.manifest import Link, Manifest
from tests.builders import NOON, make_run

MANIFEST = Manifest(
    number=2,
    previous=Link(number=1, run_id="r0", sha256="1" * 64),
    run_id="r1",
    market="lamps",
    origin=RunOrigin.CRAWL,
    source=None,
    partial=False,
    started_at=NOON,
    finished_at=NOON,
    sealed_at=NOON,
    outcome=RunOutcome.COMPLETE,
    reasons=("ß is kept",),
    counts={"pages": 3},
    escalations=0,
    authorisation=make_run().authorisation,
    profile_sha256="2" * 64,
    profile=None,
    software="stallwatch",
    warc=None,
    index=None,
    cut_offs=(),
    public_key_sha256="3" * 64,
)


def test_manifest_has_one_form() -> None:
    data = MANIFEST.to_bytes()
    assert Manifest.from_bytes(data) == MANIFEST
    assert "ß is kept".encode() in data
    facts = json.loads(data)
    assert list(facts) == sorted(facts)
    assert facts["restricted"].startswith("Restricted evidence")
    assert facts["authorisation"]["valid_until"] == "2026-11-22"


@pytest.mark.parametrize(
    "data", [b"", b"{}", MANIFEST.to_bytes() + b"\n", b" " + MANIFEST.to_bytes()]
)
def test_any_other_form_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        Manifest.from_bytes(data)
