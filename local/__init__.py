"""The parts that run on one machine: fetched, started, watched and stopped."""
