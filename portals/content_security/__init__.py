"""What text and markup may not carry: words, hosts and scripts. Pure: it asks no database."""
