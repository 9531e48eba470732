"""Estimates from what has happened: they inform and never act."""
