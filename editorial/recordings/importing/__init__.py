"""A station's folder of old recordings, brought in at once."""
