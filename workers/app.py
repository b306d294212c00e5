"""The Celery application: ``celery --app=workers.app:app worker``."""

from celery import Celery

from broker.keeper import LeaseStep
from core.messages import IngestBatch, LinkVendors, RunFinished
from core.settings import Settings, get_settings
from workers.config import celery_settings
from workers.startup import connect_signals
from workers.tasks import batch, link, run
from workers.tasks.escaped import keep_what_escaped


def create_app(settings: Settings) -> Celery:
    """Return an application with its tasks, configured from the settings."""
    app = Celery("stallwatch")
    app.conf.update(celery_settings(settings))
    app.steps["consumer"].add(LeaseStep)
    for name, function in (
        (IngestBatch.task, batch.ingest),
        (RunFinished.task, run.finish),
        (LinkVendors.task, link.relink),
    ):
        # No limit on retries: only the end of a run uses them, and it ends by itself.
        app.task(
            function,
            name=name,
            bind=True,
            max_retries=None,
            on_failure=keep_what_escaped,
        )
    return app


app = create_app(get_settings())
connect_signals(get_settings())
