"""``stallwatch migrate``."""

from typing import Any

from cli.context import NOTES, OUT, print_columns, settings_here, write_json
from core.errors import ConfigError

MIB = 1024 * 1024
COLUMNS = ("index", "action", "documents", "MiB", "why")


def migrate(
    *,
    dry_run: bool = False,
    prepare: bool = False,
    back: bool = False,
    hide_new: bool = False,
    remove_old: bool = False,
    json: bool = False,
) -> int:
    """Bring the indices to the form that this version of the program writes.

    Each index is copied into a new one while crawlers and workers go on; at its end writers wait for some seconds, and the alias leads to the
    new index. The old ones stay until `--remove-old`. It may be interrupted at any moment, even killed: run it again and it goes on where it
    was. It also applies `STALLWATCH_INDEX_SHARDS` and `STALLWATCH_INDEX_REPLICAS` to indices that exist, and completes what workers of an
    earlier version wrote since. docs/operations.md tells in which order to update the services.

    Args:
        dry_run: Only say what would be done, with this or any other option.
        prepare: Copy, but put nothing in force: the long part, while the earlier version works on.
        back: Put the indices in force again that were so before.
        hide_new: With `--back`: do so although documents were written since; they stay in the newer indices, where nobody sees them.
        remove_old: Delete the indices that are not in force any more. There is no way back after this but a snapshot.
        json: Print one JSON object for scripts.
    """
    if prepare + back + remove_old > 1:
        raise ConfigError("choose one of --prepare, --back and --remove-old")
    if hide_new and not back:
        raise ConfigError("--hide-new belongs to --back")
    if remove_old:
        return _remove(dry_run=dry_run, json=json)
    if back:
        return _back(dry_run=dry_run, hide_new=hide_new, json=json)
    if dry_run:
        return _plan(json=json)
    return _migrate(prepare=prepare, json=json)


def _plan(*, json: bool) -> int:
    from search.client import connect
    from search.migration.plan import plan

    settings = settings_here()
    with connect(settings) as client:
        steps = plan(client, settings)
    if json:
        write_json({"steps": [step.model_dump(mode="json") for step in steps]})
    elif steps:
        print_columns(
            COLUMNS,
            (
                (
                    step.index,
                    step.action,
                    f"{step.documents:,}",
                    f"{step.size_bytes / MIB:,.0f}",
                    step.reason,
                )
                for step in steps
            ),
        )
    else:
        OUT.print("nothing to do: all indices have the form that this version writes")
    return 0


def _migrate(*, prepare: bool, json: bool) -> int:
    from cli.reading_progress import reading_progress
    from search.client import connect
    from search.migration import migrating

    settings = settings_here()
    work = migrating.prepare if prepare else migrating.migrate
    with connect(settings) as client, reading_progress(quiet=json) as report:
        done = work(client, settings, report)
    if json:
        write_json({"indices": [one.model_dump(mode="json") for one in done]})
        return 0
    for one in done:
        OUT.print(_line(one, prepared=prepare))
    if not done:
        OUT.print("nothing to do: all indices have the form that this version writes")
    elif prepare:
        NOTES.print(
            "nothing is in force yet: stop the workers and the API of the earlier version, "
            "then `stallwatch migrate` copies the rest and switches"
        )
    elif any(one.former for one in done):
        NOTES.print(
            "the former indices are kept: `stallwatch migrate --remove-old` deletes them, "
            "`stallwatch migrate --back` puts them in force again"
        )
    return 0


def _line(one: Any, *, prepared: bool) -> str:
    if one.action == "copy":
        done = f"{one.documents:,} documents copied into {one.index}"
        if prepared:
            return f"{one.name}: {done}, not in force yet"
        return f"{one.name}: {done}, writers waited {one.held_up_s:.1f} s"
    if one.action == "complete":
        return f"{one.name}: {one.documents:,} documents of earlier programs completed"
    return f"{one.name}: {'fits as it is' if one.action == 'mark' else 'settings adjusted'}"


def _back(*, dry_run: bool, hide_new: bool, json: bool) -> int:
    from search.client import connect
    from search.migration.former import former_indices, put_back

    settings = settings_here()
    with connect(settings) as client:
        if dry_run:
            return _show_former(former_indices(client, settings), json=json)
        done = put_back(client, settings, hide=hide_new)
    if json:
        write_json({"indices": [one.model_dump(mode="json") for one in done]})
        return 0
    for one in done:
        hidden = f", {one.hidden:,} later writes hidden" if one.hidden else ""
        OUT.print(f"{one.name}: {one.index} is in force again{hidden}")
    NOTES.print("now start the services of the earlier version; this one refuses them")
    return 0


def _remove(*, dry_run: bool, json: bool) -> int:
    from search.client import connect
    from search.migration.former import former_indices, remove_former

    settings = settings_here()
    with connect(settings) as client:
        if dry_run:
            return _show_former(former_indices(client, settings), json=json)
        gone = remove_former(client, settings)
    if json:
        write_json({"removed": [one.model_dump(mode="json") for one in gone]})
        return 0
    for one in gone:
        OUT.print(f"deleted {one.index}: {one.documents:,} documents")
    if not gone:
        OUT.print("nothing to delete: every index is in force, or a copy under way")
    return 0


def _show_former(kept: Any, *, json: bool) -> int:
    if json:
        write_json({"former": [one.model_dump(mode="json") for one in kept]})
        return 0
    print_columns(
        ("index", "state", "documents", "MiB"),
        (
            (
                one.index,
                "a copy under way" if one.unfinished else "kept",
                f"{one.documents:,}",
                f"{one.size_bytes / MIB:,.0f}",
            )
            for one in kept
        ),
    )
    return 0
