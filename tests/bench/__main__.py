"""What `./rostrum bench` runs."""
