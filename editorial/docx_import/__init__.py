"""Texts written in Word: an uploaded document and a pasted piece become blocks of ours. `docs/editorial-desk.md`."""
