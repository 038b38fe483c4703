"""The words by which a request's task is known, and the usual labels of a few tasks. Tables only."""

import re


def words(text: str) -> frozenset[str]:
    """A set of words written in a row."""
    return frozenset(text.split())


# What rows are called ----------------------------------------------------------------------------------

TEXTS = {
    **{
        f"{word}s": word
        for word in sorted(
            words(
                "abstract ad advert advertisement article bulletin caption chat claim comment command "
                "complaint conversation "
                "description dialogue dialog document email e-mail essay excerpt headline instruction "
                "letter listing mail message notification opinion paragraph passage phrase post prompt query "
                "remark report request review call sentence snippet statement subject survey-answer text "
                "ticket "
                "title transcript tweet utterance note issue announcement greeting joke poem recipe answer "
                "response "
                "testimonial voicemail chat-message caption blurb"
            )
        )
    },
    "queries": "query",
    "enquiries": "enquiry",
    "inquiries": "inquiry",
    "stories": "story",
    "summaries": "summary",
    "sms": "SMS",
    "smses": "SMS",
    "feedback": "feedback",
    "news": "news item",
    "dms": "direct message",
    "faqs": "FAQ",
}
"""Plural of a text's name → singular."""
GENERIC = words(
    "rows row examples example samples sample items item instances instance datapoints datapoint entries "
    "entry lines "
    "pieces cases observations"
)
PROBLEMS = words(
    "problems problem exercises exercise puzzles sums tasks task equations drills riddles functions programs "
    "challenges challenge katas kata"
)
QUESTIONS = words("questions question question-answer-pairs quizzes quiz pairs qas faqs")
RECORDS = words("records record objects object profiles profile json jsons documents-json structs")
COUNTED_LABELS = words(
    "intents intent classes class labels label categories category topics topic sentiments sentiment "
    "emotions emotion "
    "tags tag genres genre types departments priorities severities moods stances"
)
"""A number before one of these counts labels."""
LENGTHS = words("words word characters chars sentences sentence lines line paragraphs tokens")
OTHER_COUNTS = words(
    "years year days day hours hour minutes minute percent % dollars euros pounds levels level fields field "
    "columns "
    "column keys key attributes stars star points people persons steps step languages shops documents docs "
    "files "
    "turns months weeks times grade graders difficulty"
)

SINGULAR = TEXTS | {word: word for word in TEXTS.values()}

# Task words --------------------------------------------------------------------------------------------

MATHS = re.compile(
    r"\b(?:math(?:s|ematics|ematical)?|algebra(?:ic)?|arithmetic(?:al)?|word problems?|story problems?|"
    r"percentages?|"
    r"fractions?|geometry|numeracy|gsm8k|multiplication|division|subtraction|equations?|calculus|"
    r"calculations?|"
    r"(?:price|money|shopping|speed|mixture|interest|ratio|rate|number|numerical|discount) (?:word "
    r")?problems?)\b",
    re.IGNORECASE,
)
GROUNDED = re.compile(
    r"\b(?:cited|grounded|citations?|closed[- ]book|open[- ]book|reading comprehension|from (?:the|my|our|"
    r"these|those|its) "
    r"(?:\w+ )?(?:documents?|docs?|documentation|handbook|manual|folder|files?|wiki|policy|policies|notes|"
    r"papers?|faq|"
    r"guide|knowledge base|text|book)|"
    r"about (?:the|my|our|these|those|its|their) (?:\w+ )?(?:documents?|docs?|documentation|handbook|manual|"
    r"folder|"
    r"files?|wiki|polic(?:y|ies)|rules?|notes|papers?|guide|knowledge base|regulations?|terms|contracts?)|"
    r"question[- ]answer(?:ing|s)?|answers? (?:from|in|quoted)|with (?:their )?(?:answers?|citations?|"
    r"quotes?|sources?))\b",
    re.IGNORECASE,
)
FIELDS = re.compile(
    r"\b(?:with|having|containing|of)?\s*(?:the\s+|these\s+|following\s+)*"
    r"(?:\b(?:fields?|columns?|keys|properties|json (?:fields?|keys))\b)(?:\s+(?:are|like|such as|"
    r"being))?\s*:?",
    re.IGNORECASE,
)
JSON = re.compile(r"\b(?:json|jsonl|structured|schema|tabular|key-value)\b", re.IGNORECASE)
CLASSIFY = re.compile(
    r"\b(?:classif(?:y|ied|ier|ication|ying)|label(?:l?ed|l?ing|s)?|categor(?:y|ies|ized|ised|ize|ise|"
    r"isation|ization)|"
    r"class(?:es)?|intents?|sentiment|polarity|emotions?|spam|ham|phishing|toxic(?:ity)?|hate speech|"
    r"clickbait|sarcas(?:m|tic)|"
    r"urgen(?:t|cy)|tagged|sorted|triage|filter|detection|detector)\b",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"\b(?P<about>intents?|sentiments?|topics?|spam|emotions?|polarity|tone|stance|urgency|priority|category|"
    r"categories|"
    r"department|genre|toxicity|hate speech|language|mood|severity|product|subject|type|class|rating|star "
    r"rating|"
    r"clickbait|phishing|sarcasm|relevance|formality)\b",
    re.IGNORECASE,
)
_CODED = (
    r"problems?|tasks?|exercises?|challenges?|puzzles?|questions?|katas?|functions?|programs?|drills|snippets"
)
_LANGUAGES = (
    r"(?:java|javascript|typescript|c\+\+|c#|rust|golang|ruby|php|kotlin|haskell|perl|scala|matlab|sql|bash)"
)
CODE = re.compile(
    rf"\b(?:code[- ](?:problems?|tasks?|exercises?|challenges?|puzzles?|katas?)|"
    rf"(?:coding|programming|python3?|leetcode)(?:[- ]\w+)?[- ](?:{_CODED})|leetcode|code generation|"
    rf"(?:{_CODED}) (?:in|for) python3?|(?:{_CODED}) with (?:[\w-]+ ){{0,4}}unit[- ]tests)\b",
    re.IGNORECASE,
)
"""Programming problems: the row's name says it, not its subject."""
_NOT_BUILT = {
    "natural language inference": (
        r"nli|natural language inference|entail(?:ment|s)?|premises?|hypothes[ie]s pairs?"
    ),
    "translations and sentence pairs": r"translations?|translated|parallel corpus|bilingual|sentence pairs?",
    "programs in other languages than Python": (
        rf"sql queries|text[- ]to[- ]sql|{_LANGUAGES} (?:coding |programming )?(?:{_CODED}|scripts?)|"
        rf"(?:{_CODED}|scripts?) in {_LANGUAGES}"
    ),
    "images": r"images?|pictures?|photos?|drawings?|diagrams?",
    "speech": r"audio|speech (?:recordings?|data|clips|samples)|spoken (?:language|dialogues?)|voice clips?",
    "tabular rows": r"tabular (?:rows|data)|synthetic table|csv like mine|table of numbers",
}
NOT_BUILT = {name: re.compile(rf"\b(?:{form})\b", re.IGNORECASE) for name, form in _NOT_BUILT.items()}
"""What isn't made without a model, by the words that ask for it."""
WORKING = (
    "mathematics (word problems with verified answers), classification (texts by label); and of your "
    "documents (--from PATH): grounded_qa (cited questions), dialogues that cite them"
)
TEXT_TOO = frozenset(
    {
        "speech",
        "translations and sentence pairs",
        "images",
    }
)
"""Those that may also be the texts of a classification: a codebook that is listed says so."""

# Usual labels ------------------------------------------------------------------------------------------

USUAL_LABELS: dict[str, tuple[str, ...]] = {
    "sentiment": ("positive", "negative"),
    "polarity": ("positive", "negative"),
    "spam": ("spam", "ham"),
    "phishing": ("phishing", "legitimate"),
    "toxicity": ("toxic", "not toxic"),
    "hate speech": ("hate speech", "not hate speech"),
    "clickbait": ("clickbait", "not clickbait"),
    "sarcasm": ("sarcastic", "sincere"),
    "urgency": ("urgent", "not urgent"),
    "formality": ("formal", "informal"),
    "relevance": ("relevant", "irrelevant"),
}
"""What the classes are called where a request names the matter alone."""
LABEL_WORDS = {
    "positive": "sentiment", "negative": "sentiment", "neutral": "sentiment", "mixed": "sentiment",
    "spam": "spam", "ham": "spam", "legit": "spam", "legitimate": "spam", "phishing": "phishing",
    "toxic": "toxicity", "non-toxic": "toxicity", "happy": "emotion", "sad": "emotion", "angry": "emotion",
    "joy": "emotion", "fear": "emotion", "anger": "emotion", "urgent": "urgency", "non-urgent": "urgency",
    "formal": "formality", "informal": "formality", "sarcastic": "sarcasm", "sincere": "sarcasm",
    "relevant": "relevance", "irrelevant": "relevance", "good": "sentiment", "bad": "sentiment",
    "favourable": "sentiment", "unfavourable": "sentiment", "clickbait": "clickbait",
}  # fmt: skip
"""A label that is known by itself → what it classifies by."""
NOT_OF_KIND = words(
    "a an the some of my our your new labelled labeled synthetic realistic different diverse varied unique "
    "training test "
    "evaluation eval dataset data set fake sample made-up artificial random such more good high-quality "
    "balanced "
    "hard easy medium difficult tricky simple plain challenging about around approximately roughly at least "
    "most up "
    "to exactly total in english grounded cited positive negative neutral annotated tagged classified me "
    "please other "
    "verified solved each per total classify label categorise categorize write generate create produce build "
    "gather "
    "tag annotate want need json jsonl spam ham vs versus style"
)
"""Words before a row's name that don't belong to it."""
USUAL_KIND = {
    "sentiment": "review", "polarity": "review", "spam": "message", "phishing": "email",
    "intent": "customer message",
    "topic": "short text", "toxicity": "comment", "hate speech": "comment", "emotion": "short text",
    "clickbait": "headline", "sarcasm": "comment", "urgency": "message", "formality": "sentence",
}  # fmt: skip
"""What a text is where a request says only by what it is classified."""
OPINIONS = words("review testimonial opinion feedback tweet comment remark")
"""Texts that are usually labelled by sentiment."""
PRICES = re.compile(
    r"\b(?:prices?|rates?|tariffs?|fees?|costs?|price lists?|deposits?|discounts?|charges)\b", re.IGNORECASE
)
PRICED = re.compile(
    r"\b(?:its|their|our|the|these|using|with|from|real) (?:own )?prices\b|\bprices? (?:lists?|problems|"
    r"from)\b|"
    r"\btariffs?\b",
    re.IGNORECASE,
)
"""Problems that are to be about given prices."""
EVERYDAY = "everyday life"
"""The topic of word problems that aren't about anything."""
