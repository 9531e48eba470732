"""The sockets: who is let in, what they are shown, what they may ask."""
