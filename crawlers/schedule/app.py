"""The Celery application of scheduled crawls.

``celery --app=crawlers.schedule.app:app worker -Q crawl`` crawls, ``celery --app=crawlers.schedule.app:app beat`` says when; there
must be one beat alone. Neither loads a model.
"""

from typing import Any

from celery import Celery
from celery.signals import (
    beat_init,
    setup_logging,
    worker_ready,
    worker_shutting_down,
)

from broker.keeper import LeaseStep
from core.log import configure_logging
from core.messages import CRAWL_QUEUE, CrawlMarket
from core.settings import Settings, get_settings
from crawlers.schedule.beat import REFRESH_S
from crawlers.schedule.share import greet
from crawlers.schedule.task import STOPPING, take_crawl

SWEEP_INTERVAL_S = 2
"""Seconds between looks for crawls whose worker died."""
SWEEP_LOCK_S = 10
"""A sweeper that dies while sweeping keeps the others out for this long."""
MARKETS_AT_ONCE = 4
"""Crawls that one worker watches; each is a process of its own."""


def create_app(settings: Settings) -> Celery:
    """Return the application, configured from the settings."""
    app = Celery("stallwatch-schedule")
    app.conf.update(
        broker_url=settings.broker_url,
        broker_connection_retry_on_startup=True,
        broker_transport_options=_transport(settings),
        task_default_queue=CRAWL_QUEUE,
        task_create_missing_queues=True,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        # A crawl is done when it has ended: that of a killed worker comes back, and goes on.
        task_acks_late=True,
        # Threads only wait for crawls, and hear of a shutdown as children would not.
        worker_pool="threads",
        worker_concurrency=MARKETS_AT_ONCE,
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=True,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        beat_scheduler="crawlers.schedule.beat:CrawlScheduler",
        beat_max_loop_interval=REFRESH_S,
        enable_utc=True,
        timezone="UTC",
    )
    app.steps["consumer"].add(LeaseStep)
    app.task(take_crawl, name=CrawlMarket.task)
    return app


def connect_signals(settings: Settings) -> None:
    """Have worker and beat write our logs, and a worker that ends stop its crawls."""

    def log_as_we_do(**_: Any) -> None:
        configure_logging(settings.log_level, room="schedule")

    def stop_crawls(**_: Any) -> None:
        STOPPING.set()

    def tell(**_: Any) -> None:
        greet(settings)

    # ``weak=False``: nobody else holds these functions.
    setup_logging.connect(log_as_we_do, weak=False)
    beat_init.connect(log_as_we_do, weak=False)
    worker_ready.connect(tell, weak=False)
    worker_shutting_down.connect(stop_crawls, weak=False)


def _transport(settings: Settings) -> dict[str, Any]:
    return {
        "visibility_timeout": settings.visibility_timeout_s,
        # Apart from the batches that workers hold: those are counted.
        "unacked_key": f"{CRAWL_QUEUE}:unacked",
        "unacked_index_key": f"{CRAWL_QUEUE}:unacked_index",
        "unacked_mutex_key": f"{CRAWL_QUEUE}:unacked_mutex",
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": SWEEP_INTERVAL_S,
        "unacked_mutex_expire": SWEEP_LOCK_S,
        "socket_connect_timeout": 5,
        "socket_timeout": 30,
        "socket_keepalive": True,
    }


app = create_app(get_settings())
connect_signals(get_settings())
