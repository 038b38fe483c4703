"""Scripts that write no spaces between words, or marks on their letters: words, near-copies, sentences,
passages, searching."""

import pytest

from seedbed.agent.planner.reading.binding import uncovered
from seedbed.tools.curation.duplicates import bands, rouge_l
from seedbed.tools.curation.duplicates import words as compared
from seedbed.tools.knowledge.chunks import MOST_WORDS, chunk_source, word_count
from seedbed.tools.knowledge.search.lexical import Lexicon
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.words import unspaced, whole_words, words
from tests.tools.knowledge.documents import document


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Don't, l’été 2.5", "Don t l été 2 5"),
        ("订单20231号！谢谢", "订 单 20231 号 谢 谢"),
        ("ビールを3本", "ビ ー ル を 3 本"),
        ("คืนเงินค่ะ", "คื น เ งิ น ค่ ะ"),
        ("मुझे पैसे।", "मुझे पैसे"),
        ("أُريدُ المالَ؟", "أُريدُ المالَ"),
        ("서울에서 만나요", "서울에서 만나요"),
    ],
)
def test_words_of_a_script(text: str, parted: str) -> None:
    assert words(text) == parted.split()


def test_apostrophes_and_points_join_only_whole_words() -> None:
    text = "Don't pay 2.5 元 或3.5公斤"
    assert [match[0] for match in whole_words(text)] == ["Don't", "pay", "2.5", "元", "或", "3.5", "公", "斤"]
    assert (unspaced(text), unspaced("Don’t – 서울 मुझे")) == (4, 0)


@pytest.mark.parametrize(
    ("text", "copy", "other"),
    [
        (
            "请问我昨天买的蓝色外套什么时候发货，谢谢",
            "请问我前天买的红色外套什么时候发货，谢谢",
            "会员卡丢了，里面的积分还能转到新卡上吗",
        ),
        (
            "昨日注文した青いコートはいつ届きますか",
            "先日注文した赤いコートはいつ届きますか",
            "返品したい靴の送料は誰が払うのでしょう",
        ),
        (
            "เสื้อสีฟ้าที่สั่งเมื่อวานจะส่งเมื่อไหร่คะ",
            "เสื้อสีแดงที่สั่งเมื่อวานจะส่งเมื่อไหร่คะ",
            "ทำบัตรสมาชิกหาย โอนแต้มไปบัตรใหม่ได้ไหม",
        ),
    ],
)
def test_near_copies_are_found(text: str, copy: str, other: str) -> None:
    assert len({*bands(text)} & {*bands(copy)}) >= 2
    assert rouge_l(compared(text), compared(copy)) >= 0.7 > rouge_l(compared(text), compared(other))


def test_marks_of_other_scripts_end_sentences_without_a_space() -> None:
    text = "「晴れだ。」と言った。本当？！はい。यह एक है। दूसरा। هل أنت هنا؟ نعم. 3.5 kg v. 2"
    said = [text[start:end] for start, end in sentence_spans(text)]
    assert said == [
        "「晴れだ。」", "と言った。", "本当？！", "はい。", "यह एक है।", "दूसरा।",
        "هل أنت هنا؟", "نعم.", "3.5 kg v. 2",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["会员可在三十天内退货。" * 200, "สมาชิกคืนสินค้าได้ภายในสามสิบวัน" * 80])
def test_passages_are_no_longer_than_others(text: str) -> None:
    passages = [chunk.text for chunk in chunk_source(document(text))]
    assert "".join(passages) == text
    assert all(word_count(passage) <= MOST_WORDS for passage in passages)
    assert max(map(len, passages)) <= 900 and all(len(passage) >= 300 for passage in passages[:-1])


def test_a_question_finds_its_passage() -> None:
    passages = [
        "会员可在三十天内退货，运费由买家承担。",
        "营业时间为周一至周五上午九点到下午六点。",
        "สามารถคืนสินค้าได้ภายในสามสิบวัน",
        "ร้านเปิดเก้าโมงเช้าถึงหกโมงเย็น",
    ]
    asked = ["退货的运费谁付？", "周五几点营业？", "คืนสินค้าได้ไหม", "ร้านเปิดกี่โมง"]
    lexicon = Lexicon(passages)
    for number, question in enumerate(asked):
        scores = lexicon.scores(question)
        assert max(range(4), key=scores.__getitem__) == number


def test_a_demand_covers_its_part_of_a_clause() -> None:
    request = "14条顾客消息，三分之一语气愤怒，每条不超过40个字"
    assert uncovered(request, ["14条顾客消息", "三分之一", "每条不超过40个字"]) == [(12, "语气愤怒")]
