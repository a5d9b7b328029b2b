"""Opening a portal: its pages, site, collection and board, and the list by which many are opened."""
