"""The planner's model reads the request and writes the recipes: words → clauses → recipes → spec."""
