"""The addresses of the API, one noun a module."""

from typing import Annotated

from fastapi import Path

PREFIX = "/api/v1"
"""Every router carries the whole of its address, so that a route knows its own."""

MAX_ID_CHARS = 512
"""More than any id has; the index could not even be asked for a far longer one."""
RecordId = Annotated[str, Path(max_length=MAX_ID_CHARS)]
