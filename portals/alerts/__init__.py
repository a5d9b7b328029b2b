"""What people follow by mail: their addresses, what happened, each mail once. It knows no stories (docs/alerts.md)."""
