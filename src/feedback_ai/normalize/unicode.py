"""Unicode hygiene: one spelling of every character, and nothing that cannot be seen.

Canonical composition (NFC) only: compatibility forms such as fullwidth letters stay as the customer wrote them, because
evidence is quoted back to people.
"""

import unicodedata

import regex

_LINE_BREAKS = regex.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATES = regex.compile(r"[\ud800-\udfff]")

# A joiner between two emoji makes one emoji of them (family, rainbow flag); anywhere else it only hides something.
_JOINER_IN_EMOJI = r"(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})"
# Tag characters spell the flags of England, Scotland and Wales after a black flag; elsewhere they are invisible text.
_TAGGED_FLAG = r"\U0001f3f4[\U000e0020-\U000e007f]+"

_INVISIBLE = regex.compile(
    rf"(?P<keep>{_JOINER_IN_EMOJI}|{_TAGGED_FLAG})"
    r"|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"  # controls other than tab and line breaks
    r"|[\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff\ufff9-\ufffb]"  # zero width
    r"|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]"  # direction and deprecated format controls
    r"|[\U000e0000-\U000e007f]"  # tags
)

# As in the Stream-Safe Text Format (UAX 15): normalising endless stacks of marks takes quadratic time.
_MARKS_BEYOND = regex.compile(r"(?<=\p{M}{30})\p{M}+")


def clean(text: str) -> str:
    r"""Return the text in NFC, with `\n` as the only line break and without invisible characters.

    Removed are control characters (NUL included; tabs stay), unpaired surrogates, zero-width characters and direction
    controls, and marks beyond the thirtieth on one character. A zero-width joiner stays inside an emoji. Cleaning twice
    changes nothing more. The result may be empty.
    """
    text = _join_surrogates(text)
    text = _LINE_BREAKS.sub("\n", text)
    text = _INVISIBLE.sub(lambda match: match["keep"] or "", text)
    text = unicodedata.normalize("NFC", _MARKS_BEYOND.sub("", text))
    return str(_MARKS_BEYOND.sub("", text))


def _join_surrogates(text: str) -> str:
    """Join surrogate pairs into their character and drop the unpaired ones, which cannot be written as UTF-8."""
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
