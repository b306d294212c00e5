from core.records import Category
from crawlers.profile.load import parse_profile
from crawlers.profile.pages import PageKind
from crawlers.propose.barriers import ProposedLogin
from crawlers.propose.places import ProposedField
from crawlers.propose.repeats import ProposedRows
from crawlers.propose.verify import filled_in
from crawlers.propose.write import Draft, PageDraft, host_part, profile_text

HOSTILE = 'It\'s: #1 "x" {y}\n- z \x07'


def draft(**changes: object) -> Draft:
    given: dict[str, object] = {
        "name": "lamps",
        "title": HOSTILE,
        "origin": None,
        "language": "en",
        "encoding": None,
        "currency": "USD",
        "authorisation": {},
        "login": ProposedLogin("/login", "form#in", "u", "p", puzzle=False),
        "start": ["/"],
        "markers": {"challenge": [{"text": HOSTILE}], "error": []},
        "follow": [(("category", "vendor"), "listing", 'a[href*="/item/"]')],
        "pages": {
            PageKind.LISTING: PageDraft(
                url=r"^/item/(?P<external_id>\d+)$",
                required="table.facts",
                fields=[
                    ProposedField("title", {"find": [{"css": "h1"}]}, 0.5, "look"),
                    ProposedField("vendor_handle", {"find": [{"label": HOSTILE}]}, 1),
                ],
            ),
            PageKind.CATEGORY: PageDraft(
                url="^/$",
                cards=ProposedRows(
                    "tr.offer", {"title": {"css": "a"}}, {"css": "a"}, 3, {"title": 1}
                ),
            ),
        },
        "categories": {HOSTILE: Category.OTHER},
    }
    return Draft(**(given | changes))  # type: ignore[arg-type]


def test_what_is_written_is_a_profile_whatever_the_pages_say() -> None:
    profile = parse_profile(filled_in(profile_text(draft())), source="draft")
    assert profile.name == "lamps"
    assert profile.pages[PageKind.LISTING].fields["title"].find[0].css == "h1"
    assert profile.login is not None


def test_guesses_and_shares_are_comments() -> None:
    assert "# 50% of the sample pages; a guess: look" in profile_text(draft())


def test_needed_field_that_was_not_found_is_marked() -> None:
    text = profile_text(draft(pages={PageKind.VENDOR: PageDraft(url=None)}))
    assert "handle: {css: h1}  # NOT FOUND" in text
    assert "url: '^/vendor/(?P<external_id>[^/?&#]+)$'  # NOT FOUND" in text


def test_onion_address_brings_the_proxy() -> None:
    text = profile_text(draft(origin="http://lamps.onion"))
    assert "proxy: socks5h://127.0.0.1:9050" in text
    assert host_part("http://Lamps.onion/") == "lamps.onion"


def test_login_with_a_captcha_is_left_to_a_human() -> None:
    text = profile_text(draft(login=ProposedLogin("/l", "form", "u", "p", puzzle=True)))
    assert "# login:" in text
    assert "market session" in text
