import pytest
from pydantic import ValidationError

from api.link_schemas import InWords, JudgementBody, Link
from core.ids import pair_id
from core.links import EvidenceKind, LinkEvidence, VendorLink
from search.link_desk import LinkSheet

LINK = VendorLink(
    link_id=pair_id("link", "a", "b"),
    left="a",
    right="b",
    weight=4.0,
    probability=0.9,
    evidence=(
        LinkEvidence(kind=EvidenceKind.SHARED_KEY, weight=8.0, detail="One key."),
        LinkEvidence(kind=EvidenceKind.SHIPPING, weight=-1.0, detail="Far apart."),
    ),
    scorer="test",
)


def test_a_link_is_shown_with_both_kinds_of_evidence_apart() -> None:
    sheet = LinkSheet(link=LINK, left=None, right=None, judgement=None)
    shown = Link.from_sheet(sheet).model_dump(mode="json")
    assert (shown["hard_weight"], shown["style_weight"]) == (8.0, -1.0)
    assert shown["relation"] == "suspected-link"
    assert [one["evidence_class"] for one in shown["evidence"]] == ["hard", "style"]


def test_a_link_is_told_in_words() -> None:
    words = InWords.of(LINK)
    assert "One key." in " ".join(words.hard)
    assert "Far apart." in " ".join(words.against)
    assert words.sentences[0] == words.summary


def test_a_judgement_takes_nothing_that_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="analyst"):
        JudgementBody.model_validate(
            {"verdict": "unsure", "reason": "as seen", "analyst": "eve"}
        )
