"""People as reviewers: which rows are worth their minute, what their decisions tell, how far they agree."""
