"""What analysts choose above the panels."""

from search.kibana.dashboard import Control
from search.kibana.views import DataView


def market(view: DataView) -> Control:
    """Choose markets."""
    return Control("Market", "market", view)


def narrowing(view: DataView) -> tuple[Control, ...]:
    """Choose markets, categories and countries of what a view on listings holds."""
    return (
        market(view),
        Control("Category", "resolved.category", view),
        Control("Ships from", "resolved.ships_from", view),
        Control("Ships to", "resolved.ships_to", view),
    )
