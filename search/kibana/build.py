"""All objects that analysts need, in the order in which one names another."""

from pathlib import Path

from search.kibana.dashboard import Dashboard
from search.kibana.dashboards.entities import ENTITIES
from search.kibana.dashboards.health import HEALTH
from search.kibana.dashboards.market import MARKET
from search.kibana.dashboards.overview import OVERVIEW
from search.kibana.dashboards.prices import PRICES
from search.kibana.dashboards.shipping import SHIPPING
from search.kibana.dashboards.vendors_and_links import VENDORS_AND_LINKS
from search.kibana.objects import SavedObject
from search.kibana.panels import SavedSearch
from search.kibana.views import VIEWS, Site

DASHBOARDS: tuple[Dashboard, ...] = (
    OVERVIEW,
    MARKET,
    VENDORS_AND_LINKS,
    ENTITIES,
    PRICES,
    SHIPPING,
    HEALTH,
)
COMMITTED = Path(__file__).with_name("stallwatch.ndjson")
"""What a build for the defaults gives, for whoever imports it without a build."""


def saved_searches() -> list[SavedSearch]:
    """Return the saved searches of all dashboards, in their order."""
    return [
        panel
        for dashboard in DASHBOARDS
        for row in dashboard.rows
        for panel in row.panels
        if isinstance(panel, SavedSearch)
    ]


def build_objects(site: Site | None = None) -> list[SavedObject]:
    """Return every data view, saved search and dashboard.

    Args:
        site: The installation; the defaults where None.
    """
    where = site or Site()
    return [
        *(view.build(where) for view in VIEWS),
        *(search.build() for search in saved_searches()),
        *(dashboard.build(where) for dashboard in DASHBOARDS),
    ]
