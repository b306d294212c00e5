"""``stallwatch market mirrors``."""

from pathlib import Path
from typing import Any

from cli.context import OUT, print_columns, printable, settings_here, write_json

FAULTY = 3
"""Exit code where no address can be read, or a clone was found."""


def mirrors(
    profile: str,
    /,
    *,
    probe: bool = False,
    compare: Path | None = None,
    json: bool = False,
) -> int:
    """Show which addresses of a market answer, and tell its mirrors from clones.

    Clearnet and onion addresses are shown apart, and so is the proxy. What is shown was seen in crawls, unless --probe asks each address
    for its start page now: through the profile's proxy, within its hosts, hours and authorisation. A clone looks like the market and
    names other PGP keys, payment addresses or offers; it is never read. Exit code 0 if an address can be read and no clone was found,
    else 3.

    Args:
        profile: The name of a market, or its profile's file.
        probe: Ask each address for its start page now.
        compare: A saved page, or a folder of them, of an address that is suspected: say whether it is the market, a clone or another.
        json: Print one JSON object for scripts.
    """
    from crawlers.access.compare_saved import compare_saved
    from crawlers.access.probe import probe_market
    from crawlers.access.report import mirror_report
    from crawlers.profile.load import load_profile
    from crawlers.saved.profiles import find_profile

    settings = settings_here()
    rules = load_profile(find_profile(profile, settings))
    probes = probe_market(rules, settings) if probe else []
    facts: dict[str, Any] = mirror_report(rules, settings, probes)
    if compare is not None:
        found = compare_saved(rules, settings, compare)
        facts["compared"] = {
            "with": str(compare),
            "verdict": found.verdict.value,
            "reasons": list(found.reasons),
        }
    if json:
        write_json(facts)
    else:
        _show(facts)
    return 0 if _is_well(facts) else FAULTY


def _is_well(facts: dict[str, Any]) -> bool:
    rows = [*facts["clearnet"], *facts["onion"]]
    proxy_is_down = facts["proxy"] is not None and facts["proxy"]["state"] == "down"
    is_clone = facts.get("compared", {}).get("verdict") == "clone"
    clones = any(row["state"] == "clone" for row in rows)
    readable = any(row["state"] in ("ok", "untried") for row in rows)
    return readable and not (proxy_is_down or is_clone or clones)


def _show(facts: dict[str, Any]) -> None:
    for group in ("clearnet", "onion"):
        rows = facts[group]
        if not rows:
            continue
        OUT.print(f"{group}:")
        print_columns(
            ("  address", "state", "last ok", "in a row failed", "latency", "why"),
            [_row(item) for item in rows],
        )
    proxy = facts["proxy"]
    if proxy is not None:
        OUT.print(
            f"proxy: {proxy['address']} {proxy['state']}"
            + (f" ({printable(proxy['reason'])})" if proxy["reason"] else "")
        )
    compared = facts.get("compared")
    if compared is not None:
        reasons = printable("; ".join(compared["reasons"]))
        OUT.print(f"{compared['with']}: {compared['verdict']} ({reasons})")


def _row(item: dict[str, Any]) -> tuple[str, ...]:
    latency = item["latency_s"]
    seen = item["last_ok"]
    return (
        f"  {item['address']}",
        item["state"],
        f"{seen:%Y-%m-%d %H:%M}" if seen else "-",
        str(item["failures"]),
        f"{latency:.2f} s" if latency is not None else "-",
        printable(item["reason"]) or "-",
    )
