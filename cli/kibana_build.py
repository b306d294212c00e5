"""``stallwatch kibana build``."""

from pathlib import Path

from cli.context import NOTES, settings_here


def build(*, out: Path | None = None, api_url: str | None = None) -> None:
    """Write the file that Kibana imports: data views, saved searches and dashboards.

    The data views look at the indices of your STALLWATCH_INDEX_PREFIX. The same settings always give the same bytes, and every object has
    the same id in each build, so an import replaces what an earlier one brought.

    Args:
        out: File to write; `stallwatch.ndjson` in this folder without it. Its name must end in .ndjson, or Kibana refuses it.
        api_url: Where analysts' browsers reach the search API, such as https://stallwatch.example; links of listings,
            vendors and runs lead there. Without it, the API of this machine.
    """
    from core.errors import ConfigError, shown
    from search.kibana.build import build_objects
    from search.kibana.objects import to_ndjson
    from search.kibana.views import Site

    settings = settings_here()
    path = out or Path("stallwatch.ndjson")
    if path.suffix != ".ndjson":
        raise ConfigError(
            f"{shown(str(path))} does not end in .ndjson: Kibana refuses such a file"
        )
    objects = build_objects(Site.of(settings, api_url))
    path.write_bytes(to_ndjson(objects))
    NOTES.print(f"{len(objects)} objects written to {path}")
