"""Who speaks in a talk: a user with a goal of its own, an assistant with policy, sources and tools."""
