"""``stallwatch links``."""

import getpass
from typing import TYPE_CHECKING, Any

from cli.context import OUT, printable, settings_here, write_json
from core.errors import NotFoundError

if TYPE_CHECKING:
    from core.links import Judgement
    from search.answers import VendorSummary
    from search.link_desk import LinkDesk, LinkSheet

DEFAULT_PURPOSE = "command line"


def links(
    vendor: str | None = None,
    /,
    *,
    unjudged: bool = False,
    market: str | None = None,
    min_probability: float = 0.0,
    uncertain_first: bool = False,
    limit: int = 20,
    purpose: str = DEFAULT_PURPOSE,
    json: bool = False,
) -> int:
    """Show suspected links between accounts, each explained, with what was decided.

    A link is a lead with its evidence, never a fact: read what names a holder, what only resembles and what speaks against it, look at
    the pages it names (`stallwatch evidence export`), then say so with `stallwatch judge`. The look is written to the audit log.

    Args:
        vendor: Only links of this account: its id, or MARKET/HANDLE.
        unjudged: Only links that nobody has judged: the review queue.
        market: Only links of which one account or both are on this market.
        min_probability: Only links of at least this probability, 0 to 1.
        uncertain_first: The least sure links first, where a judgement teaches most; the surest first without it.
        limit: Links to show, 1 to 100.
        purpose: Why you look, such as a case number.
        json: Print one JSON object for scripts.
    """
    from search.audit import audit_command
    from search.client import connect
    from search.link_desk import LinkDesk, QueueQuestion
    from search.link_reader import Judged, QueueOrder
    from search.vendor_names import find_vendor_id

    settings = settings_here()
    with connect(settings) as client:
        question = QueueQuestion(
            min_probability=min_probability,
            market=market,
            vendor_id=find_vendor_id(client, settings, vendor) if vendor else None,
            judged=Judged.NO if unjudged else Judged.ALL,
            order=QueueOrder.UNCERTAIN if uncertain_first else QueueOrder.SUREST,
            limit=limit,
        )
        desk = LinkDesk(client, settings)
        page = desk.queue(question)
        audit_command(
            client,
            settings,
            user=getpass.getuser(),
            purpose=purpose,
            action="stallwatch links",
            target=question.vendor_id or "",
            results=len(page.sheets),
        )
        if question.vendor_id and not page.sheets:
            _require_account(desk, question.vendor_id)
    if json:
        write_json({"links": [_as_json(one) for one in page.sheets]})
        return 0
    OUT.print(f"{len(page.sheets)} links" + (" and more" if page.cursor else ""))
    for sheet in page.sheets:
        _show(sheet)
    return 0


def _require_account(desk: "LinkDesk", vendor_id: str) -> None:
    """Complain where there is no such account, which otherwise would pass for one without links."""
    if vendor_id not in desk.accounts([vendor_id]):
        raise NotFoundError(
            "there is no account of this id: take it from `stallwatch search`, or write "
            "MARKET/HANDLE",
            id=vendor_id,
        )


def _as_json(sheet: "LinkSheet") -> dict[str, Any]:
    from nlp.linking.explain import explanation

    shown = sheet.model_dump(mode="json")
    words = explanation(sheet.link)
    return shown | {
        "relation": str(sheet.relation),
        "explanation": list(words.sentences()),
    }


def _show(sheet: "LinkSheet") -> None:
    from nlp.linking.explain import explanation

    link = sheet.link
    OUT.print(
        f"\n{account(sheet.left, link.left)} and {account(sheet.right, link.right)}: "
        f"{sheet.relation}"
    )
    for sentence in explanation(link).sentences():
        OUT.print(f"  {printable(sentence)}")
    if sheet.judgement is not None:
        OUT.print(f"  {decision(sheet.judgement)}")
    OUT.print(f"  judge it: stallwatch judge {link.left} {link.right} VERDICT")


def account(vendor: "VendorSummary | None", vendor_id: str) -> str:
    """Return an account as a person names it; its id where it is gone from the index."""
    if vendor is None:
        return vendor_id
    return printable(f"{vendor.market}/{vendor.handle}")


def decision(judgement: "Judgement") -> str:
    """Return a judgement in one line."""
    return printable(
        f"judged {judgement.verdict or 'open again'} by {judgement.analyst} on "
        f"{judgement.decided_at:%Y-%m-%d}: {judgement.reason}"
    )
