"""write_solved_problem and write_programmed_problem: problems of the writer's own, with their solutions.

Their text is right whatever is planted (but for the language); what slips is the solution.
"""

TEXT_IS_RIGHT = frozenset({"slip_carried", "slip_not_carried", "slip_answer", "program_slip"})
"""Defects that are not the text's: a row that has another solution may be right."""
