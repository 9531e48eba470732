"""How the application is served: Daphne tuned for sockets that stay open for weeks, its processes, its store, the proxies before it."""
