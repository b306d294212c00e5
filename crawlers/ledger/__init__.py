"""What is remembered of a market: its pages, between runs and within one."""
