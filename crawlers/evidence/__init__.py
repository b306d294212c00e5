"""What stands in court: raw pages, their digests, the chain of runs, signatures."""
