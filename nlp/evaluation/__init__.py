"""Evaluation: how well mentions and categories fit what people marked."""
