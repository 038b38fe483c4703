"""What `seedbed recipes check` shows of a recipe that is in order."""

from pathlib import Path

from tests.e2e.inside import seedbed

VARIED = """\
recipe: notes
about: Notes with a tone
row: {note: string 15..800, tone: [calm, angry], sharp: boolean}
levels: [plain, dense]
leaf: {per: tone}
vary:
  sharp: {of: {true: 0.25 of all, false: rest}, when: "tone == 'angry'", else: false}
  size: {short: 1/2, long: rest}
  before: {other_than: tone}
  writer: {ask: people who write such notes, n: 9, per: tone}
write: "A {{ size }} {{ level }} note on {{ leaf }} by {{ writer }}, {{ tone }}, {{ before }}, {{ sharp }}."
means: {tone: {calm: at ease, angry: in a rage}, sharp: it hurts}
read: {size: {check: count.note, short: {words: ..20}, long: {words: 60..}}}
"""


def test_each_axis_is_shown_with_where_it_is_dealt_and_who_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text(VARIED, encoding="utf-8")
    done = seedbed("recipes", "check", path)
    assert done.exit_code == 0, done.stderr
    told = [" ".join(line.split()) for line in done.stdout.splitlines()]
    for line in (
        "concepts leaf for each value of tone",
        "axis level plain: 1/2, dense: 1/2; read from note",
        "axis sharp true: 0.25 of all, false: rest; when tone == 'angry', else false; read from note",
        "axis size short: 1/2, long: rest; told by count.note",
        "axis before calm, angry; other than tone; only varies",
        "axis writer 9 asked for each tone: people who write such notes; only varies",
        "check axis.size free",
    ):
        assert line in told, (line, told)
