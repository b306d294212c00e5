"""``stallwatch demo``."""

import os
from pathlib import Path

from cli.context import OUT
from core.settings import Settings


def demo(
    *,
    once: bool = False,
    report: Path | None = None,
    seed: int = 7,
    size: int = 4000,
    day: int = 0,
) -> int:
    """Run the main job on local test marketplaces and show what comes out.

    Starts Elasticsearch, Redis, a worker, the API and four test marketplaces on this machine, crawls the markets, waits until every
    listing is analysed, linked and indexed, scores the result against the known truth, and serves it until Ctrl-C. Its data lies under an
    index prefix of its own. A second run downloads nothing, reads only the pages that changed and embeds no text that it knows.

    Args:
        once: Stop everything and end, instead of serving.
        report: Write the figures to this file, as JSON.
        seed: Which world; equal seeds give equal worlds.
        size: Listings in the world.
        day: Move the world on by this many days: new, changed and gone listings.
    """
    from demo.run import DemoOptions, run_demo

    options = DemoOptions(seed=seed, size=size, day=day, once=once, report=report)
    return run_demo(Settings.load(), options, parent=os.getpid(), console=OUT)
