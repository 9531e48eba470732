"""How the application is served: Daphne tuned for sockets that stay open, its processes, store and proxies."""
