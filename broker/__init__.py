"""Redis, as every room that needs it reaches it: connections, leases, messages that are held."""
