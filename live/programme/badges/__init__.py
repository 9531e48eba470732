"""The badge desk: whom a code is of, what is done with a badge and taken back, and badges on paper."""
