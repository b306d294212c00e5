"""The Celery application: thin tasks, retries, dead letters."""
