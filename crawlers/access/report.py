"""The health of a market's addresses, clearnet and onion apart, for people and scripts."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from core.settings import Settings
from crawlers.access.mirrors import AddressHealth, MirrorBook
from crawlers.access.probe import Probe
from crawlers.profile.market import MarketProfile, is_onion


def mirror_report(
    profile: MarketProfile, settings: Settings, probes: Sequence[Probe] = ()
) -> dict[str, Any]:
    """Return what is known of a market's addresses and of its proxy.

    Raises:
        ConfigError: It cannot be read.
    """
    book = MirrorBook.of(settings, profile)
    found = {probe.address: probe for probe in probes}
    report: dict[str, Any] = {
        "market": profile.name,
        "best": book.best(),
        "clearnet": [],
        "onion": [],
        "proxy": None,
    }
    for address in profile.addresses:
        group = "onion" if is_onion(urlsplit(address).netloc) else "clearnet"
        row = _row(address, book.health(address))
        probe = found.get(address)
        if probe is not None and probe.comparison is not None:
            row["verdict"] = probe.comparison.verdict.value
            row["reason"] = row["reason"] or probe.comparison.text
        report[group].append(row)
    if profile.proxy is not None:
        report["proxy"] = _row(profile.proxy, book.proxy)
    return report


def _row(address: str, health: AddressHealth) -> dict[str, Any]:
    return {
        "address": address,
        "state": _state(health),
        "last_ok": health.last_ok,
        "last_failure": health.last_failure,
        "failures": health.failures,
        "latency_s": health.latency_s,
        "reason": health.clone or (health.reason if health.failures else ""),
    }


def _state(health: AddressHealth) -> str:
    if health.clone is not None:
        return "clone"
    if health.failures:
        return "down"
    return "ok" if health.last_ok is not None else "untried"
