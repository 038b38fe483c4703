"""What planner, critic and people make of a build."""
