"""Numbers of official documents ("số ký hiệu"), and the tables of kinds, fields and issuers. Pure: no row is read."""
