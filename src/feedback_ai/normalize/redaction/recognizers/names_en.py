"""Names in English that a cue introduces: my name is, Mr, a signature, the name field of a form, spoke to.

A strong cue (my name is) believes any capitalized words; a weak one (spoke to) wants a frequent given name first.
"""

import re

from feedback_ai.normalize.redaction.recognizers.name_words import (
    AHEAD,
    CAPITALS,
    SIGNATURE,
    after_lower_title,
    after_role,
    after_self,
    after_strong_cue,
    after_title,
    after_weak_cue,
)
from feedback_ai.normalize.redaction.rules import WORD, Family, Locate, Rule, Strength, joined, rule

_QUOTE = r"[\"'(]?"
_THING = joined(
    r"""
    (?:account|card|booking|order|ticket|reservation|policy|file|label|parcel|bill|passport|letter|form|invoice|contract
    |appointment|room|table)
    """
)
_ROLE = joined(
    r"""
    (?:agent|nurse|waiter|waitress|server|driver|managers?|receptionist|courier|cashier|rep|representative|advis[eo]r
    |consultant|teller|engineer|technician|midwife|concierge|operator|supervisor|guy|lady|gentleman|man|woman|girl|boy
    |person|someone|somebody|colleague|employee|staff member|member of staff|assistant|associate|officer|specialist
    |therapist|physio|doctor|dentist|surgeon|stylist|barber|barista|bartender|chef|hostess|porter|housekeeper|cleaner
    |guard|clerk|teacher|instructor|trainer|coach|salesman|saleswoman|salesperson|team leader|team member|plumber
    |electrician|mechanic|pharmacist)(?![A-Za-z])
    """
)
_KIN = joined(
    r"""
    (?:husband|wife|son|daughter|mother|father|mum|mom|dad|friend|partner|brother|sister|grandmother|grandfather|nan
    |aunt|uncle|neighbou?r)
    """
)
_SAYS = joined(
    rf"""
    {WORD}(?i:(?:my|his|her|the|their|whose|customer|full|(?:my|his|her|our) \w+'s)(?: full| first| last| real| given)?
    [ ]name(?: on (?:the|my) {_THING})?(?: is|'s| was|:)|my names|name's|(?:i am|i'm) called|i go by)[ :]+{_QUOTE}
    """
)
_FIELD = joined(
    rf"""
    (?:{WORD}(?i:(?:full|contact|guest|patient|passenger|card ?holder'?s?|lead guest|account ?holder|recipient) names?
    |account ?holder|card ?holder)[ ]?[:=]?
    |{WORD}(?i:(?:customer|client|first|last|sur|family|given|account|holder|lead|billing|sender|student|member|legal
    |complainant) ?names?|contact(?: person)?|recipient|addressee|passenger|guest|patient|complainant|customer|client
    |submitted by|sent by|from)[ ]?[:=]
    |(?:^|[\n.;,(|])[ ]*(?i:name)[ ]?[:=])[ ]*{_QUOTE}
    """
)
_BOOKED = joined(
    rf"""
    {WORD}(?i:in the names? of|under the names?(?: of)?|by the name of|registered to|belongs? to|goes by
    |(?:{_THING}|booked|reserved|registered|filed|listed)(?: is| was)? under)[ ]+{_QUOTE}
    """
)
_PERSON = joined(
    rf"""
    {WORD}(?i:{_ROLE}(?:(?: who| that)?(?: was| is))? (?:named|called|by the name of)[ ]{_QUOTE}
    |{_ROLE} introduced \w+ as[ ]
    |(?:the|your|an?|my|our|his|her|another|this)(?: \w+)? {_ROLE}(?: was| is)?[ ]?[,:(\"-][ ]?)
    """
)
_TITLE = joined(
    r"""
    (?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Nurse|Sir|Madame?|Captain|Officer|Constable
    |MR|MRS|DR|MISS)\.?[ ]
    """
)
_LOWER_TITLE = r"(?<![A-Za-z])(?:mr|mrs|ms|miss|dr)\.?[ ]"
_SELF = r"(?<![A-Za-z])(?:I am|I'm|Im|i'm|i am|This is|this is|It's|it's|It is|I AM)[ ]+"
_MET = joined(
    rf"""
    {WORD}(?i:(?:spoke|speaking|talked|talking|spoken|chatted|dealt|dealing) (?:to|with)
    |(?:served|helped|assisted|treated|seen|greeted|welcomed|told|answered|handled|signed|looked after|processed
    |attended) by|thank(?:s| you)(?: so much| very much)?(?: to)?|(?:ask|asked|asking) for|named|called|call me
    |introduced (?:him|her|them)sel(?:f|ves) as|dear|hi|hello|hey|on behalf of|made out to|attn|attention|c/o|signed
    |shout ?out to|credit to|kudos to|well done|(?:my|our|her|his) {_KIN}|{_ROLE}(?: was| is)?
    |(?:{_THING}|booked|reserved)(?: is| was)? for)[ ]?[,:-]?[ ]*{_QUOTE}
    """
)
_FORMAL_END = r"(?=(?:[A-Z][\w'.-]*[ ]){0,3}[A-Z][\w'.-]*,)"
_STAFF = joined(
    rf"""
    (?<![A-Za-z'.&-])(?={CAPITALS}[ ](?:here(?![a-z])
    |(?:from|at|in|on|of|behind) (?:the |your |our )?(?:\w+ )?(?:front desk|reception|desk|counter|bar|till|checkout
    |support|service|services|billing|sales|team|department|branch|store|shop|office|accounts|complaints
    |customer (?:care|service))(?![a-z])))
    """
)
_CLOSING = r"[ ]?(?:[,.!-]|[,.]?[ ]?\n)[ ]*\n{0,2}[ ]*"
_REGARDS = joined(
    rf"""
    {WORD}(?<!this )(?<!in )(?<!with )(?i:(?:(?:kind|best|warm|warmest|kindest|many) )?regards
    |(?:yours |respectfully |yours very )?sincerely|yours(?: truly| faithfully)?|faithfully|best wishes
    |respectfully(?: yours)?|cordially|signed){_CLOSING}{SIGNATURE}(?=[ ]*[.!]?[ ]*(?:$|[\n<(]|,[ ]))
    """
)
_THANKS = joined(
    rf"""
    (?:{WORD}(?i:many thanks|(?:with )?thanks(?: again| in advance)?|thank you|cheers|love|best|all the best|warmly
    |take care|x+){_CLOSING}|(?:[.!?\n]|^)[ ]?-{{1,2}}[ ]?|\n[ ]?){SIGNATURE}(?=[ ]*[.!]?[ ]*(?:$|[\n<(]))
    """
)


def _rule(name: str, about: str, pattern: str, locate: Locate) -> Rule:
    return rule("NAME", name, Strength.CUED, about, pattern, locate)


FAMILY = Family(
    name="names_en",
    gate=re.compile(r"[A-Za-z]{2}"),
    rules=(
        _rule("name_en_says", "after 'my name is', 'the name on the card is'", _SAYS + AHEAD, after_strong_cue),
        _rule("name_en_field", "after a form's label: 'Name:', 'Account holder:'", _FIELD + AHEAD, after_strong_cue),
        _rule("name_en_booked", "after 'in the name of', 'booked under'", _BOOKED + AHEAD, after_strong_cue),
        _rule("name_en_formal", "between 'I,' and a comma", rf"{WORD}I,[ ]{AHEAD}{_FORMAL_END}", after_role),
        _rule("name_en_title", "Mr, Mrs, Dr ... with a capitalized name, no brand", _TITLE + AHEAD, after_title),
        _rule("name_en_lower_title", "mr, mrs ... with a frequent surname", _LOWER_TITLE + AHEAD, after_lower_title),
        _rule(
            "name_en_self",
            "after 'I am' or 'this is': a frequent given name with a surname, or any before 'from', 'calling' ...",
            _SELF + AHEAD,
            after_self,
        ),
        _rule("name_en_role", "after a role: 'the driver, Marek', 'an agent named Dina'", _PERSON + AHEAD, after_role),
        _rule(
            "name_en_met",
            "after 'spoke to', 'thanks to', 'dear', 'my wife' ...: a frequent given name",
            _MET + AHEAD,
            after_weak_cue,
        ),
        _rule(
            "name_en_staff",
            "before 'from your billing team', 'at the desk', 'here': a frequent given name",
            _STAFF,
            after_weak_cue,
        ),
        _rule("name_en_regards", "after 'Regards,' at the end of a line", _REGARDS, after_strong_cue),
        _rule(
            "name_en_signed",
            "after 'Thanks,', after a dash or alone on a line: a frequent given name",
            _THANKS,
            after_weak_cue,
        ),
    ),
)
"""Names in English."""
