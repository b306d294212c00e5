"""Celery's own settings: what makes a batch survive the death of its worker.

Measured with Celery and kombu 5.7: only Redis gives a message back after SIGKILL, and only when it is swept for often.
"""

from typing import Any

from core.messages import QUEUE
from core.settings import Settings

SWEEP_INTERVAL_S = 2
"""Seconds between looks for messages whose worker died."""
SWEEP_LOCK_S = 10
"""A sweeper that dies while sweeping keeps the others out for this long."""
SOFT_TIME_LIMIT_S = 1_500
"""A task is told to end after this; 20 waits for Elasticsearch fit in it twice."""
TIME_LIMIT_S = 1_800
"""A task that did not listen is killed after this."""
CHILD_MEMORY_KIB = 4_000_000
"""A child that grew beyond this is replaced once its task is done."""
CHILD_START_S = 300.0
"""Loading torch and the models takes up to a minute on a slow disk."""


def celery_settings(settings: Settings) -> dict[str, Any]:
    """Return the configuration of the Celery app."""
    return {
        "broker_url": settings.broker_url,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": 10,
        "broker_transport_options": _transport(settings),
        "task_default_queue": QUEUE,
        "task_create_missing_queues": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_store_errors_even_if_ignored": False,
        # A batch is acknowledged when it is indexed, not when it is taken.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_soft_time_limit": SOFT_TIME_LIMIT_S,
        "task_time_limit": TIME_LIMIT_S,
        # Whatever a child does not work on yet stays in Redis for the others.
        "worker_prefetch_multiplier": 1,
        "worker_disable_prefetch": True,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_proc_alive_timeout": CHILD_START_S,
        "worker_max_memory_per_child": CHILD_MEMORY_KIB,
        "worker_concurrency": settings.worker_concurrency,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "enable_utc": True,
        "timezone": "UTC",
    }


def _transport(settings: Settings) -> dict[str, Any]:
    return {
        "visibility_timeout": settings.visibility_timeout_s,
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": SWEEP_INTERVAL_S,
        "unacked_mutex_expire": SWEEP_LOCK_S,
        "socket_connect_timeout": 5,
        "socket_timeout": 30,
        "socket_keepalive": True,
    }
