"""Pages of the admin where stories travel. Each shows only what the person's posts give."""
