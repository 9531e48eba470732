"""Files of other people and other systems, read into values: programmes and registers. Nothing is stored here.

What is read knows where each part stands in its file, so that every fault is shown in its cell. The work is done in a
process of its own (`process`), for files come from anywhere, and the server must neither load what reads them nor fall
with it.
"""
