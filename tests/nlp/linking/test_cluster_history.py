from datetime import UTC, datetime, timedelta

from core.links import Cluster, ClusterChange
from nlp.linking.cluster_history import (
    ClusterUpdate,
    finish_update,
    update_clusters,
)

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def group(*names: str) -> list[frozenset[str]]:
    return [frozenset(name) for name in names]


def formed(*names: str) -> tuple[Cluster, ...]:
    return update_clusters(
        group(*names), [], confirmed=[], at=MONDAY, cause="pass"
    ).clusters


def updated(
    former: tuple[Cluster, ...], *names: str, confirmed: tuple[str, ...] = ()
) -> ClusterUpdate:
    return update_clusters(
        group(*names), former, confirmed=group(*confirmed), at=TUESDAY, cause="pass"
    )


def members(update: ClusterUpdate) -> dict[str, str]:
    return {one.cluster_id: "".join(one.vendor_ids) for one in update.clusters}


def changes(update: ClusterUpdate) -> dict[str, ClusterChange]:
    return {one.cluster_id: one.change for one in update.events}


def test_new_groups_become_clusters() -> None:
    update = update_clusters(
        group("ab", "cd"), [], confirmed=group("ab"), at=MONDAY, cause="pass"
    )
    assert sorted(members(update).values()) == ["ab", "cd"]
    assert set(changes(update).values()) == {ClusterChange.FORMED}
    assert {"".join(one.vendor_ids): one.confirmed for one in update.clusters} == {
        "ab": True,
        "cd": False,
    }


def test_nothing_changed_is_no_event() -> None:
    former = formed("ab", "cd")
    update = updated(former, "ab", "cd")
    assert update.clusters == former
    assert (update.events, update.dissolved) == ((), ())


def test_a_cluster_that_grows_or_shrinks_keeps_its_id() -> None:
    (former,) = formed("bcd")
    grown = updated((former,), "abcd")
    assert members(grown) == {former.cluster_id: "abcd"}
    assert grown.events[0].joined == ("a",)
    assert changes(grown) == {former.cluster_id: ClusterChange.GREW}
    shrunk = updated((former,), "cd")
    assert members(shrunk) == {former.cluster_id: "cd"}
    assert shrunk.events[0].left == ("b",)
    assert changes(shrunk) == {former.cluster_id: ClusterChange.SHRANK}
    assert shrunk.clusters[0].formed_at == MONDAY
    assert shrunk.clusters[0].changed_at == TUESDAY


def test_a_merge_keeps_the_id_of_the_larger_and_ends_the_other() -> None:
    ids = {"".join(one.vendor_ids): one.cluster_id for one in formed("abc", "de")}
    update = updated(formed("abc", "de"), "abcde")
    assert members(update) == {ids["abc"]: "abcde"}
    assert update.dissolved == (ids["de"],)
    assert changes(update) == {
        ids["abc"]: ClusterChange.MERGED,
        ids["de"]: ClusterChange.DISSOLVED,
    }
    events = {one.change: one for one in update.events}
    assert events[ClusterChange.MERGED].others == (ids["de"],)
    assert events[ClusterChange.DISSOLVED].others == (ids["abc"],)


def test_a_split_keeps_the_id_with_the_larger_part() -> None:
    (former,) = formed("abcde")
    update = updated((former,), "abc", "de")
    by_members = {name: key for key, name in members(update).items()}
    assert by_members["abc"] == former.cluster_id
    assert changes(update) == {
        former.cluster_id: ClusterChange.SHRANK,
        by_members["de"]: ClusterChange.SPLIT,
    }
    split = next(one for one in update.events if one.change is ClusterChange.SPLIT)
    assert split.others == (former.cluster_id,)


def test_a_cluster_without_accounts_is_dissolved() -> None:
    (former,) = formed("ab")
    update = updated((former,))
    assert update.clusters == ()
    assert update.dissolved == (former.cluster_id,)
    assert update.events[0].left == ("a", "b")


def test_confirmation_changes_a_cluster_without_an_event() -> None:
    (former,) = formed("ab")
    update = updated((former,), "ab", confirmed=("ab",))
    assert update.clusters[0].confirmed
    assert update.clusters[0].changed_at == TUESDAY
    assert update.events == ()


def test_the_result_does_not_depend_on_the_order() -> None:
    former = formed("ab", "cd", "ef")
    one = updated(former, "abc", "def")
    other = update_clusters(
        group("def", "abc"), former[::-1], confirmed=[], at=TUESDAY, cause="pass"
    )
    assert one == other


def test_a_cluster_that_ended_comes_back_with_its_id() -> None:
    ended = {frozenset("ab"): "before", frozenset("abc"): "other"}
    update = update_clusters(
        group("ab", "cd"), [], confirmed=[], at=MONDAY, cause="pass", ended=ended
    )
    assert members(update)["before"] == "ab"
    assert changes(update)["before"] is ClusterChange.FORMED


def test_a_group_that_carries_an_id_over_takes_no_ended_one() -> None:
    (former,) = formed("abc")
    ended = {frozenset("ab"): "before"}
    update = update_clusters(
        group("ab"), [former], confirmed=[], at=TUESDAY, cause="pass", ended=ended
    )
    assert list(members(update)) == [former.cluster_id]


def test_what_was_logged_and_not_written_can_be_finished() -> None:
    former = formed("abc", "de", "fg", "hi")
    before = {one.cluster_id: one for one in former}
    update = updated(former, "ab", "defg", "jk")
    finished = finish_update(update.events, before)
    assert finished.clusters == tuple(
        one
        for key in [event.cluster_id for event in update.events]
        for one in update.clusters
        if one.cluster_id == key and before.get(key) != one
    )
    assert sorted(finished.dissolved) == sorted(update.dissolved)


def test_what_was_logged_and_written_needs_no_finishing() -> None:
    former = formed("abc", "de")
    update = updated(former, "ab", "cde")
    after = {one.cluster_id: one for one in update.clusters}
    assert finish_update(update.events, after) == ClusterUpdate((), (), ())
