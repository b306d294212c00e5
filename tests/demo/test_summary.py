import io

from rich.console import Console

from demo.examples import Example
from demo.report import DemoReport
from demo.summary import print_examples, print_next_steps, print_summary

REPORT = DemoReport.model_validate(
    {
        "markets": {
            "harbour": {"pages": 31, "listings": 2, "sighted": 18, "vendors": 7}
        },
        "listings": {"world": 21, "indexed": 20, "missing": 1, "duplicate": 0},
        "mentions": {"DRUG": 12, "BTC": 3},
        "near_duplicate_groups": 4,
        "identifiers": {"precision": 0.991, "recall": 0.952},
        "mentions_found": {
            "right": 19,
            "found": 20,
            "true": 20,
            "f1": 0.95,
            "by_kind": {"DRUG": {"right": 19, "found": 20, "true": 20, "f1": 0.95}},
        },
        "links": {
            "precision": 0.961,
            "recall": 0.843,
            "true_pairs": 10,
            "predicted_pairs": 9,
            "by_kind": {"style": {"true_pairs": 2, "found": 1, "recall": 0.5}},
        },
        "downloads": 1,
        "texts_encoded": 20,
        "stages": {"crawl": 12.4},
        "failures": ["harbour [red]: 1 listing is missing"],
    }
)


def printed(width: int = 200) -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, width=width), text


def test_summary_tells_every_figure() -> None:
    console, text = printed()
    print_summary(REPORT, console)
    table = " ".join(text.getvalue().split())
    assert "market pages listings unchanged vendors harbour 31 2 18 7" in table
    for words in (
        "20 of 21 are in the index, 1 missing, 0 twice",
        "12 DRUG, 3 BTC",
        "precision 0.991, recall 0.952",
        "F1 0.950 by kind and span",
        "DRUG: F1 0.950, 19 of 20 true, 20 found",
        "precision 0.961, recall 0.843 of 10 true pairs",
        "only write alike (not part of the recall): 1 of 2",
        "crawl 12 s",
        "harbour [red]: 1 listing is missing",
    ):
        assert words in text.getvalue()


def test_hostile_titles_cannot_style_the_terminal() -> None:
    console, text = printed()
    example = Example(
        question="Q?", path="/x?q=[b]", total="1 listing", lines=("[red]x[/red]",)
    )
    print_examples([example], console)
    assert "[red]x[/red]" in text.getvalue()
    assert "/x?q=[b]" in text.getvalue()


def test_next_steps_name_url_and_key() -> None:
    console, text = printed()
    print_next_steps("http://127.0.0.1:1", "sw_abc", console)
    assert "http://127.0.0.1:1/api/docs" in text.getvalue()
    assert 'Bearer sw_abc"' in text.getvalue()
