"""Why a request was not sent."""

from scrapy.exceptions import IgnoreRequest


class OutOfScope(IgnoreRequest):
    """The request leaves the authorised hosts or comes after the authorised time."""


class EvidenceLost(IgnoreRequest):
    """The response could not be kept, so it must not be used either."""
