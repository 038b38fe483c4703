"""Making a row by its recipe: what goes into the brief, the steps in order, the checks, the method of it
all."""
