"""What boards and those above them do with social accounts."""
