"""``stallwatch up``."""

from cli.context import NOTES, OUT
from core.settings import Settings


def up() -> int:
    """Start Elasticsearch, Redis, a worker and the search API on this machine.

    The first start fetches Elasticsearch (107 MB, checked against its known digest). What runs already is left alone. The parts go
    on running after this command ends; `stallwatch down` stops them.
    """
    from local.stack import start_stack

    settings = Settings.load()
    with NOTES.status("starting") as spinner:
        state, started = start_stack(
            settings, on_step=lambda step: spinner.update(f"{step} ...")
        )
    OUT.print("running" if started else "running already")
    OUT.print(f"  search API     {state.api_url}  (documentation: /api/docs)")
    OUT.print(f"  Elasticsearch  {state.elasticsearch_url}")
    OUT.print(f"  Redis          {state.redis_url}")
    OUT.print("next: `stallwatch key create NAME`, `stallwatch crawl MARKET`")
    return 0
