"""What the commands of the shell have in common."""
