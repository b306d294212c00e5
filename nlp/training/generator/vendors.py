"""Names of vendors and markets that nobody has: drawn from two lists of words."""

from random import Random

_FIRST = """
    amber arctic atlas bitter blue brave bright calm cedar clever cosmic crimson dapper dusty early eastern fancy foggy gentle gilded
    golden grand grey happy hidden honest humble ivory jolly lucky lunar mellow midnight misty modest nimble noble northern olive orange
    pale patient polar prime quick quiet rapid rustic scarlet secret silent silver simple sleepy solid southern stormy sunny swift tidy
    velvet wandering western wild witty
    """.split()  # noqa: SIM905  (a block of words is easier to keep than a column)
_SECOND = """
    acorn anchor badger bakery barrel beacon beaver bison bridge brothers cabin camel captain castle cellar chemist clover comet condor
    corner crew depot doctor dragon express falcon farmer ferry fox garden gecko ghost harbour hare hawk heron island jaguar kiosk lab
    lantern lizard llama market merchant mole monk moose orchid otter owl panda parrot pelican pharmacy pilot pirate post raven rocket
    sailor shark shop spider supply tiger trader tulip turtle union walrus whale wizard wolf
    """.split()  # noqa: SIM905  (as above)
_MARKETS = """
    OldHarbour NightBazaar LanternMarket RiverGate TheAnnex BlackPlaza CopperStreet Undertow FoxMarket TwelveDoors
    """.split()  # noqa: SIM905  (as above)
_LEET = str.maketrans("aeio", "4310")


def vendor_name(rng: Random) -> str:
    """Return a handle: two words, joined in one of many ways."""
    first, second = rng.choice(_FIRST), rng.choice(_SECOND)
    match rng.randrange(8):
        case 0:
            return first + second
        case 1:
            return f"{first}_{second}"
        case 2:
            return f"{first}{second}{rng.randrange(10, 100)}"
        case 3:
            return (first + second.title()).translate(_LEET)
        case 4:
            return f"{first.title()}-{second.title()}"
        case 5:
            return f"The{first.title()}{second.title()}"
        case 6:
            return f"{second.title()}{rng.choice(('NL', 'UK', 'DE', 'EU', 'X'))}"
        case _:
            return first.title() + second.title()


def market_name(rng: Random) -> str:
    """Return a market's name."""
    return rng.choice(_MARKETS)
