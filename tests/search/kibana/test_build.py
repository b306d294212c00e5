from collections import Counter

from search.kibana.build import COMMITTED, DASHBOARDS, build_objects, saved_searches
from search.kibana.objects import SavedObject, to_ndjson
from search.kibana.views import VIEWS, Site


def test_the_committed_file_is_what_a_build_gives() -> None:
    # After a change: stallwatch kibana build --out search/kibana/stallwatch.ndjson
    assert COMMITTED.read_bytes() == to_ndjson(build_objects())


def test_two_builds_give_the_same_bytes() -> None:
    site = Site("cases", "https://watch.example")
    assert to_ndjson(build_objects(site)) == to_ndjson(build_objects(site))


def test_all_objects_are_there_and_no_two_are_one() -> None:
    objects = build_objects()
    kinds = Counter(one.type for one in objects)
    assert kinds == {
        "index-pattern": len(VIEWS),
        "search": len(saved_searches()),
        "dashboard": 7,
    }
    assert len({(one.type, one.id) for one in objects}) == len(objects)


def test_what_an_object_names_stands_before_it() -> None:
    seen: set[tuple[str, str]] = set()
    for one in build_objects():
        named = {(item.type, item.id) for item in one.references}
        assert named <= seen
        seen.add((one.type, one.id))


def test_another_site_differs_in_names_and_addresses_alone() -> None:
    here, there = (
        build_objects(site) for site in (Site(), Site("cases", "https://watch.example"))
    )
    assert [one.id for one in here] == [one.id for one in there]
    text = to_ndjson(there).decode()
    assert "127.0.0.1" not in text
    assert "stallwatch-" not in text


def test_every_panel_says_what_it_answers() -> None:
    panels = [
        panel
        for dashboard in DASHBOARDS
        for row in dashboard.rows
        for panel in row.panels
    ]
    assert [panel.title for panel in panels if len(panel.answers) < 15] == []
    for dashboard in DASHBOARDS:
        titles = [panel.title for row in dashboard.rows for panel in row.panels]
        assert len(titles) == len(set(titles))


def test_no_question_is_in_kibanas_own_language() -> None:
    text = "".join(one.model_dump_json() for one in build_objects())
    assert "kuery" not in text
    assert all(isinstance(one, SavedObject) for one in build_objects())
