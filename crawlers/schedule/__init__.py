"""Crawls that begin by themselves, when their profiles say so."""
