-- Takes another correction, unless somebody else was quicker.
-- KEYS: the correction. ARGV: the one that is known, the one to come. Returns whether it was taken.
if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
