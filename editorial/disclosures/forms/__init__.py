"""The forms of official sheets: columns, rows and what must balance, as data. Pure: no row is read."""
