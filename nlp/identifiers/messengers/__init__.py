"""Messengers: names, numbers and ids under which somebody can be written to."""
