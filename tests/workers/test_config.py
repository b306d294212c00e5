from celery.app.defaults import DEFAULTS

from core.settings import Settings
from workers.config import (
    SOFT_TIME_LIMIT_S,
    SWEEP_INTERVAL_S,
    TIME_LIMIT_S,
    celery_settings,
)


def test_settings_are_ones_that_celery_knows() -> None:
    assert set(celery_settings(Settings())) <= set(DEFAULTS)


def test_settings_take_nothing_but_json_and_keep_no_result() -> None:
    made = celery_settings(Settings())
    assert made["accept_content"] == ["json"]
    assert made["task_serializer"] == "json"
    assert made["task_ignore_result"] is True


def test_settings_acknowledge_late_and_prefetch_nothing() -> None:
    made = celery_settings(Settings())
    assert made["task_acks_late"] is True
    assert made["task_reject_on_worker_lost"] is True
    assert made["worker_prefetch_multiplier"] == 1
    assert made["worker_disable_prefetch"] is True


def test_a_killed_worker_is_noticed_within_30_seconds() -> None:
    settings = Settings()
    transport = celery_settings(settings)["broker_transport_options"]
    assert transport["visibility_timeout"] == settings.visibility_timeout_s
    assert transport["unacked_restore_throttle"] == 1
    assert transport["unacked_restore_interval"] == SWEEP_INTERVAL_S
    assert settings.visibility_timeout_s + SWEEP_INTERVAL_S < 30


def test_time_limits_end_a_task_softly_first() -> None:
    made = celery_settings(Settings())
    assert made["task_soft_time_limit"] == SOFT_TIME_LIMIT_S < TIME_LIMIT_S
