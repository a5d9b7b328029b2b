"""What strangers plant in portals: scripts, hidden text, redirects, gambling. Found before publication and after.

`threats.py` judges one text and asks nobody; the checks before review and the scan of what is public both call it. See
`docs/uploads-and-scans.md`.
"""
