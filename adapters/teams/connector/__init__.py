"""Everything between us and Microsoft's servers: keys, our own token, calls, and where people's chats are."""
