"""Where in a recording each sentence of its text is spoken: found by a machine's own voice that says the same.

Runs in a process apart (`program.py`), which has neither our settings nor our database.
"""
