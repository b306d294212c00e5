"""Page reading: bytes in, values and links out; no network, clock or settings."""
