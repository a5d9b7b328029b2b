"""The one sender of mail: an act writes a row, a worker sends it, and no request ever waits for a mail server."""
