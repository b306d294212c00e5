"""Writes the accounts files that the shipped model of vendor links is trained on.

Run as ``python -m testmarkets.training_accounts --out FOLDER``, then ``stallwatch train links FOLDER/*.jsonl``. Some files hold the accounts
of made worlds; others the writers of the project's annotated texts, each split into accounts on several markets: those worlds have the
hard cases, and these the way in which people write.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp.corpus.annotated import AnnotatedText, TextKind
from nlp.corpus.reader import TEXTS, read_corpus
from testmarkets.accounts import export_accounts
from testmarkets.command import announce, exit_code_of
from testmarkets.world import build_world
from testmarkets.world.identifiers.identifier import seeded

WORLD_SEEDS = (101, 202)
"""None of the seeds that the demo shows or that links are measured by."""
WORLD_ACCOUNTS = 400
LISTINGS_EACH = 6
SMALL_SEEDS = (303, 404, 505, 606)
SMALL_LISTINGS = 500
"""Of small worlds, of some forty accounts: so few tell less of what is usual, and the weights have to hold there as well."""
WRITER_PARTS = (2, 3, 5)
"""Into how many accounts a writer is split: a file each."""
MAX_TITLE_CHARS = 90

Line = dict[str, Any]


def writer_lines(texts: Iterable[AnnotatedText], parts: int) -> Iterator[Line]:
    """Yield accounts that the writers of annotated texts might have had.

    Every writer may serve, also those whom the entity recognition is measured by: no model of names is learned here.

    Args:
        texts: Those of listings and profiles are taken; a text of several lines has the first as its title.
        parts: Into how many accounts, each on a market of its own, a writer's texts are dealt.
    """
    written: dict[str, list[str]] = {}
    for text in texts:
        if text.kind in {TextKind.LISTING, TextKind.FORUM, TextKind.CHAT}:
            written.setdefault(text.writer, []).append(text.text)
    for writer, own in sorted(written.items()):
        seeded(0, "writer", writer, str(parts)).shuffle(own)
        for part in range(parts):
            yield {
                "id": f"{writer}-{parts}-{part}",
                "market": f"market{part}",
                "holder": writer,
                "listings": [_listing(text) for text in own[part::parts]],
            }


def _listing(text: str) -> Line:
    first, _, rest = text.partition("\n")
    if len(first) > MAX_TITLE_CHARS:
        words = first[:MAX_TITLE_CHARS].rpartition(" ")[0]
        title = words or first[:MAX_TITLE_CHARS]
        return {"title": title, "description": text}
    return {"title": first, "description": rest}


def write_training_accounts(
    out: Path, seeds: Sequence[int] = WORLD_SEEDS, accounts: int = WORLD_ACCOUNTS
) -> list[Path]:
    """Write every file into a folder, and return their paths."""
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / f"world-{seed}.jsonl" for seed in seeds]
    for seed, path in zip(seeds, paths, strict=True):
        world = build_world(seed, size=LISTINGS_EACH * accounts, accounts=accounts)
        export_accounts(world, path)
    for seed in SMALL_SEEDS:
        path = out / f"small-{seed}.jsonl"
        export_accounts(build_world(seed, size=SMALL_LISTINGS), path)
        paths.append(path)
    texts = read_corpus(TEXTS)
    for parts in WRITER_PARTS:
        path = out / f"writers-{parts}.jsonl"
        made = writer_lines(texts, parts)
        lines = (json.dumps(one, ensure_ascii=False) for one in made)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        paths.append(path)
    return paths


def export(*, out: Path, accounts: int = WORLD_ACCOUNTS) -> None:
    """Write the files that the shipped model of links is trained on.

    Args:
        out: Folder that is given them.
        accounts: Accounts in each made world.
    """
    paths = write_training_accounts(out, accounts=accounts)
    announce(files=[str(path) for path in paths])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return exit_code_of(export, arguments)


if __name__ == "__main__":
    sys.exit(main())
