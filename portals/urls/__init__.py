"""The addresses of the two kinds of host: the admin's (`admin`) and the portals' (`public`)."""
