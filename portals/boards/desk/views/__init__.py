"""Pages of the office on the admin host, and the two by which an invited person comes in."""
