"""``stallwatch judge``."""

import getpass
from typing import TYPE_CHECKING, Any

from cli.context import NOTES, OUT, printable, settings_here, write_json
from core.errors import ServiceUnavailableError
from core.links import Verdict

if TYPE_CHECKING:
    from core.links import Judgement

DEFAULT_PURPOSE = "judging links"
USAGE = 2
SAYS = {
    Verdict.POSITIVE: "one person holds both",
    Verdict.NEGATIVE: "two people hold them: they are never joined again, not through others either",
    Verdict.UNSURE: "looked at, and open",
    None: "open again",
}


def judge(
    left: str,
    right: str,
    verdict: Verdict | None = None,
    /,
    *,
    reason: str,
    undo: bool = False,
    analyst: str | None = None,
    purpose: str = DEFAULT_PURPOSE,
    json: bool = False,
) -> int:
    """Say whether one person holds two accounts, or take that back.

    What the linker says is a lead; what you say here is a finding. It is kept with your name, your reason, the time and what the model
    said at that moment, and it is never overwritten: another judgement follows it, --undo takes it back, and all of them stay.

    - `stallwatch judge harbour/northwind lantern/polaris positive --reason "same key on both pages"`
    - `stallwatch judge LEFT RIGHT negative --reason "two handwritings"` keeps two accounts apart, through others as well
    - `stallwatch judge LEFT RIGHT --undo --reason "wrong pair"`

    The workers form the clusters around the two accounts anew. `stallwatch links` shows what is to be judged.

    Args:
        left: An account: its id, or MARKET/HANDLE.
        right: The other one, in any order.
        verdict: positive (one holder), negative (two holders) or unsure (looked at, and open).
        reason: Why, in 3 to 2,000 characters.
        undo: Take the judgement in force back instead of judging.
        analyst: Who decides; your user name if left out.
        purpose: Why you look at the accounts, such as a case number, for the audit log.
        json: Print the judgement as one JSON object for scripts.
    """
    from search.judgement_store import JudgementStore

    if (verdict is None) is not undo:
        NOTES.print(
            "stallwatch: say positive, negative or unsure, or --undo, and not both"
        )
        return USAGE
    settings = settings_here()
    who = analyst or getpass.getuser()
    with _client(settings) as client:
        pair = _accounts(client, settings, left, right)
        store = JudgementStore(client, settings)
        # Before the judgement: there is none without a trace of who sat here.
        _audit(client, settings, pair, purpose)
        if verdict is None:
            made = store.withdraw(*pair, analyst=who, reason=reason)
        else:
            made = store.judge(*pair, verdict=verdict, analyst=who, reason=reason)
    asked = _ask_workers(settings, made)
    if json:
        write_json(made.model_dump(mode="json") | {"asked": asked})
        return 0
    _show(made, asked=asked)
    return 0


def _client(settings: Any) -> Any:
    from search.client import connect

    return connect(settings)


def _accounts(client: Any, settings: Any, left: str, right: str) -> tuple[str, str]:
    from search.vendor_names import find_vendor_id

    return (
        find_vendor_id(client, settings, left),
        find_vendor_id(client, settings, right),
    )


def _audit(client: Any, settings: Any, pair: tuple[str, str], purpose: str) -> None:
    from search.audit import audit_command

    audit_command(
        client,
        settings,
        user=getpass.getuser(),
        purpose=purpose,
        action="stallwatch judge",
        target=" ".join(pair),
        results=0,
    )


def _ask_workers(settings: Any, made: "Judgement") -> bool:
    """Ask for a round of linking; the accounts are due whether it comes now or later."""
    from core.messages import LinkVendors
    from workers.publisher import Publisher

    message = LinkVendors(reason=f"judgement {made.judgement_id}")
    publisher = Publisher(settings)
    try:
        publisher.send(LinkVendors.task, message.to_payload())
    except ServiceUnavailableError:
        return False
    finally:
        publisher.close()
    return True


def _show(made: "Judgement", *, asked: bool) -> None:
    OUT.print(f"{made.left} and {made.right}: {SAYS[made.verdict]}")
    OUT.print(f"  {printable(made.reason)}")
    OUT.print(
        f"  decision {made.number} on this pair, by {printable(made.analyst)}, "
        f"{made.decided_at:%Y-%m-%d %H:%M} UTC"
    )
    if made.score is not None:
        OUT.print(f"  the model said {made.score.probability:.3f}")
    NOTES.print(
        "The workers form the clusters anew."
        if asked
        else "The queue does not answer: it is kept, and the next round of linking "
        "forms the clusters anew (`stallwatch up` starts the workers)."
    )
