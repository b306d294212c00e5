"""Keys of an ASGI scope, by which faults ask something of a skin or tell the log."""

WITHOUT_PRICE = "testmarkets.without_price"
"""The skin leaves the price out of the page."""
HUGE_DESCRIPTION = "testmarkets.huge_description"
"""The skin makes the listing's description ten megabytes long."""
NOTES = "testmarkets.notes"
"""A dictionary: what goes into the request's line of the log besides the request."""
