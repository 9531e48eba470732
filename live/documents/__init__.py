"""The documents of the record: what they hold, and how each format is written."""
