"""The planner as an agent: it is given a draft plan and betters it by tools."""
