"""What every room shares: records, messages, ids, errors, settings, clock, log."""
