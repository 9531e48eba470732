"""The HTTP API: rooms, displays, health, and the document that describes it."""
