"""The formats of registers: who comes, for which delegation, and who heads it."""
