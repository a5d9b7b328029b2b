"""What visitors read: pages, lists, feeds, files and search of every portal."""
