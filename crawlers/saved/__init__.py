"""Saved pages by a profile, without any network: what an analyst tries a profile on."""
