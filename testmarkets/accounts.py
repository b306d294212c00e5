"""Writes what the markets of a world show of each vendor account, one JSON line an account.

Run as ``python -m testmarkets.accounts --seed 7 --size 6000 --accounts 1000 --out accounts.jsonl``. The lines are in the format of
``stallwatch link``, with the person behind each account as its ``holder``: a linker can be trained and measured on them without a
server or a crawl.
"""

import hashlib
import io
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import imagehash
from PIL import Image

from core.ids import vendor_id
from testmarkets.command import announce, exit_code_of
from testmarkets.world.build import build_world
from testmarkets.world.model import AccountRecord, FeedbackRecord, ListingRecord, World
from testmarkets.world.pictures import Picture, picture_bytes
from testmarkets.world.vendors import DAY_ZERO

MASKING_MARKETS = frozenset({"harbour"})
"""Markets that show of a buyer's handle no more than its ends."""
WATCHED_DAYS = 210
"""For how long before day 0 the markets were looked at."""
_KEPT_HASHES = 16_384
_BUYER_CHARS = 32
Line = dict[str, Any]


def account_lines(world: World) -> Iterator[Line]:
    """Yield a line for each account of a world, in the order of its markets.

    Nothing is in it that a visitor of the market does not see, but ``holder``, the person's id.
    """
    for market in world.markets.values():
        offers: dict[str, list[ListingRecord]] = {}
        for listing in market.listings:
            offers.setdefault(listing.vendor_external_id, []).append(listing)
        for account in market.accounts:
            yield _account_line(
                world.seed, account, offers.get(account.external_id, [])
            )


def export_accounts(world: World, path: Path) -> int:
    """Write a world's accounts into a file, and return how many there are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for line in account_lines(world):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def _account_line(
    seed: int, account: AccountRecord, listings: Sequence[ListingRecord]
) -> Line:
    watched = max(account.registered_on, DAY_ZERO - timedelta(days=WATCHED_DAYS))
    about = "\n".join(part for part in (account.profile, account.contact) if part)
    buyers = {_buyer(seed, account.market, one) for one in account.feedback}
    line: Line = {
        "id": vendor_id(account.market, account.external_id),
        "market": account.market,
        "handle": account.handle,
        "about": about,
        "pgp": account.pgp_key,
        "registered_on": account.registered_on.isoformat(),
        "first_seen_at": _noon(watched),
        "last_seen_at": _noon(account.last_seen_on),
        "buyers": sorted(buyers),
        "holder": account.person_id,
    }
    shown = [_listing_line(one) for one in listings]
    return _without_unknown(line) | {"listings": shown}


def _listing_line(listing: ListingRecord) -> Line:
    return _without_unknown(
        {
            "title": listing.title,
            "description": listing.description,
            "price": float(listing.price),
            "currency": listing.currency,
            "category": listing.category.value,
            "ships_from": listing.ships_from,
            "ships_to": list(listing.ships_to),
            "listed_at": listing.listed_at.isoformat(),
            "images": [
                picture_hash(one.motif, one.variant, one.name.rpartition(".")[2])
                for one in listing.pictures
            ],
        }
    )


def _without_unknown(line: Line) -> Line:
    return {name: value for name, value in line.items() if value not in (None, [], "")}


def _noon(day: date) -> str:
    return datetime.combine(day, time(12), tzinfo=UTC).isoformat()


def _buyer(seed: int, market: str, feedback: FeedbackRecord) -> str:
    """Return a hash of what the market shows of a buyer's handle.

    The key is the same for all markets, as where an authorisation lets buyers be followed from one to another; a masked handle
    names nobody even so, and stays with its market.
    """
    is_masked = market in MASKING_MARKETS
    shown = f"{market}/{feedback.masked_buyer}" if is_masked else feedback.buyer
    digest = hashlib.sha256(f"{seed}/buyer/{shown}".encode())
    return digest.hexdigest()[:_BUYER_CHARS]


@lru_cache(maxsize=_KEPT_HASHES)
def picture_hash(motif: str, variant: int, ending: str) -> str:
    """Return the perceptual hash of a picture, as the crawlers compute it from its file."""
    body = picture_bytes(Picture(f"x.{ending}", motif, variant))
    with Image.open(io.BytesIO(body)) as picture:
        return str(imagehash.phash(picture))


def export(
    *,
    out: Path,
    seed: int = 7,
    size: int = 4_000,
    accounts: int | None = None,
    truth: Path | None = None,
) -> None:
    """Build a world and write its accounts, one JSON line each.

    Args:
        out: File that is given the accounts.
        seed: The world to build.
        size: Listings in it.
        accounts: Accounts in it: makes a crowded world, with the cases that are hard to link; the listings must suffice for five each.
        truth: File that is given the known truth, as JSON.
    """
    world = build_world(seed, size=size, accounts=accounts)
    count = export_accounts(world, out)
    if truth is not None:
        truth.parent.mkdir(parents=True, exist_ok=True)
        world.truth().save(truth)
    announce(accounts=count, listings=len(world.listings), out=str(out))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return exit_code_of(export, arguments)


if __name__ == "__main__":
    sys.exit(main())
