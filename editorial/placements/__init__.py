"""Where stories stand: placing, publishing, moving and taking down. No other room or floor writes that table."""
