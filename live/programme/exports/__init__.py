"""The programme as files for other systems; each can be read again by `imports`."""
