"""The topics of MISP's ``dark-web`` taxonomy, and which of them a fraud offer has.

Source of the vocabulary: MISP taxonomies, ``dark-web/machinetag.json``, version 11, predicate ``topic``.
"""

import re
from collections import Counter
from collections.abc import Iterable

from core.text import fold

DARK_WEB_TOPICS = frozenset(
    {
        "drugs-narcotics",
        "electronics",
        "finance",
        "finance-crypto",
        "credit-card",
        "cash-in",
        "cash-out",
        "escrow",
        "hacking",
        "identification-credentials",
        "intellectual-property-copyright-materials",
        "pornography-adult",
        "pornography-child-exploitation",
        "pornography-illicit-or-illegal",
        "search-engine-index",
        "unclear",
        "extremism",
        "violence",
        "weapons",
        "softwares",
        "counterfeit-materials",
        "gambling",
        "library",
        "other-not-illegal",
        "legitimate",
        "chat",
        "mixer",
        "mystery-box",
        "anonymizer",
        "vpn-provider",
        "email-provider",
        "ponies",
        "games",
        "parody",
        "whistleblower",
        "ransomware-group",
        "hitman",
        "directory-provider",
    }
)
"""Every value that ``dark-web:topic`` may have."""

FRAUD_TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "credit-card",
        (
            *("card", "carding", "cc", "ccs", "cvv", "cvv2", "ccv", "dump", "fullz"),
            *("amex", "bin", "emv", "skimmer", "track", "track1", "track2", "karte"),
            *("kreditkarte", "kreditkarten", "kreditkartendaten", "karten", "carte"),
            *("tarjeta", "creditcardgegevens", "kartendaten", "carta", "visa"),
        ),
    ),
    (
        "cash-out",
        ("cashout", "cash", "transfer", "mule", "mulas", "drop", "bankdrop", "refund"),
    ),
    (
        "softwares",
        ("licence", "license", "lizenzschlussel", "software", "windows", "office"),
    ),
    (
        "hacking",
        (
            *("access", "backdoor", "booter", "botnet", "combo", "combolist", "cookie"),
            *("cpanel", "crypter", "database", "datenbank", "ddos", "exploit", "hack"),
            *("hacked", "infostealer", "keylogger", "kit", "leak", "leaked", "loader"),
            *("log", "malware", "otp", "panel", "phishing", "ransomware", "rat", "rdp"),
            *("scam", "scampage", "shell", "sim", "smtp", "spamming", "ssh", "stealer"),
            *("swap", "trojan", "vps", "webshell", "spoofing", "spoofer", "numlist"),
        ),
    ),
    (
        "identification-credentials",
        (
            *("account", "compte", "conto", "conti", "cuenta", "credential", "dob"),
            *("fullz", "identity", "konto", "konten", "login", "logins", "password"),
            *("rekening", "rekeningen", "selfie", "ssn", "zugang", "zugange"),
            *("zugangsdaten", "kyc", "mailkonten", "spielekonten", "bankkonten"),
        ),
    ),
    (
        "finance-crypto",
        ("binance", "bitcoin", "coinbase", "crypto", "exchange", "kraken", "wallet"),
    ),
    (
        "finance",
        (
            *(
                "bank",
                "bankkonten",
                "bankzugange",
                "cheque",
                "check",
                "gift",
                "gutschein",
            ),
            *("giftcard", "loan", "paypal", "voucher", "zelle", "revolut", "venmo"),
        ),
    ),
)
"""Words in the values of FRAUD mentions, folded and in the singular, by the topic they speak for; the most specific topic first."""
BROADEST_FRAUD_TOPIC = "finance"
"""Of fraud that no word tells more of."""

_WORD = re.compile(r"\w+")
_TOPICS_OF: dict[str, list[str]] = {}
for _topic, _words in FRAUD_TOPICS:
    for _word in _words:
        _TOPICS_OF.setdefault(_word, []).append(_topic)
_ORDER = [topic for topic, _ in FRAUD_TOPICS]


def fraud_topics(values: Iterable[str]) -> tuple[str, ...]:
    """Return the topics of a fraud offer, what it offers most first.

    Args:
        values: The values of its FRAUD mentions, one a mention.

    Returns:
        At least one topic; of topics named equally often the more specific first.
    """
    named: Counter[str] = Counter()
    for value in values:
        named.update(_topics_of(value))
    ranked = sorted(named, key=lambda topic: (-named[topic], _ORDER.index(topic)))
    return tuple(ranked) or (BROADEST_FRAUD_TOPIC,)


def _topics_of(value: str) -> set[str]:
    words = _WORD.findall(fold(value))
    spelt = {form for word in words for form in (word, word.removesuffix("s"))}
    return {topic for word in spelt for topic in _TOPICS_OF.get(word, ())}
