"""A market's false double: the same shop, with other people's keys and addresses.

Thieves copy a market and put their own payment addresses into it, so that money and mail go to them.
"""

from dataclasses import replace
from datetime import UTC, datetime

from core.mentions import EntityKind
from testmarkets.truth import Subject, TrueMention
from testmarkets.world.identifiers.chain import make_btc, make_eth, make_xmr
from testmarkets.world.identifiers.identifier import seeded
from testmarkets.world.identifiers.pgp import make_pgp_key
from testmarkets.world.model import AccountRecord, Market, World

_MAKERS = {
    EntityKind.BTC: make_btc,
    EntityKind.ETH: make_eth,
    EntityKind.XMR: make_xmr,
}
_KEY_MADE_AT = datetime(2025, 6, 1, tzinfo=UTC)


def clone_market(world: World, name: str) -> Market:
    """Return a market as its clone shows it: every key and payment address changed."""
    market = world.markets[name]
    forged = _Forger(world, name)
    return replace(
        market,
        pgp_key=_forged_key(world.seed, name, "staff"),
        escrow_address=make_btc(seeded(world.seed, "clone", name, "escrow")).value,
        accounts=tuple(map(forged.account, market.accounts)),
        listings=tuple(
            replace(
                one,
                description=forged.text(
                    one.description, Subject.LISTING, one.external_id
                ),
            )
            for one in market.listings
        ),
    )


class _Forger:
    """Puts other addresses where the true ones stand."""

    def __init__(self, world: World, name: str) -> None:
        self._seed = world.seed
        self._mentions: dict[tuple[Subject, str], list[TrueMention]] = {}
        for one in world.mentions:
            if one.market == name and one.kind in _MAKERS:
                key = (one.subject, one.external_id)
                self._mentions.setdefault(key, []).append(one)

    def account(self, account: AccountRecord) -> AccountRecord:
        profile = self.text(account.profile, Subject.VENDOR, account.external_id)
        if account.pgp_key is None:
            return replace(account, profile=profile)
        key = _forged_key(self._seed, account.market, account.handle)
        return replace(account, profile=profile, pgp_key=key)

    def text(self, text: str, subject: Subject, external_id: str) -> str:
        for one in self._mentions.get((subject, external_id), ()):
            rng = seeded(self._seed, "clone", one.value)
            text = text.replace(one.text, _MAKERS[one.kind](rng).value)
        return text


def _forged_key(seed: int, market: str, owner: str) -> str:
    rng = seeded(seed, "clone", market, owner)
    return make_pgp_key(rng, owner, _KEY_MADE_AT).armoured
