"""Django's backend for PostgreSQL, which does not wait again for a database that was away a moment ago."""
