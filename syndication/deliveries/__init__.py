"""What a portal receives: taking it over, objecting, placing it on its own."""
