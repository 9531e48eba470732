-- The server's time, and what is added to it: see redis_clock.py.
-- KEYS: the correction. Returns seconds, microseconds and the correction in milliseconds.
local now = redis.call('TIME')
return {now[1], now[2], redis.call('GET', KEYS[1]) or '0'}
