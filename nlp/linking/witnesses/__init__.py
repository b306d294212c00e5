"""The witnesses: one kind of evidence each."""
