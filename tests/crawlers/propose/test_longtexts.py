from typing import Any

from crawlers.profile.pages import PageKind
from crawlers.propose.longtexts import label_texts_in, longtext_candidates


def test_description_is_the_running_text_without_the_facts(
    make_pages: Any, listings: list[Any]
) -> None:
    best = longtext_candidates(make_pages(PageKind.LISTING, listings))[0]
    assert best.place == {"css": "div.description"}


def test_terms_and_feedback_are_no_description(
    make_pages: Any, make_sample: Any
) -> None:
    long = "words of the terms " * 30
    samples = [
        make_sample(
            f"<div class=tabs><div id=general>The offer number {n} itself, in some words.</div>"
            f"<div id=terms_div class=content>{long} {n}</div></div>"
        )
        for n in (1, 2)
    ]
    best = longtext_candidates(make_pages(PageKind.LISTING, samples))[0]
    assert best.place == {"css": "div#general"}


def test_text_that_only_its_surroundings_make_unique_is_found(
    make_pages: Any, make_sample: Any
) -> None:
    samples = [
        make_sample(
            f"<div class=first><div class=content>Offer {n}: a lamp of brass and glass.</div></div>"
            f"<div class=reply><div class=content>Thanks, a good lamp number {n} indeed.</div></div>"
        )
        for n in (1, 2)
    ]
    places = [
        one.place["css"]
        for one in longtext_candidates(make_pages(PageKind.LISTING, samples))
    ]
    assert "div.first" in " ".join(places)


def test_beginnings_of_lines_are_looked_at(make_sample: Any) -> None:
    root = make_sample("<div>Price: 5<br>no label here</div>").root
    assert label_texts_in(root) == ["Price"]
