"""The durable copy of every room's log, in SQL; and the way back."""
