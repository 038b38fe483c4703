"""The small closed lists that the claim check compares by: English, written by hand."""

from seedbed.tools.knowledge.wordlist import word_set

FUNCTION_WORDS = word_set(
    """a an the and or but nor so yet if then than that this these those there here it its he him his she her
    hers they them their theirs we us our ours you your yours i me my mine who whom whose which what when
    where
    why how is are was were be been being am do does did done doing have has had having will would shall
    should
    can could may might must of in on at by for from to into onto upon with within about as also too very just
    such own same other another each both any some all more most less least much many few every either neither
    not no never none only n't isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't cannot
    couldn't shouldn't hasn't haven't hadn't ain't it's he's she's that's there's i'm you're we're they're
    i've
    you've we've they've i'll you'll well oh ok yes yeah up down out off over under again further while during
    before after above below between through because until although though however since one ever even still
    let's get got like per via s t"""
)
"""Words that say nothing by themselves: they are neither covered nor missed."""

NEGATIONS = word_set(
    """not no never none nor neither nobody nothing nowhere without cannot n't isn't aren't wasn't weren't
    don't
    doesn't didn't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't ain't mustn't needn't hardly
    barely fail fails failed unable refuse refused refuses lack lacks lacked except"""
)
"""Words that deny what stands beside them."""

_OPPOSITES = """
increase decrease|increase reduce|rise fall|grow shrink|win lose|open close|buy sell|import export|early late
large small|big small|high low|long short|old young|old new|hot cold|warm cold|fast slow|quick slow|rich poor
strong weak|heavy light|thick thin|wide narrow|deep shallow|left right|top bottom|north south|east west
northern southern|eastern western|first last|begin end|start stop|start end|start finish|enable disable
allow forbid|allow prevent|permit forbid|accept reject|include exclude|true false|always never|male female
man woman|boy girl|brother sister|father mother|son daughter|husband wife|king queen|more less|more fewer
most least|maximum minimum|best worst|better worse|bigger smaller|larger smaller|higher lower|longer shorter
older younger|earlier later|faster slower|cheaper dearer|stronger weaker|positive negative|majority minority
success failure|succeed fail|alive dead|birth death|legal illegal|possible impossible|public private
internal external|ascend descend|ascending descending|minimum maximum|before after|above below|inside outside
with without|all none|all some|all most|none some|every no|all no|everyone nobody|up down|over under
add remove|insert delete|create destroy|create delete|save delete|love hate|like dislike|safe dangerous
easy difficult|easy hard|cheap expensive|full empty|wet dry|raw cooked|sweet bitter|hard soft|clean dirty
common rare|ancient modern|urban rural|synchronous asynchronous|synchronously asynchronously|input output
read write|server client|master replica|primary secondary|front back|appear disappear|arrive depart
enter leave
winner loser|victory defeat|ally enemy|profit loss|teacher student|day night|summer winter|upper lower
senior junior|amateur professional|permanent temporary|mutable immutable|sorted unsorted|lowest highest
smallest largest|shortest longest|oldest youngest|oldest newest|fewest most|less greater|smaller greater
"""
OPPOSITES: dict[str, frozenset[str]] = {}
"""Words that can't both stand in one place of one statement, by word."""
for _pair in _OPPOSITES.replace("\n", "|").split("|"):
    if _pair.strip():
        _one, _other = _pair.split()
        OPPOSITES[_one] = OPPOSITES.get(_one, frozenset()) | {_other}
        OPPOSITES[_other] = OPPOSITES.get(_other, frozenset()) | {_one}

BOUNDS = {
    "at least": "least",
    "no less than": "least",
    "no fewer than": "least",
    "not less than": "least",
    "minimum of": "least",
    "a minimum of": "least",
    "or more": "least",
    "at most": "most",
    "no more than": "most",
    "not more than": "most",
    "up to": "most",
    "maximum of": "most",
    "a maximum of": "most",
    "or less": "most",
    "or fewer": "most",
    "more than": "above",
    "greater than": "above",
    "over": "above",
    "exceeding": "above",
    "above": "above",
    "less than": "below",
    "fewer than": "below",
    "under": "below",
    "below": "below",
    "before": "before",
    "prior to": "before",
    "until": "before",
    "after": "after",
    "since": "after",
    "exactly": "exactly",
}
"""What is said about the value that follows (or precedes: «or more»)."""

CONTRARY_BOUNDS = frozenset(
    frozenset(pair)
    for pair in (
        ("least", "most"),
        ("above", "below"),
        ("before", "after"),
        ("least", "below"),
        ("most", "above"),
        ("above", "most"),
    )
)

ORDINALS = {
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "fifth": "5th",
    "sixth": "6th",
    "seventh": "7th",
    "eighth": "8th",
    "ninth": "9th",
    "tenth": "10th",
    "eleventh": "11th",
    "twelfth": "12th",
}

PEOPLES = {
    "american": "america us. usa united",
    "british": "britain uk. england united",
    "english": "england",
    "french": "france",
    "german": "germany",
    "dutch": "netherlands holland",
    "swiss": "switzerland",
    "danish": "denmark",
    "spanish": "spain",
    "polish": "poland",
    "greek": "greece",
    "irish": "ireland",
    "scottish": "scotland",
    "welsh": "wales",
    "swedish": "sweden",
    "finnish": "finland",
    "norwegian": "norway",
    "turkish": "turkey",
    "portuguese": "portugal",
    "chinese": "china",
    "japanese": "japan",
    "us": "us. usa american america",
    "us.": "us usa american america united",
    "usa": "us. us united american america united",
    "uk": "uk. british britain united",
    "uk.": "uk british britain united",
}
"""Words that may stand for a name of the list's left side; "Armenian" for "Armenia" needs no list."""

IRREGULAR = {
    form: base
    for line in """be been|begin began begun|become became|break broke broken|bring brought|build built
    buy bought
    catch caught|choose chose chosen|come came|cut cut|die died|draw drew drawn|drive drove driven
    eat ate eaten
    fall fell fallen|feel felt|fight fought|find found|fly flew flown|forget forgot|get gotten|give gave given
    go went gone|grow grew grown|hear heard|hide hid hidden|hold held|keep kept|know knew known|lay laid
    lead led|leave left|lend lent|lose lost|make made|mean meant|meet met|pay paid|read read|ride rode ridden
    rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|shake shook|shoot shot
    show shown|shut shut|sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent
    stand stood|steal stole stolen|strike struck|swim swam|take took taken|teach taught|tell told
    think thought|throw threw thrown|understand understood|wake woke|wear wore worn|win won
    write wrote written
    man men|woman women|child children|person people|foot feet|tooth teeth|mouse mice|goose geese|life lives
    wife wives|knife knives|leaf leaves|half halves|good better best|bad worse worst|bear born""".replace(
        "\n", "|"
    ).split("|")
    for base, *forms in [line.split()]
    for form in forms
}
"""Irregular forms to their base."""

HEDGES = word_set(
    """maybe perhaps possibly probably apparently presumably i think believe guess suppose feel seems seem it
    that so sure not do don't know am i'm im no idea really well hmm oh okay ok yes yeah sorry thanks thank
    you
    hello hi hey please wow cool great nice interesting agree too me neither either right indeed of course lol
    haha have heard never can't cannot say tell could be might"""
)
"""A sentence of these words alone claims nothing."""
