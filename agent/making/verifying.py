"""Verifying a row by its recipe's checks: the free ones first, up to the first that fails or has no verdict.

What is wrong tells with which step a repair begins. Of a check that the brief spares the row, what costs
nothing is done; the rest stands in the evidence as left out, with the record of its method."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Literal

from seedbed.agent.annotator.reading import assign_concept
from seedbed.agent.making.grading import PROVING_RELATIONS, grade
from seedbed.agent.making.making import FOUND, REDO, Making, blamed, counted, found_apart, to_redo
from seedbed.agent.making.parts import recipe_of, text_of, written_fields
from seedbed.agent.making.talking import SEARCH, world_of
from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.recipes.holds import names_in, sentence_names, subject_of
from seedbed.agent.recipes.templates import fill
from seedbed.agent.roles.asker import ModelAsker
from seedbed.agent.roles.held_to import sentences
from seedbed.agent.roles.writer import code_of
from seedbed.agent.work import PROBE, TRIAL, Env, Work
from seedbed.memory.brief import Trust
from seedbed.memory.candidate import Agreement, Evidence, Grade
from seedbed.memory.errors import AnswerFault
from seedbed.memory.recipe import CheckUse, Recipe
from seedbed.memory.spec import Part
from seedbed.tools.checks.asked import signatures
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import Arguments, Case, Question, Said, Verdict, texts_of, unanswered
from seedbed.tools.checks.inputs import values_of
from seedbed.tools.checks.reading.sentences import JUDGE
from seedbed.tools.evaluation.calibration import at_most

CONCEPT = "concept"
READ = (JUDGE, "talk")
"""Checks that are the judge's word on a row: part of the full examination."""
JUDGED = ("rubric", "talk.")
"""How the ids of what the judge decides begin."""
_READINGS = (CONCEPT, "label", "level")
_KNOWN, _SELDOM = 8, 0.1
"""Rows of which it must be known whether they were refused, and the share of them that is seldom."""


async def verify(work: Work, env: Env) -> Work:
    """The candidate with the evidence of every check but the judge's (with that too, where its checks don't
    wait for each other), or with the reason that the first failed one gives."""
    making = checked_making(work, env)
    paid: list[CheckUse] = []
    for use in (*making.recipe.checks, *counted(making)):
        if use.id in work.brief.without or (use.check in _READINGS and _is_as_its_base(work, use)):
            continue
        if paid_id(use) in work.spared:  # what it can say without a model
            if (verdict := await unasked(making, use)) is not None:
                work = _said(work, making, use, verdict)
            else:
                work = replace(work, left_out=(*work.left_out, paid_id(use)))
        elif find(use.check).calls:
            paid.append(use)
        elif verdict := work.material.get(FOUND, {}).get(use.id):
            work = _said(work, making, use, verdict)
        else:
            work = await _one(work, env, making, use)
        if work.reasons:
            return work
    if work.left_out and work.brief.trust:
        work = work.with_evidence(_record(work.left_out, work.brief.trust))
    paid.sort(key=lambda use: use.check in READ)  # the judge has the last word
    if len(paid) > 1 and _at_once(work, env):
        work = await _together(work, env, making, paid)
    else:
        for use in paid:
            if use.check not in READ and not work.reasons:
                work = await _one(work, env, making, use)
    if paid and (work.reasons or work.judged or paid[-1].check not in READ):
        work = _heeded(work, env)
    if work.reasons:
        return work
    return replace(work, grade=grade(making.recipe, work.evidence))


async def verify_so_far(making: Making) -> Work:
    """The candidate in the making with the verdicts of the free checks whose fields are all there, or with
    the reason that the first failed one gives."""
    work, found = making.work, dict(making.work.material.get(FOUND, {}))
    for use in (*making.recipe.checks, *counted(making)):
        there = making.values.keys() >= {*use.fields} - making.seat.keys()
        if not there or use.id in found or use.id in work.brief.without or find(use.check).calls:
            continue
        found[use.id] = verdict = await run_check(making, use, None)
        if verdict.state != "held":
            return _said(work, making, use, verdict)
    return replace(work, material={**work.material, FOUND: found})


def paid_id(use: CheckUse) -> str:
    """By which a check is spared and its refusals are counted."""
    return CONCEPT if use.check == CONCEPT else use.id


def paid(part: Part, grade: Grade | Literal["any"]) -> tuple[str, ...]:
    """Ids of a recipe's paid checks; none that has to prove where rows must be proven."""
    uses = (use for use in recipe_of(part).checks if find(use.check).calls)
    return tuple(
        paid_id(use) for use in uses if not (grade == "proven" and use.relation in PROVING_RELATIONS)
    )


async def unasked(making: Making, use: CheckUse) -> Verdict | None:
    """What a check says of a row where nobody answers its questions; None: it is to be read, or has some."""
    if use.check in (CONCEPT, *READ):
        return None
    asked: list[str] = []

    async def nobody(question: Question) -> Said:
        asked.append(question.step)
        raise AnswerFault("nobody to ask", "no model is asked about this row")

    verdict = await run_check(making, use, nobody)
    return None if asked else verdict


def _record(left_out: tuple[str, ...], trust: Trust) -> Evidence:
    """That some checks didn't examine the row, and what speaks for it in their place."""
    most = at_most(trust.refused, trust.rows)
    told = (f"{trust.rows} rows examined", f"{trust.refused} refused", f"at most {most:.1%} wrong (95 %)")
    return Agreement(
        ok=True,
        by="record",
        question=f"the method's last rows, for {', '.join(left_out)}",
        answers=told,
        share=round(1 - trust.refused / trust.rows, 4),
    )


def _is_as_its_base(work: Work, use: CheckUse) -> bool:
    """Whether a probe reads as the accepted row that it was made from: on the same concept, and of the same
    values where a sentence of the rubric was made false. A refusal would tell nothing of that defect."""
    return work.stage == PROBE and (use.check == CONCEPT or work.aimed.startswith(JUDGED))


async def judge(work: Work, env: Env) -> Work:
    """The candidate with the judge's yes or no to each sentence of the rubric, and its reading of a talk."""
    making = checked_making(work, env)
    for use in to_judge(work, env):
        if not work.reasons:
            work = await _one(work, env, making, use)
    return _heeded(work, env)


def to_judge(work: Work, env: Env) -> list[CheckUse]:
    """The checks that are left for the judge."""
    if work.judged:
        return []
    mine = (use for use in recipe_of(env.part(work)).checks if use.check in READ)
    return [use for use in mine if use.id not in work.brief.without and paid_id(use) not in work.spared]


def checked_making(work: Work, env: Env) -> Making:
    """The row as checks see it: its fields, and what is kept beside it."""
    making = Making.of(work, env)
    making.values = {**work.notes.get("kept", {}), **(work.row or {})}
    return making


def _at_once(work: Work, env: Env) -> bool:
    """Whether a row's checks don't wait for each other: where few are refused, little is asked in vain, and a
    row that is decided sooner holds up fewer others; in a dry run a person waits. By none of it does the
    row become another."""
    lately = env.resources.refused
    seldom = len(lately) >= _KNOWN and sum(lately) <= _SELDOM * len(lately)
    return work.stage == TRIAL or (seldom and work.stage != PROBE and not work.attempt)


def _heeded(work: Work, env: Env) -> Work:
    if work.stage != PROBE and not work.attempt:
        env.resources.refused.append(bool(work.reasons))
    return work


async def _together(work: Work, env: Env, making: Making, uses: Sequence[CheckUse]) -> Work:
    """The candidate with what checks say of it that are asked at once, as if each had waited for the one
    before: what follows the first that refuses it is paid for, and else as if it had not been asked."""
    said: list[Work] = await finished(_one(work, env, making, use) for use in uses)
    before, work = work, replace(work, judged=True)
    for one in said:
        work = replace(
            one,
            judged=True,
            evidence=(*work.evidence, *one.evidence[len(before.evidence) :]),
            assigned=one.assigned or work.assigned,
            prompts={**work.prompts, **one.prompts},
            models=tuple(dict.fromkeys((*work.models, *one.models))),
            notes={**work.notes, **one.notes},
            stood={**work.stood, **one.stood},
            tokens=work.tokens + one.tokens - before.tokens,
        )
        if work.reasons:
            break
    return work


async def _one(work: Work, env: Env, making: Making, use: CheckUse) -> Work:
    if use.check == CONCEPT:
        try:
            return await assign_concept(work, env, shown_of(use, making.values))
        except AnswerFault as fault:
            return _said(work, making, use, unanswered(fault))
    asker = ModelAsker(work, env)
    verdict = await run_check(making, use, asker)
    work = _said(asker.work, making, use, verdict)
    # A check that refused the row asks again: its writer was told what the others found.
    return replace(work, stood={**work.stood, **asker.heard}) if verdict.state == "held" else work


def _said(work: Work, making: Making, use: CheckUse, verdict: Verdict) -> Work:
    """The candidate with what a check said of it."""
    work = work.with_evidence(*(signed(one, use) for one in verdict.evidence))
    if verdict.state == "held":
        return work
    again = bool(work.refused) and work.refused[-1] == use.id
    # What a row is about and how hard it is was decided when it was begun; why a check can't tell, nobody
    # knows, unless its own model failed it: then the same row is read again.
    again = again or use.check in (CONCEPT, "level") or verdict.state == "no verdict"
    faulty = [] if verdict.unanswered else _faulty(making, use, verdict, again)
    work = replace(work, material={**work.material, REDO: to_redo(making, faulty, every=again)})
    if verdict.state == "no verdict":
        return work.because("malformed", use.id, f"no verdict: {verdict.detail}")
    detail, role = _located(verdict.detail, making, use), str(use.arguments.get("role") or "")
    return work.because(verdict.code, use.id, detail, verdict.to or ({role: detail} if role else {}))


def _located(detail: str, making: Making, use: CheckUse) -> str:
    """What a check of a single field found, under its name, so that who writes another one isn't told it, and
    who writes none of that name knows what is meant."""
    field, written = use.inputs.get("of", ""), written_fields(making.recipe)
    told = not isinstance(field, str) or field in ("", *names_in(detail)) or [*written] == [field]
    return detail if told else f"'{field}': {detail}"


async def run_check(making: Making, use: CheckUse, ask: Any) -> Verdict:
    """What a check says of a row. `ask`: answers its questions (`tools.checks.check.Asker`); None: no model
    is asked."""
    check = find(use.check)
    languages = {name: code_of(making, name) for name in use.fields}
    if check.languages is not None:
        strange = {code for code in languages.values() if code != "any"} - check.languages
        if strange:
            return Verdict(
                "held", detail=f"not checked: {check.name} was not tried in {', '.join(sorted(strange))}"
            )
    inputs = values_of(use.inputs, {**making.seat, **making.values})
    first = inputs.get(check.inputs[0].rstrip("*"), "")
    if not check.reads_null and first in (None, (None,)):  # its shape lets it be, else `schema` fails
        return Verdict("held", detail="the field that it looks at is null")
    steps = (one for one in making.recipe.steps if one.how == "talk" and one.targets[0] in use.fields)
    talk: Mapping[str, Any] = next((one.arguments for one in steps), {})
    world = str(talk.get("world") or "")
    case = Case(
        row=dict(making.values),
        schemas=making.recipe.schemas,
        languages=languages,
        spoken=frozenset(code_of(making, one.name) for one in making.recipe.fields),
        seat={name: text_of(value) for name, value in making.seat.items()},
        inputs={name.rstrip("*"): named for name, named in use.inputs.items()},
        question=_question(making.recipe, use),
        ask=ask,
        # None: there is none, or it answers from documents.
        world=world_of(making, world) if world != SEARCH else None,
        told={role: fill(str(order), making.known) for role, order in talk.get("talk", {}).items()},
        sources=making.env.resources.folder,
        counted=making.env.resources.within(making.part.each.source if making.part.each else ""),
        seed=making.work.brief.seed,
        lean=making.env.spec.verification == "adaptive",
    )
    return await check.verify(inputs, arguments_of(making, use, check.arguments), case)


def _question(recipe: Recipe, use: CheckUse) -> str:
    """The field that A answers: the row's prompt, where that isn't made of A itself; empty: none."""
    prompt = next((one.name for one in recipe.row if one.role == "prompt"), "")
    made_of = next((one.names for one in recipe.steps if prompt in one.targets), ())
    return "" if use.inputs.get("a") in made_of else prompt


def arguments_of(making: Making, use: CheckUse, kind: type[Arguments]) -> Arguments:
    """The arguments of a check on this seat, filled in with what was dealt to it: of the judge, the sentences
    that are asked here."""
    given = {
        key: fill(one, making.bare) if isinstance(one, str) and "{{" in one else one
        for key, one in use.arguments.items()
    }
    if use.check == JUDGE and "pairwise" not in given:
        told = sentences(making)
        given["sentences"] = [{"number": one.number, "say": text, "role": one.role} for one, text in told]
    return kind.model_validate(given)


def signed(evidence: Evidence, use: CheckUse) -> Evidence:
    """Evidence under the check's id in the recipe; a reader's and a judge's under the axis and the
    sentence."""
    by = evidence.by if evidence.by.startswith("axis.") else use.id
    if evidence.kind == "judgement" and evidence.rubric.startswith("rubric."):
        by = evidence.rubric.partition(":")[0]
    return evidence.model_copy(update={"by": by})


def _faulty(making: Making, use: CheckUse, verdict: Verdict, again: bool) -> list[frozenset[str]]:
    """The fields of which one has to be made anew, for each fault that was found.

    First that is the one made last, whose writer was told what it is held to; a sentence that names none is
    about the talk, if there is one; of a value that is read otherwise the first whose writer was told it, for
    the others were made to fit that. If what it makes `again` is refused too, the fault may lie in what it
    was made to fit; not in what it has to follow or to say again. What was found apart is made anew
    only with what whoever found it saw."""
    recipe = making.recipe
    if use.check == "schema" and verdict.state == "failed":
        from seedbed.tools.verification.record_schema import violations

        wrong = {one.name for one in recipe.fields if violations(making.known.get(one.name), one.json_schema)}
        return [frozenset(wrong.intersection(use.fields) or use.fields)]
    if use.check == JUDGE:
        talks = frozenset(one.name for one in recipe.fields if one.kind == "messages")
        wrong = {signed(one, use).by for one in verdict.evidence if not one.ok}
        asked = [one for one in recipe.rubric if f"rubric.{one.number}" in wrong]
        # What a role must say or not say is said in the talk, whatever field names the matter.
        named = [sentence_names(one) | (talks if one.role else frozenset()) or talks for one in asked]
        if again:
            return [names - talks for names in named] or [frozenset()]
        pairs = zip(named, asked, strict=True)
        return [blamed(recipe, names, subject_of(one), making.idle) for names, one in pairs] or [frozenset()]
    if use.check == "label" and not again:
        axes = (one.by.removeprefix("axis.") for one in verdict.evidence if not one.ok)
        return [frozenset(_told_first(recipe, axis, use.fields)) for axis in axes]
    if measured := found_apart(use):
        seen = {name for one in recipe.steps if measured & {*one.targets} for name in one.names}
        written = {name for one in recipe.steps for name in one.targets}
        return [frozenset({*use.fields, *(seen & written)} - measured)]
    if use.relation and not (again and use.relation == "answers"):
        a = use.inputs.get("a", "")
        return [frozenset((a,) if isinstance(a, str) else a)]
    return [frozenset(use.fields)]


def _told_first(recipe: Recipe, axis: str, fields: Sequence[str]) -> Sequence[str]:
    """The fields, of some, of the first step whose writer is told the value of an axis; else all of them."""
    told = ({*one.targets} for one in recipe.steps if one.is_written and axis in one.names)
    return next((mine for step in told if (mine := [name for name in fields if name in step])), fields)


def shown_of(use: CheckUse, values: Mapping[str, Any]) -> str:
    """The words of the fields that a check looks at, from which the concept is read; of tools what a reader
    needs of them."""
    given = [values.get(name) for name in use.fields]
    texts = [[said] if (said := signatures(one)) else texts_of(one) for one in given]
    return "\n\n".join(chain.from_iterable(texts))
