"""A small recipe for tests, and what becomes of a recipe's text."""

from seedbed.agent.recipes.draft import RecipeFault
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import parse
from seedbed.memory.recipe import Recipe


def expanded(text: str, rows: int | None = None) -> Recipe:
    """A recipe's text, expanded."""
    return expand(parse(text, "recipe.yaml"), rows=rows, where="recipe.yaml")


def faults(text: str, rows: int | None = None) -> tuple[str, ...]:
    """All that is wrong in a recipe's text; none: it is fine."""
    try:
        expanded(text, rows)
    except RecipeFault as fault:
        return fault.faults
    return ()


def changed(old: str, new: str, text: str | None = None) -> str:
    """The small recipe (or another) with one passage changed, which must be there once."""
    text = SMALL if text is None else text
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


SMALL = """\
recipe: support-questions
about: Questions to a shop with the department and an answer
clauses: {"100": rows, questions: field question, department: axis department, polite: rubric 1, ok: holds 1}
row:
  question: string 15..500 as prompt
  solution: string 10..800 as response
  answer: string 1..200 as response
  department: [orders, returns, billing]
keep: {note: line 3..80}
vary:
  tone: {calm: 0.5, angry: 0.25, rest of them: rest}
  why: {of: [late, broken], when: "tone == 'angry'"}
  customer: {ask: kinds of customers, n: 20}
leaf: {per: department}
make:
  note: "A note on {{ leaf }} for {{ department }}."
  question: "A {{ tone }} question of {{ customer }}, {{ why }}, for {{ department }} on {{ leaf }} {{note}}"
  solution, answer: "Solve it in steps, then the answer.\\n{{ question }}"
means: {department: {orders: buying, returns: sending back, billing: paying}}
holds: [answer answers question, answer answers solution]
checks: {readability: {of: solution, most: 50}, answers.answer: {task: Answer it.}}
rubric: ["'question' is what {{ tone }} people ask.", {say: It says what., when: "why == 'broken'"}]
"""
