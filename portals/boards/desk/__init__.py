"""The office of a board on the admin host: who sits on it, who acts for whom, who is invited."""
