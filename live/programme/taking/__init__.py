"""What was read from a file, taken into the programme: by way of our own document, so that all its checks run."""
