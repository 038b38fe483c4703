"""The second reader on problems worked out by hand, and that it notices what has no answer or another one."""

import pytest

from benchmarks.answers import judged

BY_HAND = [
    (
        "A sledge slides down a hill. In t seconds it covers a distance of 0.5t² + 2t metres. What is the"
        " speed of the sledge, in metres per second, at the moment when 6 seconds have passed?",
        "8",
    ),
    (
        "When a robot sets off, it covers 2t³ + 5t centimetres in t seconds. Ann stops the time at the"
        " moment when the speed of the robot has risen to exactly 59 centimetres per second. How many"
        " centimetres has the robot covered at that moment?",
        "69",
    ),
    (
        "From a balcony, Ann throws a ball straight up. After t seconds the ball is 3 + 10t − 5t² metres"
        " above the ground. What is its greatest height above the ground in metres?",
        "8",
    ),
    (
        "At a price of £5, Ann sells 20 mugs a week; each of them costs £1 to make. For every pound that is"
        " added to the price, weekly sales go down by 2 mugs. If the best possible price is chosen, what is"
        " the weekly profit in pounds?",
        "98",
    ),
    (
        "A robot is getting faster: t seconds after the start, its speed is 3t² + 1 centimetres per second."
        " How many centimetres does the robot cover between the moments 1 seconds and 2 seconds after the"
        " start?",
        "8",
    ),
    (
        "Ann drops a ball from a height of 4 m. After each bounce it rises to 50% of the height from which"
        " it last fell. What limit, in metres, does the total distance covered by the ball, up and down,"
        " approach?",
        "12",
    ),
    (
        "A lake starts with 300 trout. Every year 50% of them die, and at the end of the year 100 new ones"
        " are put in. In the long run, the number just before each addition settles down to a fixed value."
        " By how many trout is this value smaller than the number at the start?",
        "200",
    ),
    (
        "A bridge is 300 m long. At a steady 72 km/h, a train with a length of 100 m passes it from end to"
        " end. Counted from the moment when its front reaches the bridge, after how many seconds has the"
        " whole train left it?",
        "20",
    ),
    (
        "Ann gets 5 zloty for each pound when she changes £100 before a trip. She comes home after spending"
        " 380 zloty. Now the bank wants 6 zloty for each pound that it pays back, and Ann changes all that"
        " is left. How much, in pounds, has the trip cost Ann in the end?",
        "80",
    ),
    (
        "A red spinner has 2 equal sectors and a blue spinner has 3. On each of them the sectors are"
        " numbered from one upwards. Ann spins both once. What is the probability, as a fraction in lowest"
        " terms, that the sum of both numbers is greater than 3?",
        "1/2",
    ),
    (
        "On average, Ann scores with 50% of her penalties, Bob with 50% and Cora with 20%. Each of them"
        " takes one penalty, independently of the others. In percent, how likely is it that exactly one of"
        " them scores?",
        "45",
    ),
    (
        "When Ann arranges her coins in rows of 4, 3 are left over; with rows of 6 it is the same number."
        " She knows that she has more than 40 coins. What is the smallest number of coins that Ann can have?",
        "51",
    ),
    (
        "Ann's house number is made up of a tens digit and a units digit. The product of the digits is 18."
        " If the digits changed places, the number would be 27 smaller. What is Ann's house number?",
        "63",
    ),
    (
        "A street lamp casts Ann's shadow on the level ground. The shadow is 2 m long, Ann is 1.5 m tall,"
        " and she is standing 4 m away from the foot of the lamp post. By how many metres is the lamp higher"
        " than Ann?",
        "3",
    ),
    (
        "Working alone, Ann needs 6 hours for painting a fence, and Bob needs 3 hours for the same job. Ann"
        " begins alone; after 3 hours Bob comes to help, and they finish the job together. How many hours"
        " does the whole job take from beginning to end?",
        "4",
    ),
    (
        "Ann has 2 litres of a strong squash that contains 50% juice. She wants to add just enough of a weak"
        " squash with 10% juice for the mixture to contain 30%. How many litres of the weak squash must be"
        " added?",
        "2",
    ),
    (
        "In a survey, 2 girls say that they read 1 books each in June, 2 girls that they read 3 each, and"
        " all the others that they read 6 books each. On average, the girls read 4 books. How many girls"
        " were asked altogether?",
        "8",
    ),
]


@pytest.mark.parametrize(("question", "answer"), BY_HAND)
def test_what_was_worked_out_by_hand(question: str, answer: str) -> None:
    assert judged(question, answer)["outcome"] == "agree", judged(question, answer)
    for other in (f"{answer}1", "17/3", "0"):
        assert judged(question, other)["outcome"] == "disagree"


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        # No digits add up to 6 and differ by 3.
        (
            "Ann's house number is made up of a tens digit and a units digit. The digits add up to 6, and"
            " the tens digit is 3 greater than the units digit. What is Ann's house number?",
            "ambiguous",
        ),
        # Weights of 90 percent are no weighted mean.
        (
            "In a course, the written test counts for 50% of the final mark and the oral test for 40%. Ann"
            " gets 60 points in the written and 80 points in the oral test. What is Ann's final mark in"
            " points?",
            "ambiguous",
        ),
        # Nothing asks for the time.
        ("Ann and Bob live 40 km apart. How many hours does it take until they meet?", "unread"),
    ],
)
def test_what_has_no_answer_is_not_answered(question: str, outcome: str) -> None:
    assert judged(question, "51")["outcome"] == outcome
