"""People who meet: messages, communities, events, notices."""
