"""Where rooms are kept: the promise, and its engines."""
