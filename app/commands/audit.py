"""`seedbed audit`: re-check every row's evidence, with no model."""

from pathlib import Path

import click

from seedbed.app import options
from seedbed.app.console import print_json, show, table, tell, words
from seedbed.tools.evaluation.report.amounts import counted


@click.command()
@options.run
@click.option("--repair", is_flag=True, help="First write missing or damaged files again, from the store.")
@options.as_json
def audit(run: Path, repair: bool, as_json: bool) -> int:
    """Re-check every row's evidence, without a model.

    Compares the files with the store, too. Exit 1 names the rows that are wrong."""
    from seedbed.graphs.at_rest import mend, settle
    from seedbed.graphs.candidate.remaking import remade
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.damage import reading
    from seedbed.tools.evaluation.audit.run import audit as check

    if repair and settle(open_for_reading(run)):
        tell("the files were older than people's decisions, and follow them now")
    mended = mend(run) if repair else []
    if mended:
        tell(f"written again from the store: {', '.join(mended)}")
    with reading(run):
        found = check(open_for_reading(run), remade)
    counts = {name: getattr(found, name) for name in ("recomputed", "consistent", "not_checkable")}
    kinds = sorted(set().union(*counts.values()))
    evidence = {kind: {name: of[kind] for name, of in counts.items()} for kind in kinds}
    if as_json:
        print_json(
            {
                "rows": found.rows,
                "ok": found.ok,
                **({"repaired": mended} if repair else {}),
                "evidence": evidence,
                "unmade": found.unmade,
                "problems": [{"row": row, "what": what} for row, what in found.problems],
            }
        )
        return 0 if found.ok else 1
    columns = ("Recomputed", "Consistent", "Not checkable")
    made = table("Evidence", *columns, numbers=columns)
    for kind, numbers in evidence.items():
        made.add_row(words(kind), *(f"{number:,}" for number in numbers.values()))
    show(made)
    for row, what in found.problems:
        show(f"{row}: {what}", "red")
    for row in found.unmade:
        why = "the text of a document is lost, or a program that it takes isn't on this machine"
        show(f"{row}: comes out otherwise while {why}", "yellow")
    wrong = len(found.problems)
    verdict = "nothing is wrong" if found.ok else f"{wrong:,} thing{'s are' if wrong > 1 else ' is'} wrong"
    show(f"{counted(found.rows, 'row')}: {verdict}", "green" if found.ok else "bold red")
    return 0 if found.ok else 1
