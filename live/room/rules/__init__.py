"""Decisions and their consequences, a file for each topic of the commands."""
