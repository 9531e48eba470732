-- One account of what somebody was granted (GCRA): until when it takes to forget it all, in microseconds from now.
-- KEYS[1]: the account. ARGV: microseconds in which one is forgotten; the most that may be granted at once; what was
-- granted just now, 0 to ask only. The key ends by itself when there is nothing left to forget.
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local most = ARGV[1] * ARGV[2]
-- A clock that was set back must not make anybody wait for longer than their whole account.
local until_empty = math.max(0, math.min(most, (redis.call('GET', KEYS[1]) or now) - now))
if ARGV[3] == '0' then return until_empty end
until_empty = math.min(2 * most, until_empty + ARGV[1] * ARGV[3])
redis.call('SET', KEYS[1], string.format('%.0f', now + until_empty), 'PX', math.ceil(until_empty / 1000))
return until_empty
