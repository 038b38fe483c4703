"""The graphs as LangGraph Studio serves them (`langgraph.json`)."""
