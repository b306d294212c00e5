"""Proposes a market's profile from sample pages: pages in, YAML out; no network, clock or settings."""
