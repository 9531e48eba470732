"""The procedure of the floor: pure values in, values out. No clock, no await, no Django, no Redis."""
