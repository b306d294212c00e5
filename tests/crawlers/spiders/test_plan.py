from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import utc_now
from core.ids import listing_id, vendor_id
from core.records import AlertKind
from crawlers.context import CrawlContext
from crawlers.ledger.entries import Changes, KnownPage, Progress, Visit
from crawlers.pages.links import Link
from crawlers.pipelines.publish import Publisher
from crawlers.profile.pages import PageKind
from crawlers.spiders.plan import (
    BARREN_IN_A_ROW,
    UNNAMED_MIN,
    Plan,
    reader_of,
)
from tests.builders import make_listing

DAY_S = 86_400.0


def plan_of(context: CrawlContext) -> Plan:
    return Plan(context, Publisher(context))


def link(
    context: CrawlContext,
    path: str,
    kind: PageKind = PageKind.LISTING,
    card: str | None = None,
) -> Link:
    return Link(context.state.profile.base_url + path, kind, card)


def listed(context: CrawlContext, *links: Link) -> list[str]:
    """Return which pages a list leads to in a run that begins now."""
    visit = Visit("/", "", PageKind.CATEGORY)
    return [found.key for found in plan_of(context).onward(links, visit)]


def know(context: CrawlContext, *, days: float = 0.5, **changes: object) -> KnownPage:
    """Let a former run have read a listing, with a card and a link to its vendor."""
    page = KnownPage(
        key="/item/1",
        url=context.state.profile.base_url + "/item/1",
        kind=PageKind.LISTING,
        record_id=listing_id("lamps", "1"),
        vendor_id=vendor_id("lamps", "v1"),
        etag='"x"',
        reader=reader_of(context.state.profile),
        links=(link(context, "/vendor/v1", PageKind.VENDOR),),
        cards=("card-1",),
        fetched_at=utc_now().timestamp() - days * DAY_S,
    )
    page = replace(page, **changes)  # type: ignore[arg-type]
    context.ledger.commit(Changes(pages=[page]), {})
    context.ledger.is_new = False
    return page


def test_first_run_asks_for_every_link_once(context: CrawlContext) -> None:
    links = [link(context, path) for path in ("/item/1", "/item/1#a", "/item/2")]
    assert listed(context, *links) == ["/item/1", "/item/2"]


def test_known_listing_with_its_card_is_sighted_and_its_links_followed(
    context: CrawlContext,
) -> None:
    know(context)
    assert listed(context, link(context, "/item/1", card="card-1")) == ["/vendor/v1"]
    assert (context.state.sighted, context.state.vendors) == (1, 1)


@pytest.mark.parametrize(
    ("card", "changes"),
    [
        ("card-2", {}),
        ("card-1", {"days": 8}),
        ("card-1", {"days": -300}),
        ("card-1", {"reader": "another profile"}),
        ("card-1", {"fetched_at": 0.0}),
        (None, {"cards": ()}),
    ],
)
def test_listing_that_changed_or_is_due_is_fetched(
    context: CrawlContext, card: str | None, changes: dict[str, object]
) -> None:
    know(context, **changes)  # type: ignore[arg-type]
    assert listed(context, link(context, "/item/1", card=card)) == ["/item/1"]
    assert context.state.sighted == 0


def test_full_run_fetches_what_is_known(context: CrawlContext) -> None:
    know(context)
    context.state.full = True
    assert listed(context, link(context, "/item/1", card="card-1")) == ["/item/1"]


@pytest.mark.parametrize(("days", "keys"), [(0.5, []), (2, ["/vendor/v1"])])
def test_vendor_is_fetched_when_it_is_due(
    context: CrawlContext, days: float, keys: list[str]
) -> None:
    know(context, days=days, key="/vendor/v1", kind=PageKind.VENDOR, links=())
    assert listed(context, link(context, "/vendor/v1", PageKind.VENDOR)) == keys


def test_list_is_always_fetched_but_only_if_it_changed(context: CrawlContext) -> None:
    know(context, key="/", kind=PageKind.CATEGORY, record_id=None, last_modified="now")
    plan = plan_of(context)
    (visit,) = plan.first()
    assert plan.conditions(visit) == {
        "If-None-Match": '"x"',
        "If-Modified-Since": "now",
    }
    context.state.full = True
    assert plan.conditions(visit) == {}


def test_changed_card_on_a_second_list_overrules_the_first(
    context: CrawlContext,
) -> None:
    know(context, links=())
    plan, visit = plan_of(context), Visit("/", "", PageKind.CATEGORY)
    assert plan.onward([link(context, "/item/1", card="card-1")], visit) == []
    (found,) = plan.onward([link(context, "/item/1", card="card-2")], visit)
    assert found.key == "/item/1"


def test_cards_of_a_page_are_kept_with_it(context: CrawlContext) -> None:
    publisher = Publisher(context)
    plan, visit = Plan(context, publisher), Visit("/", "", PageKind.CATEGORY)
    cards = [link(context, "/item/1", card=card) for card in ("a", "b", "a")]
    plan.onward(cards, visit)
    plan.read(KnownPage("/item/1", "", PageKind.LISTING, fetched_at=1.0))
    plan.onward([link(context, "/item/1", card="c")], visit)
    (page,) = publisher.changes.pages
    assert page.cards == ("a", "b")
    assert publisher.changes.cards == [("/item/1", "c")]


def test_page_without_all_its_pictures_is_read_again(context: CrawlContext) -> None:
    publisher = Publisher(context)
    page = KnownPage("/item/1", "", PageKind.LISTING, fetched_at=1.0)
    Plan(context, publisher).read(page, whole=False)
    assert publisher.changes.pages[0].fetched_at == 0


def test_page_that_was_not_read_is_sighted_if_it_is_known(
    context: CrawlContext,
) -> None:
    page = know(context)
    plan_of(context).unread(Visit(page.key, page.url, page.kind))
    plan_of(context).unread(Visit("/item/9", "", PageKind.LISTING))
    assert context.state.sighted == 1


def test_unchanged_page_is_as_good_as_read(context: CrawlContext) -> None:
    page = know(context, days=9)
    publisher = Publisher(context)
    plan = Plan(context, publisher)
    now = utc_now()
    visit = Visit(page.key, page.url, page.kind)
    assert plan.unchanged(visit, now) == page.links
    (kept,) = publisher.changes.pages
    assert kept.fetched_at == now.timestamp()
    assert plan.unchanged(Visit("/new", "", PageKind.LISTING), now) is None


def test_run_that_goes_on_asks_for_what_waits(context: CrawlContext) -> None:
    waits = Visit("/item/1", "u", PageKind.LISTING, depth=3)
    done = Visit("/", "u", PageKind.CATEGORY)
    changes = Changes(visits=[(waits, Progress.WAITING), (done, Progress.DONE)])
    context.ledger.commit(changes, {})
    assert plan_of(context).first() == [waits]


def test_named_listings_lead_nowhere(context: CrawlContext) -> None:
    context.state.only = (context.state.profile.base_url + "/item/7",)
    plan = plan_of(context)
    (visit,) = plan.first()
    assert (visit.key, visit.kind) == ("/item/7", PageKind.LISTING)
    assert plan.onward([link(context, "/item/8")], visit) == []


def test_endless_lists_end_where_nothing_new_is_shown(context: CrawlContext) -> None:
    plan = plan_of(context)
    known = link(context, "/item/1")
    visit = Visit("/?page=0", "", PageKind.CATEGORY)
    plan.onward([known], visit)
    for number in range(1, 10 * BARREN_IN_A_ROW):
        more = link(context, f"/?page={number}", PageKind.CATEGORY)
        found = plan.onward([known, more], visit)
        if not found:
            break
        (visit,) = found
    assert number == BARREN_IN_A_ROW
    assert context.state.reasons == []
    # A list that shows something new is followed as far as ever.
    more = link(context, "/?page=1000", PageKind.CATEGORY)
    (_, after) = plan.onward([link(context, "/item/2"), more], visit)
    assert after.barren == 0


def test_due_date_follows_the_profile(context: CrawlContext) -> None:
    know(context, days=2)
    recrawl = context.state.profile.recrawl.model_copy(
        update={"listings_after_days": timedelta(days=1) / timedelta(days=1)}
    )
    profile = context.state.profile.model_copy(update={"recrawl": recrawl})
    context.state.profile = profile
    assert listed(context, link(context, "/item/1", card="card-1")) == ["/item/1"]


def rested_vendor(context: CrawlContext) -> Link:
    """Let a former run have read a vendor's page that named a listing."""
    know(
        context,
        key="/vendor/v1",
        url=context.state.profile.base_url + "/vendor/v1",
        kind=PageKind.VENDOR,
        record_id=vendor_id("lamps", "v1"),
        vendor_id=None,
        cards=(),
        links=(link(context, "/item/1"),),
    )
    return link(context, "/vendor/v1", PageKind.VENDOR)


def test_listing_that_only_a_remembered_page_names_is_made_sure_of_at_the_end(
    context: CrawlContext,
) -> None:
    know(context)
    plan = plan_of(context)
    visit = Visit("/", "", PageKind.CATEGORY)
    assert plan.onward([rested_vendor(context)], visit) == []
    assert context.state.sighted == 0
    assert [found.key for found in plan.last()] == ["/item/1"]
    assert plan.last() == []


def test_listing_that_a_list_of_this_run_names_needs_no_making_sure(
    context: CrawlContext,
) -> None:
    know(context)
    plan = plan_of(context)
    visit = Visit("/", "", PageKind.CATEGORY)
    plan.onward([rested_vendor(context)], visit)
    plan.onward([link(context, "/item/1", card="card-1")], visit)
    assert context.state.sighted == 1
    assert plan.last() == []


def test_what_is_to_be_made_sure_of_survives_a_kill(context: CrawlContext) -> None:
    know(context)
    publisher = Publisher(context)
    plan = Plan(context, publisher)
    plan.onward([rested_vendor(context)], Visit("/", "", PageKind.CATEGORY))
    publisher.flush()
    resumed = plan_of(context)
    assert resumed.first() == []
    assert [found.key for found in resumed.last()] == ["/item/1"]


def test_known_listing_that_nothing_names_is_made_sure_of_once(
    context: CrawlContext,
) -> None:
    page = know(context)
    publisher = Publisher(context)
    plan = Plan(context, publisher)
    plan.onward([], Visit("/", "", PageKind.CATEGORY))
    (visit,) = plan.last()
    assert (visit.key, plan.conditions(visit)) == (page.key, {"If-None-Match": '"x"'})
    assert plan.unchanged(visit, utc_now()) is not None
    assert plan.last() == []
    publisher.flush()
    context.ledger.begin("r2", "p", {})
    # Not named for the second time, it is neither asked for nor seen.
    assert plan_of(context).last() == []
    # Named again, it is read again.
    assert listed(context, link(context, "/item/1", card="card-1")) == ["/item/1"]


def test_listing_that_was_read_under_another_address_is_not_missed(
    context: CrawlContext,
) -> None:
    know(context)
    publisher = Publisher(context)
    publisher.add_listing(make_listing(1, listing_id=listing_id("lamps", "1")))
    assert Plan(context, publisher).last() == []


def test_listing_of_a_former_host_or_a_partial_run_is_not_asked_for(
    context: CrawlContext,
) -> None:
    know(context, url="http://former.example/item/1")
    assert plan_of(context).last() == []
    know(context)
    context.state.only = (context.state.profile.base_url + "/item/7",)
    assert plan_of(context).last() == []


def test_lists_that_name_few_of_the_known_listings_are_a_reason(
    context: CrawlContext,
) -> None:
    for number in range(UNNAMED_MIN + 1):
        path = f"/item/{number}"
        url = context.state.profile.base_url + path
        know(context, key=path, url=url, record_id=listing_id("lamps", path))
    assert len(plan_of(context).last()) == UNNAMED_MIN
    (reason,) = context.state.reasons
    assert "name 501 of 501 known listings no more" in reason


def test_listings_still_there_that_no_list_names_are_a_reason(
    context: CrawlContext,
) -> None:
    for number in range(3):
        path = f"/item/{number}"
        url = context.state.profile.base_url + path
        know(context, key=path, url=url, record_id=listing_id("lamps", path))
    plan = plan_of(context)
    *others, last = plan.last()
    for visit in others:
        plan.unchanged(visit, utc_now())
    assert context.state.reasons == []
    plan.unchanged(last, utc_now())
    assert [alert.kind for alert in context.state.alerts] == [AlertKind.FEWER_RECORDS]
    assert "no list names any more" in context.state.reasons[0]


def test_list_that_was_not_read_is_counted(context: CrawlContext) -> None:
    plan = plan_of(context)
    plan.unread(Visit("/item/9", "", PageKind.LISTING))
    elsewhere = "http://elsewhere.example/?page=2"
    plan.unread(Visit(elsewhere, elsewhere, PageKind.CATEGORY))
    assert context.state.unread_lists == 0
    url = context.state.profile.base_url + "/?page=2"
    plan.unread(Visit("/?page=2", url, PageKind.CATEGORY))
    assert context.state.unread_lists == 1
