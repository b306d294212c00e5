"""Hooks between the spider and the network: scope, evidence, obstacles."""
