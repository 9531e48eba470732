"""What is true of a room and what has happened in it: values, and nothing that decides."""
