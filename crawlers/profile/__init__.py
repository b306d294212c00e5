"""Market profiles: what may be read, how, and what a healthy run looks like."""
