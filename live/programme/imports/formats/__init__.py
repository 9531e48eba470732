"""The formats of programmes, one module each. Every module says what it recognises, by content, and reads it."""
