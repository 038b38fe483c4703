"""A row in several languages: each field is held against those of the others."""

from seedbed.agent.making.verifying import verify
from seedbed.agent.work import Work
from tests.agent.scenes import recipe_part, scene

RECIPE = """\
recipe: notices
about: A notice in two languages
language: {fr: fr, es: es}
row: {fr: string 5.., es: string 5..}
leaf: none
write: A notice.
"""
SPANISH = "La habitación no está como usted quería, y la llave tampoco."
FRENCH = "La chambre n'est pas comme vous la vouliez, la clé non plus."


async def test_a_text_in_the_language_of_another_field_is_refused() -> None:
    here, env, _ = scene(recipe_part(RECIPE))
    checked = await verify(Work(here.brief, row={"fr": SPANISH, "es": SPANISH}, text=SPANISH), env)
    assert [one.detail.partition(":")[0] for one in checked.reasons] == ["fr reads as es, not fr"]
    right = await verify(Work(here.brief, row={"fr": FRENCH, "es": SPANISH}, text=FRENCH), env)
    assert not right.reasons
