"""What was aired on the loudspeakers of a quarter, to be read, heard and subscribed to."""
