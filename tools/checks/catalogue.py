"""Every check there is, in the one list that is written by hand, by folder."""

from seedbed.tools.checks.check import Check
from seedbed.tools.checks.form import (
    absent,
    code,
    count,
    length,
    numbers_in,
    ratio,
    regex,
    repeats,
    schema,
    turns,
)
from seedbed.tools.checks.reading import (
    concept,
    covers,
    guessable,
    judge,
    label,
    level,
    partial_help,
    refuses,
)
from seedbed.tools.checks.relations import (
    agree,
    answers,
    claims,
    contradicts,
    differs,
    disagree,
    edits,
    follows,
    needs,
    same,
)
from seedbed.tools.checks.running import (
    calculations,
    equal,
    program,
    program_mutants,
    ran,
    sql,
    sql_mutants,
    toolcalls,
    trajectory,
)
from seedbed.tools.checks.sources import citation, rank
from seedbed.tools.checks.words import (
    language,
    leaks,
    numbers,
    readability,
    similarity,
    spans,
    unreal,
)

CATALOGUE: tuple[Check, ...] = (
    schema.CHECK,
    regex.CHECK,
    length.CHECK,
    count.CHECK,
    ratio.CHECK,
    absent.CHECK,
    repeats.CHECK,
    turns.CHECK,
    numbers_in.CHECK,
    code.CHECK,
    language.CHECK,
    numbers.CHECK,
    similarity.CHECK,
    readability.CHECK,
    leaks.CHECK,
    unreal.CHECK,
    spans.CHECK,
    calculations.CHECK,
    equal.CHECK,
    toolcalls.CHECK,
    trajectory.CHECK,
    sql.CHECK,
    citation.CHECK,
    rank.CHECK,
    ran.CHECK,
    program.CHECK,
    sql_mutants.CHECK,
    program_mutants.CHECK,
    edits.CHECK,
    differs.CHECK,
    same.CHECK,
    follows.CHECK,
    answers.CHECK,
    needs.CHECK,
    claims.CHECK,
    contradicts.CHECK,
    agree.CHECK,
    disagree.CHECK,
    label.CHECK,
    level.CHECK,
    concept.CHECK,
    judge.CHECK,
    refuses.CHECK,
    partial_help.CHECK,
    guessable.CHECK,
    covers.CHECK,
)


def find(name: str) -> Check:
    """The check of that name.

    Raises:
        KeyError: there is none.
    """
    for check in CATALOGUE:
        if check.name == name:
            return check
    raise KeyError(name)
