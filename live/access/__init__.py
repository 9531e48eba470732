"""Who somebody is: what a request shows of it, what is kept of phones; and how much each may ask for."""
