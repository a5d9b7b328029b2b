"""Published stories passed on: messages for chats of residential groups, and posts on the portal's social accounts."""
