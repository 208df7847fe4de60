"""What is said where labels of different models or label sets stand in one table: such figures do not compare."""

from collections.abc import Sequence

MIXED = (
    "The labels are of different models or label sets ({versions}): do not compare.",
    "标签来自不同的模型或标签集（{versions}）：不可比较。",
)
APART = (
    "The labels are of different models or label sets ({versions}): units and weeks are compared only among texts of "
    "the same one; rates are of all texts and do not compare.",
    "标签来自不同的模型或标签集（{versions}）：单位和各周只在同一版本的文本之间比较；比率以全部文本计，不可比较。",
)


def mixed_note(versions: Sequence[str], words: tuple[str, str] = MIXED) -> dict[str, str] | None:
    """The warning for people, by language; None where all labels are of one version.

    Args:
        versions: Versions of model and label set that gave the labels.
        words: What is said, in English and Chinese.
    """
    if len(versions) < 2:
        return None
    en, zh = words[0].format(versions=", ".join(versions)), words[1].format(versions="、".join(versions))
    return {"en": en, "zh": zh}
