"""OpenPGP: fingerprints, key ids and what a key says about itself."""
