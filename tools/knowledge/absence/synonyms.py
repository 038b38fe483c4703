"""Words that may ask for the same thing: a closed list, English, written by hand.

Wide on purpose: two words in one line mean that a place with the one might answer a question with the other,
not that they mean the same.
"""

from functools import cache

from seedbed.tools.knowledge.lexical import stems

_GROUPS = """
price cost costs fee charge rate tariff fare pay paid toll expense worth sell sold
deposit bond security caution retainer prepay prepaid prepayment advance
duration length long last time take takes taken hour minute period
servings serving serve serves portion portions people person persons yield yields makes amount
servings serving serves portions quantity piece pieces number
cook cooked cooking bake baked baking roast fry fried boil simmer grill oven heat microwave cooker
prep preparation prepare prepared preparing
wait rest chill marinate soak rise proof
weight weigh weighs heavy light mass kilogram
height tall high
distance far length long kilometre mile route
speed fast slow quick
age old young oldest youngest
minimum least lowest smallest youngest fewest shortest
maximum most highest largest greatest oldest longest limit
open opens opening start starts begin begins
close closes closing shut end ends finish
start begin leave leaves depart departs departure set sets go goes meet meeting
arrive arrives arrival come reach return back
capacity volume hold holds carry carries load loads size contain litre
discount reduction rebate saving cheaper off
replace replacement replaced replacing lost loss lose broken damaged stolen new
refund repay repaid back money
range reach far distance kilometre
battery charge charging charged power
hire rent rental lend lent borrow loan
day daily
hour hourly
week weekly
month monthly
year yearly annual annually
child children kid kids
adult adults grown
staff employee employees team personnel
buy buys bought purchase
number count many amount total
stop stops halt visit visits pass
manager manage managed managed run runs lead led head
include includes included inclusive contain contains come comes with
approve approved suitable suit suits allow allowed permitted fit
"""


@cache
def _known() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _GROUPS.strip().splitlines():
        group = frozenset(stems(line))
        for stem in group:
            found[stem] = found.get(stem, frozenset()) | group
    return found


def related(stem: str) -> frozenset[str]:
    """The stems that may stand for a stem, itself included."""
    return _known().get(stem, frozenset()) | {stem}
