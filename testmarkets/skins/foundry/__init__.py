"""Foundry: the forum of a small crew, whose threads are its offers."""
