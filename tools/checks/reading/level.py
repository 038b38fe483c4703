"""How hard a row is, read blind against the levels.

One reading that finds the ordered level is enough; to refuse a row takes two of three."""

from seedbed.tools.checks.asked import agreement, answer_schema, ask, step_of, texts_shown
from seedbed.tools.checks.check import Arguments, Case, Check, Question, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named


class LevelArguments(Arguments):
    """The levels, easiest first."""

    levels: dict[str, str] | tuple[str, ...]
    """Level → its definition (empty: none), or names alone."""


async def _verify(values: Values, arguments: LevelArguments, case: Case) -> Verdict:
    levels = arguments.levels
    means = levels if isinstance(levels, dict) else dict.fromkeys(levels, "")
    names, seat = list(means), str(case.seat.get("level", case.row.get("level")))
    if seat not in names:
        raise Untold("the row has none of the levels")
    place = names.index(seat)
    # Without definitions the next level is as good a reading: only one that is further off counts.
    far = 1 if any(means.values()) else 2
    can_fail = max(place, len(names) - 1 - place) >= far
    texts, step = texts_shown(named(values, case, "of"), case), step_of("level", case)
    off: list[bool] = []
    answers: list[str] = []
    for draw in range(3 if can_fail else 1):
        if off[:1] == [False] or off.count(True) == 2:
            break
        order = names if (case.seed + draw) % 2 == 0 else names[::-1]
        known, choice = {"levels": [(name, means[name]) for name in order]}, {"type": "string", "enum": order}
        schema = answer_schema("read_level", {"level": choice})
        said = await ask(case, Question("judge", "read_level", known, texts, schema, step, draw))
        answers.append(str(said.value["level"]))
        off.append(abs(names.index(answers[-1]) - place) >= far)
    ok = off.count(True) < 2
    evidence = agreement("level", "level", answers, answers.count(seat), ok=ok)
    if ok:
        return held(evidence)
    read = " and ".join(dict.fromkeys(f"«{one}»" for one in answers if one != seat))
    return failed("wrong label", f"level reads as {read}, not «{seat}»", evidence)


CHECK = Check(
    name="level",
    about="A reader finds the row's level, or the next to it where the levels have no definitions.",
    inputs=("of*",),
    verify=_verify,
    reads_null=True,
    arguments=LevelArguments,
    shows={"label": "supported"},
    calls=1.2,
    example="level: {of: [question, sql], levels: {easy: one table, medium: a join, hard: a subquery}}",
)
