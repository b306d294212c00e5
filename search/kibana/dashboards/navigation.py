"""The way from one dashboard to another, and from any of them to the API."""

from search.kibana.dashboard import dashboard_id
from search.kibana.panels import TextPanel
from search.kibana.views import Site

TITLES = {
    "overview": "Overview",
    "market": "Market",
    "vendors-and-links": "Vendors and links",
    "entities": "Entities",
    "prices": "Prices",
    "shipping": "Shipping flows",
    "health": "Collection health",
}
"""The dashboards in the order in which they are read, by key."""


def navigation(current: str, note: str) -> TextPanel:
    """Return the text at the head of a dashboard.

    Args:
        current: The dashboard's key.
        note: What to know before looking at its panels.
    """

    def write(site: Site) -> str:
        links = [
            f"**{title}**"
            if key == current
            else f"[{title}](#/view/{dashboard_id(key)})"
            for key, title in TITLES.items()
        ]
        pages = (
            f"Ids lead to the search API at {site.api_url}: it asks for your key and for the purpose, and notes both. "
            f"Its own description: [{site.api_url}/api/docs]({site.api_url}/api/docs)."
        )
        return f"{' · '.join(links)}\n\n{note} {pages}"

    return TextPanel(
        "Where to go", "Leads to the other dashboards and to the API.", write
    )
