"""What stands for a currency: codes, signs and words. The one table that all rooms use.

Facts after ISO 4217 and the Unicode CLDR; coins have no ISO code and go by the one that exchanges use.
"""

from decimal import Decimal
from functools import cache

from babel.numbers import list_currencies

COINS = frozenset(
    {"BTC", "XMR", "ETH", "LTC", "USDT", "USDC", "BCH", "ZEC", "DASH", "DOGE"}
)
MILS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies of a thousand parts: three figures behind a point are decimals."""
PARTS = {
    "MBTC": ("BTC", Decimal("0.001")),
    "MɃ": ("BTC", Decimal("0.001")),
    "UBTC": ("BTC", Decimal("0.000001")),
    "ΜBTC": ("BTC", Decimal("0.000001")),
    "SAT": ("BTC", Decimal("0.00000001")),
    "SATS": ("BTC", Decimal("0.00000001")),
    "SATOSHI": ("BTC", Decimal("0.00000001")),
    "SATOSHIS": ("BTC", Decimal("0.00000001")),
}
"""Parts of a coin that stand for a currency, in upper case."""
CODES = frozenset(
    """
    USD EUR GBP AUD CAD NZD CHF SEK NOK DKK PLN CZK HUF RON BGN RUB UAH TRY JPY CNY HKD SGD INR KRW BRL MXN ZAR ILS
    THB AED SAR IDR MYR PHP TWD VND ARS CLP COP EGP NGN KES ISK RSD GEL KZT BYN
    """.split()  # noqa: SIM905  (a paragraph of codes is easier to keep than a column)
)
"""Codes that count beside any number, in any case; no other word is spelt like them."""
_WORDS = {
    "EUR": "euro euros евро",
    "USD": "dollar dollars долларов dólares dolares",
    "GBP": "pounds pfund livres stg",
    "BTC": "bitcoin bitcoins xbt",
    "XMR": "monero",
    "LTC": "litecoin",
    "ETH": "ether ethereum",
    "USDT": "tether",
    "CNY": "rmb yuan 人民币",
    "RUB": "руб рублей рубля рубль",
    "UAH": "грн гривен hrn",
    "PLN": "złotych",
    "SEK": "kronor",
    "CHF": "franken francs franc sfr",
}
WORDS = {word.upper(): code for code, words in _WORDS.items() for word in words.split()}
"""Names in upper case, each of one currency."""
_SYMBOLS = {
    "USD": "US$",
    "AUD": "A$ AU$",
    "CAD": "C$ CA$ CAN$",
    "NZD": "NZ$",
    "HKD": "HK$",
    "SGD": "S$",
    "BRL": "R$",
    "MXN": "MX$",
    "TWD": "NT$",
    "EUR": "€",
    "GBP": "£ ￡",
    "BTC": "₿ ฿ Ƀ",
    "XMR": "ɱ",
    "ETH": "Ξ",
    "LTC": "Ł",
    "USDT": "₮",
    "INR": "₹",
    "RUB": "₽",
    "UAH": "₴",
    "TRY": "₺",
    "KRW": "₩ 원",
    "ILS": "₪",
    "PLN": "zł",
    "CZK": "Kč",
    "VND": "₫",
    "NGN": "₦",
    "PHP": "₱",
    "KZT": "₸",
    "GEL": "₾",
}
SYMBOLS = {sign: code for code, signs in _SYMBOLS.items() for sign in signs.split()}
"""Signs as written, each of one currency."""
SHARED = {
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK"),
    "Fr": ("CHF",),
}
"""Signs of several currencies: the market's own wins, else the first of ``$``."""

_LOOSE = {
    "AED": "د.إ درهم Dh Dhs",
    "AFN": "؋",
    "ALL": "Lek",
    "AMD": "֏ դր դր.",
    "ANG": "ƒ",
    "ARS": "AR$",
    "AZN": "₼ ман. ман",
    "BAM": "KM км",
    "BBD": "Bds$",
    "BDT": "৳ টকা",
    "BGN": "лв лв.",
    "BHD": "BD .د.ب د.ب",
    "BIF": "FBu Fbu",
    "BND": "BN$",
    "BOB": "Bs $b",
    "BRL": "Reais reais",
    "BTN": "Nu. Nu",
    "BWP": "P",
    "BYN": "Br Rbl",
    "BZD": "BZ$",
    "CAD": "CND",
    "CDF": "FC",
    "CHF": "Fr. SFr SFr. CHf ₣",
    "CLP": "CL$",
    "CNY": "元 圆 圓 CN¥",
    "COP": "CO$",
    "CRC": "₡",
    "CUC": "CUC$",
    "CVE": "Esc CV$",
    "CZK": "Kc KČ kč",
    "DJF": "Fdj",
    "DOP": "RD$",
    "DZD": "دج د.ج",
    "EGP": "جنيه ج.م E£",
    "ERN": "Nfk ናቕፋ نافكا",
    "ETB": "ብር",
    "EUR": "€uro ₠",
    "FRF": "₣",
    "GEL": "ლ ლარი lari",
    "GHS": "GH₵ ₵ ¢",
    "GMD": "D",
    "GNF": "FG GFr",
    "GTQ": "Q q",
    "GYD": "GY$ G$",
    "HNL": "L",
    "HRK": "kn",
    "HTG": "G",
    "HUF": "Ft",
    "IDR": "Rp",
    "INR": "₨ Rs Rs. Re र",
    "IQD": "ع.د د.ع ID",
    "IRR": "﷼ ریال تومان ريال",
    "ILS": "ש״ח ש\"ח ש'ח ش.ج ش.ص nis NIS",
    "ITL": "₤",
    "JMD": "J$",
    "JOD": "د.أ د.ا",
    "JPY": "円 yen Yen ￥",
    "KES": "KSh KShs",
    "KGS": "с som",
    "KHR": "៛",
    "KMF": "CF",
    "KWD": "KD د.ك",
    "KZT": "тг",
    "LAK": "₭",
    "LBP": "ل.ل LB£",
    "LKR": "රු ரூ",
    "LRD": "LD",
    "LSL": "M",
    "LYD": "ل.د د.ل",
    "MAD": "د.م",
    "MGA": "Ar",
    "MKD": "ден ДЕН",
    "MMK": "Ks K",
    "MNT": "₮",
    "MOP": "MOP$",
    "MRU": "UM",
    "MUR": "₨",
    "MVR": "Rf",
    "MWK": "MK",
    "MYR": "RM",
    "MZN": "MT",
    "NAD": "N$",
    "NGN": "N",
    "NPR": "नेरू",
    "OMR": "ر.ع",
    "PAB": "B/.",
    "PEN": "S/. S/",
    "PLN": "Zł zl Zl ZŁ",
    "PYG": "₲",
    "QAR": "ر.ق",
    "RON": "lei Lei LEI leu",
    "RSD": "din din. Dinara дин дин. Дин динар",
    "RUB": "руб. Р р р. Р.",
    "RWF": "FRw RF R₣",
    "SAR": "ر.س",
    "SDG": "ج.س ج.س.",
    "SLE": "Sl",
    "STN": "Db",
    "SYP": "ل.س SY£",
    "SZL": "E",
    "THB": "บาท baht",
    "TND": "د.ت DT د.",
    "TOP": "T$",
    "TRY": "TL",
    "TTD": "TT$",
    "TWD": "NT",
    "TZS": "TSh",
    "UAH": "грн.",
    "UGX": "USh",
    "UYU": "$U",
    "UZS": "so'm soʻm Sʻ S'",
    "VND": "VNĐ đ Đ",
    "VUV": "VT Vt",
    "WST": "WS$",
    "XAF": "FCFA",
    "XOF": "CFA",
    "YER": "ر.ي",
    "ZAR": "R",
    "ZMW": "ZK",
    "AOA": "kwz Kz",
    "ZWL": "Z$",
    "SEK": "kr Kr kr. KR",
    "NOK": "kr Kr kr. KR",
    "DKK": "kr Kr kr. KR",
    "USD": "$",
    "GBP": "pound",
}
"""Further signs by currency; most mean something else where no price stands."""
_PHRASES = {
    "دينار أردني": ("JOD",),
    "دينار كويتي": ("KWD",),
    "AU $": ("AUD",),
    "US $": ("USD",),
    "SPL": ("SPL",),
    "₶": ("FRF",),
    "دينار": ("KWD", "JOD", "IQD"),
}


@cache
def loose_signs() -> dict[str, tuple[str, ...]]:
    """Return every sign with what it may stand for, the likeliest first."""
    signs: dict[str, tuple[str, ...]] = dict(SHARED)
    signs |= {sign: (code,) for sign, code in SYMBOLS.items()}
    for codes, spellings in _LOOSE.items():
        for sign in spellings.split(" "):
            signs[sign] = (*signs.get(sign, ()), codes)
    signs |= _PHRASES
    signs |= {code: (code,) for code in (*list_currencies(), *COINS)}
    return signs


def code_of(sign: str, default: str | None = None) -> str | None:
    """Return the currency that a sign, code or name surely stands for.

    Args:
        sign: As written, such as ``US$``, ``mBTC`` or ``CAD $``.
        default: What a shared sign means here, where it may mean that.

    Returns:
        ``None`` when it stands for none, or for several and there is no default.
    """
    upper = sign.upper()
    for code in (upper[:3], upper[-3:]):
        # The sign beside it says less: "CAD$", "$ CAD".
        if code in CODES and not upper.replace(code, "", 1).strip().isalpha():
            return code
    if upper in COINS:
        return upper
    if upper in PARTS:
        return PARTS[upper][0]
    if upper in WORDS:
        return WORDS[upper]
    if sign in SYMBOLS:
        return SYMBOLS[sign]
    shared = SHARED.get(sign, ())
    if default in shared:
        return default
    return shared[0] if sign in {"$", "Fr"} else None


def codes_of(sign: str) -> tuple[str, ...]:
    """Return all currencies that a sign may stand for, the likeliest first."""
    stripped = sign.strip("\u200e\u200f ")
    sure = code_of(stripped)
    loose = loose_signs().get(stripped) or loose_signs().get(stripped.upper(), ())
    return tuple(dict.fromkeys((*([sure] if sure else ()), *loose)))
