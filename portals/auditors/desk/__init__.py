"""Where the province enters decisions of auditing offices, and reads what their people looked at."""
