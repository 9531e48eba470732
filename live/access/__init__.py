"""Who somebody is: what a request shows of it, and what is kept of phones that came in with a badge."""
