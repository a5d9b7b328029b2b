"""Written Vietnamese as it is said: the one place for it. Scripts for speakers and captions of recordings ask here."""
