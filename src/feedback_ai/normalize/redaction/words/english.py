"""English words around names: given names, surnames, and words that end a name or never are one."""

from importlib.resources import files

_PINYIN = frozenset(
    """
    wei ming jing xiao hui ying yan jun lei fang hong mei li na yun ling ping xin hua yong tao bin
    zhang wang liu chen yang zhao huang zhou wu xu zhu hu guo lin gao liang zheng luo xie tang han cao deng
    feng peng zeng xiao tian dong yuan jiang cai yu ye cheng su lu wei ding shen yao zhong cui wong chan cheung
    lam leung ng kwok tsang tsai hsu hsieh chiu
    """.split()
)
"""Syllables of Chinese given names, and surnames that stand first in Chinese names."""


def _read_given_names() -> frozenset[str]:
    lines = (files(__package__) / "given_names.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


GIVEN_NAMES = _PINYIN | _read_given_names()
"""Where a cue is weak, a name must begin with one of these."""

SURNAMES = frozenset(
    """
    adams ahmed ali allen anderson bailey baker barnes begum bell bennett brooks brown butler campbell carter chapman chen clark
    clarke collins cook cooper cox cruz davies davis diaz edwards ellis evans fisher flores foster garcia gomez gonzalez gray green
    griffiths gutierrez hall harris harrison hernandez hill howard hughes hunt hussain jackson james jenkins johnson jones kaur
    kelly khan kim king knight kumar lee lewis li lin liu lloyd long lopez marshall martin martinez mason mehta miller mills mitchell
    moore morales morgan morris morrison murphy murray myers nelson nguyen ortiz owen palmer parker patel perez perry peterson phillips
    powell price ramirez reed reyes reynolds richards richardson rivera roberts robinson rodriguez rogers ross russell ryan sanchez
    sanders scott shah sharma shaw simpson singh smith stevens stewart sullivan taylor thomas thompson torres turner walker wang ward
    watson webb west white williams wilson wong wood wright yang young zhang
    """.split()
)
"""Surnames that a lower-case 'mr' or 'my name is' may introduce."""

NOT_NAMES = frozenset(
    """
    a about account after again all also always am an and angry annoyed any anyone april are as at august away back bad bank because
    been before being booked booking both british but by call called calling can card case center centre chief chinese claim client
    closed co company complaint complaining contact could customer date dear december delighted department desk did disappointed
    disgusted do does done down driver each email english even ever every everyone excellent extremely fed february feeling first for
    french friday friendly from front frustrated furious german getting given going gold good got great guest had happy has have
    having he hello help her here hi him his hotel house how however hoping i id if in incorrect indian is it its january july june
    just last late listed loyal made make manager march may me member misspelled misspelt missing monday more most much mum my name
    neither never new next nhs no nobody none nor not november now number october of off office ok old on one only or order other our
    out over owner patient paying phone platinum please pleased pm practitioner pretty probably quite re really regarding regular related reservation
    returning room sad said saturday second seeking senior september service she shocked should sick silver since sincerely so some
    sorry specialist spelled spelt staff station still store stuck such sunday support sure tel than thank thanks that the their them then there these
    they this thrilled thursday time tired to today tomorrow too totally trying tuesday two under unable unhappy until up upset
    urgent us using valued vat very vip waiting want was we wednesday welcome well were what when where which who why will with
    without wondering worried would writing wrong yes yesterday you your
    """.split()
)
"""Words that end a name, or that a cue introduces instead of one."""

BRANDS = frozenset(
    """
    pepper martens muscle kipling bean brown's oetker scholl's coffee clean dior piggy oz who dre doubtfire universe selfridge fields
    miyagi browns price porter whippy beast big bubble potato potter's pizza burger chips sushi kebab chicken lube gold t robot
    world america usa sixty saigon vegas france congeniality earth mop hippo right wrong fox incredible happy men darcy jart
    tumble green's bricolage office teams word excel windows
    """.split()
)
"""What follows 'Mr', 'Mrs', 'Miss' or 'Dr' in the name of a brand, a show or a saying."""
