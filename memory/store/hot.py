"""The statements of every call and commit, built once: building one costs more than running it."""

from sqlalchemy import bindparam, insert, select, update

from seedbed.memory.store import tables as t

ANSWER = select(t.answers.c.slot, t.answers.c.request, t.answers.c.model, t.answers.c.content).where(
    t.answers.c.slot == bindparam("key")
)
JOURNALED = select(t.journal.c.value).where(t.journal.c.key == bindparam("key"))
META = select(t.meta.c.value).where(t.meta.c.key == bindparam("key"))
FORGET_META = t.meta.delete().where(t.meta.c.key == bindparam("old"))
INSERT_META = insert(t.meta)
INSERT_ANSWER = insert(t.answers)
REPLACE_ANSWER = update(t.answers).where(t.answers.c.slot == bindparam("key"))
INSERT_CHARGE = insert(t.ledger)
CLOSE_CHARGE = update(t.ledger).where(t.ledger.c.id == bindparam("charge"))
INSERT_CANDIDATE = insert(t.candidates)
INSERT_BAND = insert(t.bands)
INSERT_BRIEF = insert(t.briefs)
INSERT_EVENT = insert(t.events)
CANDIDATE = select(t.candidates).where(t.candidates.c.number == bindparam("place"))
BANDED = (
    select(t.bands.c.number)
    .where(t.bands.c.key.in_(bindparam("keys", expanding=True)))
    .distinct()
    .order_by(t.bands.c.number)
)
