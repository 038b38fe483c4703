"""Search tools elsewhere: MCP servers and web search. Whatever is sent there passes `egress.py`."""
