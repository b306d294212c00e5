"""Why a request was not sent."""

from scrapy.exceptions import IgnoreRequest


class OutOfScope(IgnoreRequest):
    """The request leaves the authorised hosts or comes after the authorised time."""


class EvidenceLost(IgnoreRequest):
    """The response could not be kept, so it must not be used either."""


class MarketDown(IgnoreRequest):
    """No address of the market answers, or its proxy does not: nothing more is asked."""


class BlockedContent(IgnoreRequest):
    """The response is on the block list: it is neither kept nor read nor named in a log."""
