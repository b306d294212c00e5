"""The Celery application of scheduled crawls.

``celery --app=crawlers.schedule.app:app worker -Q crawl`` crawls, ``celery --app=crawlers.schedule.app:app beat`` says when; there
must be one beat alone. Neither loads a model.
"""

from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_shutting_down

from core.log import configure_logging
from core.settings import Settings, get_settings
from crawlers.schedule.beat import REFRESH_S
from crawlers.schedule.task import QUEUE, STOPPING, CrawlMarket, crawl_market

MARKETS_AT_ONCE = 4
"""Crawls that one worker watches; each is a process of its own."""


def create_app(settings: Settings) -> Celery:
    """Return the application, configured from the settings."""
    app = Celery("stallwatch-schedule")
    app.conf.update(
        broker_url=settings.broker_url,
        broker_connection_retry_on_startup=True,
        task_default_queue=QUEUE,
        task_create_missing_queues=True,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        # Threads only wait for crawls, and hear of a shutdown as children would not.
        worker_pool="threads",
        worker_concurrency=MARKETS_AT_ONCE,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        beat_scheduler="crawlers.schedule.beat:CrawlScheduler",
        beat_max_loop_interval=REFRESH_S,
        enable_utc=True,
        timezone="UTC",
    )
    app.task(crawl_market, name=CrawlMarket.task)
    return app


def connect_signals(settings: Settings) -> None:
    """Have worker and beat write our logs, and a worker that ends stop its crawls."""

    def log_as_we_do(**_: Any) -> None:
        configure_logging(settings.log_level, room="schedule")

    def stop_crawls(**_: Any) -> None:
        STOPPING.set()

    # ``weak=False``: nobody else holds these functions.
    setup_logging.connect(log_as_we_do, weak=False)
    beat_init.connect(log_as_we_do, weak=False)
    worker_shutting_down.connect(stop_crawls, weak=False)


app = create_app(get_settings())
connect_signals(get_settings())
