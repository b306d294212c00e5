"""Lantern: cards, euro prices, and JSON-LD in every listing."""
