"""plan.yaml: written readable, read back equal, checked against its spec."""

from contextlib import closing
from pathlib import Path

import pytest

from seedbed.graphs.approval.changing import changed, wished
from seedbed.memory.errors import UserFault
from seedbed.memory.files.plan_file import PlanFile, check_plan, plan_text, read_plan, write_plan
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.spec import Label, Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.tree import Concept, ConceptTree

PART = Part(offline="labels", topic="bikes", rows=10, labels=(Label(name="a/b"), Label(name="no", share=3.0)))
SPEC = Spec(parts=(PART,))
TREE = ConceptTree(
    concepts=(
        Concept(id="root", name="bikes", inside="all: of it"),
        Concept(id="x", name="No way", parents=("root",), weight=2.0, outside="\u202e"),
        Concept(id="y", name="Y", parents=("root",), labels=("no",)),
    )
)
PLAN = Plan(
    parts=(PartPlan(part="rows", tree=TREE, difficulties=("any",), quotas=quotas(PART, TREE, ("any",))),)
)


def test_what_is_written_is_read_back_equal(tmp_path: Path) -> None:
    write_plan(PLAN, tmp_path / "plan.yaml")
    assert read_plan(tmp_path / "plan.yaml") == PlanFile(approved=PLAN)
    write_plan(PLAN, tmp_path / "plan.yaml", ended=PLAN)
    assert read_plan(tmp_path / "plan.yaml") == PlanFile(approved=PLAN, ended=PLAN)
    check_plan(PLAN, SPEC)


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="can't be written: No such file or directory"):
        write_plan(PLAN, tmp_path / "gone" / "plan.yaml")
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: No way", "nmae: x", "approved.parts[0].tree.concepts[1].nmae: unknown key `nmae`; did you"),
        ("- root\n", "- rot\n", "'x': its parent 'rot' does not stand before it"),
        ("id: y\n", "id: x\n", "tree: concepts[2]: the concept 'x' stands twice (line 19)"),
        ("any: 3", "any: three", "approved.parts[0].quotas.rows/x/a/b/any: input should be a valid integer"),
        ("any: 3", "any: true", "true is read as a truth value, and a number is wanted"),
        ("approved:", "aproved:", "unknown key `aproved`; did you mean `approved`?"),
    ],
)
def test_faults_name_their_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = plan_text(PLAN)
    assert old in text
    (tmp_path / "plan.yaml").write_text(text.replace(old, new))
    with pytest.raises(UserFault) as caught:
        read_plan(tmp_path / "plan.yaml")
    assert says in str(caught.value)


def test_a_label_with_a_slash_is_changed_at_approval(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "run.sqlite")) as store:
        store.set_metas({"spec": SPEC.model_dump(mode="json"), "plan": PLAN.model_dump(mode="json")})
        _, after, _ = changed(wished({"rows": {"labels": {"a/b": 4, "no": 6}, "spread": True}}), store)
    assert after.plan.parts[0].quotas == {"rows/x/a/b/any": 4, "rows/x/no/any": 5, "rows/y/no/any": 1}


def test_an_edited_plan_must_fit_its_spec(tmp_path: Path) -> None:
    edited = PLAN.parts[0].model_copy(
        update={"quotas": {"rows/x/a/b/any": -1, "rows/x/nö/any": 5, "rows/y/no/any": 2}}
    )
    with pytest.raises(UserFault) as caught:
        check_plan(Plan(parts=(edited,)), SPEC)
    assert "`rows/x/a/b/any` has -1 rows" in str(caught.value)
    assert "unknown cell `rows/x/nö/any`; did you mean `rows/x/no/any`?" in str(caught.value)
    assert "add up to 6 rows, and the spec asks for 10" in str(caught.value)
    twice = PLAN.parts[0].model_copy(update={"difficulties": ("any", "any")})
    with pytest.raises(UserFault, match=r"parts\[0\].difficulties: `any` is named twice"):
        check_plan(Plan(parts=(twice,)), SPEC)
    namesake = plan_text(PLAN).replace("name: Y", "name: No  way")
    (tmp_path / "plan.yaml").write_text(namesake)
    with pytest.raises(UserFault, match=r"concepts under 'bikes' are called 'No  way' \(line 19\)"):
        check_plan(read_plan(tmp_path / "plan.yaml").approved, SPEC, tmp_path / "plan.yaml")
    other = PLAN.parts[0].model_copy(update={"part": "row"})
    with pytest.raises(
        UserFault, match=r"`rows` of the spec has no plan.*unknown part of the spec `row`; did you"
    ):
        check_plan(Plan(parts=(other,)), SPEC)
