"""Labelled texts made by rule: a word of a sentence decides its labels, so that anything that learns can learn them."""

import numpy as np

from feedback_ai.schema import Span
from training.data import Example, label_example

SENTENCES = {
    "en": [
        ("The clerk was rude again", {"facets": {"AS": -1}, "causes": ["MAN"]}),
        ("I waited an hour in line", {"facets": {"RS": -1}, "causes": ["MET"]}),
        ("Such a lovely clean room", {"facets": {"TA": 1}}),
        ("They promised a refund by May", {"promise": True, "facets": {"RL": -1}, "causes": ["MET"]}),
        ("We went there on Tuesday", {}),
        ("They ignored my sick mother", {"facets": {"EM": -1}, "causes": ["UNK"]}),
        ("Soup with old cabbage", {"facets": {"PR": -1}, "causes": ["MAT"]}),
        ("Far too expensive for me", {"facets": {"PC": -1}, "causes": ["MET"]}),
        ("An app that always crashes", {"facets": {"RL": -1}, "causes": ["MAC"]}),
        ("Noise from building works", {"facets": {"TA": -1}, "causes": ["ENV"]}),
        ("Bill full of errors", {"facets": {"RL": -1}, "causes": ["MEA"]}),
    ],
    "zh": [
        ("店员态度恶劣", {"facets": {"AS": -1}, "causes": ["MAN"]}),
        ("排队等了一个小时", {"facets": {"RS": -1}, "causes": ["MET"]}),
        ("房间干净漂亮", {"facets": {"TA": 1}}),
        ("说好的退款没有到", {"promise": True, "facets": {"RL": -1}, "causes": ["MET"]}),
        ("我们星期二去的", {}),
        ("不管我生病的母亲", {"facets": {"EM": -1}, "causes": ["UNK"]}),
        ("汤里都是烂菜叶", {"facets": {"PR": -1}, "causes": ["MAT"]}),
        ("价格贵得离谱", {"facets": {"PC": -1}, "causes": ["MET"]}),
        ("软件总是闪退", {"facets": {"RL": -1}, "causes": ["MAC"]}),
        ("隔壁施工噪音大", {"facets": {"TA": -1}, "causes": ["ENV"]}),
        ("账单全是差错", {"facets": {"RL": -1}, "causes": ["MEA"]}),
    ],
}
"""Sentences with the labels that each always has."""


def made_up(n, *, sources=("one", "two", "three", "four"), seed=0) -> list[Example]:
    """As many texts, half of them Chinese, of two or three sentences each."""
    rng = np.random.default_rng(seed)
    examples = []
    for index in range(n):
        lang = ("en", "zh")[index % 2]
        chosen = [SENTENCES[lang][i] for i in rng.integers(0, len(SENTENCES[lang]), size=rng.integers(2, 4))]
        text, spans, labels = "", [], []
        for i, (sentence, label) in enumerate(chosen):
            spans.append(Span(len(text), len(text) + len(sentence) + 1))
            text += sentence + (". " if lang == "en" else "。")
            labels.append({"i": i, **label})
        bad = sum(-1 in label.get("facets", {}).values() for _, label in chosen)
        row = {
            "id": f"{index}",
            "source": f"{lang}-{sources[(index // 2) % len(sources)]}",
            "tier": "declared",
            "domain": "hotel/city",
            "labels": labels,
            "sentiment": -1 if bad else 1,
            "intent": "complaint" if bad else "praise",
            "severity": ("S0", "S3", "S2", "S1")[bad],
        }
        examples.append(label_example(row, lang, text.strip(), tuple(spans)))
    return examples
