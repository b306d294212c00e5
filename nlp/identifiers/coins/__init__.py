"""Addresses of block chains: one class a chain, one file a class, main networks only.

What the chains share stands once: the scan of the text (`scan`), base58 with a checksum (`base58check`), bech32 (`bech32`), the
curve of keys (`curve`) and the words that must stand beside an address without a checksum (`nearby`).
"""
