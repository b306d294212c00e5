"""What happens when a worker and its children start."""

import logging
import sys
from typing import Any

from celery.signals import setup_logging, worker_init, worker_process_init

from broker.client import wait_for_broker
from core.errors import (
    SchemaVersionError,
    ServiceUnavailableError,
    StallwatchError,
)
from core.log import configure_logging, get_logger
from core.settings import Settings
from search.client import connect
from search.indices import check_version
from workers.services import services

BROKER_WAIT_S = 15.0
"""A Redis that starts at the same time is given this long."""

FIRST_LOOK_S = 5.0
"""How long the first look at Elasticsearch may take."""

_log = get_logger(__name__)


def connect_signals(settings: Settings) -> None:
    """Have the worker check its broker, write our logs and load models per child."""

    def log_as_we_do(**_: Any) -> None:
        configure_logging(settings.log_level, room="worker")

    def check_addresses(**_: Any) -> None:
        require_search(settings)
        require_broker(settings, timeout_s=BROKER_WAIT_S)

    # ``weak=False``: nobody else holds these functions.
    setup_logging.connect(log_as_we_do, weak=False)
    worker_init.connect(check_addresses, weak=False)
    worker_process_init.connect(load_in_child, weak=False)


def require_search(settings: Settings) -> None:
    """End the process with a message when no Elasticsearch is named, or its indices do not fit.

    One that is named and away is waited for: only otherwise would every message fail for good.
    """
    try:
        with connect(settings) as client:
            impatient = client.options(request_timeout=FIRST_LOOK_S, max_retries=0)
            check_version(impatient, settings)
    except StallwatchError as error:
        away = isinstance(error, ServiceUnavailableError)
        if away and settings.elasticsearch_url and not _is_final(error):
            _log.warning("worker/search-away", reason=str(error))
            return
        sys.stderr.write(f"the worker cannot start: {error}\n")
        raise SystemExit(1) from error


def _is_final(error: StallwatchError) -> bool:
    # Taking messages that it may not work off, it would only put them away.
    return isinstance(error, SchemaVersionError)


def require_broker(settings: Settings, *, timeout_s: float) -> None:
    """End the process with a message when Redis does not answer.

    Celery itself would try for minutes, and log a traceback each time.
    """
    try:
        wait_for_broker(settings, timeout_s=timeout_s)
    except ServiceUnavailableError as error:
        sys.stderr.write(f"the worker cannot start: {error}\n")
        raise SystemExit(1) from error


def load_in_child(**_: Any) -> None:
    """Load the models before the first task, so that no batch waits for them.

    A model that is missing does not end the child, which would be started again for ever: each message becomes a dead letter that says so.
    """
    try:
        services()
    except StallwatchError:
        _log.exception("worker/models-missing")
    logging.getLogger("celery.worker.strategy").setLevel(logging.WARNING)
