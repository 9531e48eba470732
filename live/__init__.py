"""Rostrum: the truth about the floor, on every screen in every room."""
