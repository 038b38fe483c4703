"""The exam's tasks: per skill, any number of small tasks with known answers."""
