"""What markets call things, in several languages: labels, addresses, categories."""

import re

from core.records import Category
from core.text import fold
from crawlers.profile.pages import PageKind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LABELS: dict[PageKind, dict[str, str]] = {
    PageKind.LISTING: {
        "vendor_handle": r"vendor|seller|sold by|offered by|by|verkaufer|verkauf durch|anbieter|handler|verkoper|"
        r"aangeboden door|vendeur|vendu par|vendedor|vendido por|merchant|dealer|shop|store|vendor name|seller name",
        "price": r"(?:fixed |sale |unit |your |our |item )?price|preis|prijs|prix|precio|cost|kosten|"
        r"(?:price|preis|prijs|prix) (?:per|pro|par) \w+|price \(\w+\)",
        "ships_from": r"(?:ships?|shipped|shipping|sent|delivers?|delivery|posted) from|origin|origin country|from|"
        r"versand (?:aus|von)|versendet aus|lieferung aus|herkunft|verzonden vanuit|verzending (?:van|vanuit)|"
        r"expedie (?:de|depuis)|envoi depuis|origine|provenance|envio desde|enviado desde|origen|location",
        "ships_to": r"(?:ships?|shipped|shipping|sent|delivers?|delivery|posts) to|destinations?|to|"
        r"versand nach|versendet nach|lieferung nach|lieferung|liefert nach|verzending naar|levert aan|"
        r"expedie vers|livraison(?: vers)?|envio a|envia a|destino",
        "stock": r"(?:in |left in |items in )?stock|available|availability|quantity(?: left| available)?|left|"
        r"lieferbar|auf lager|bestand|verfugbar|vorrat|voorraad|op voorraad|disponible|en stock|"
        r"disponibilite|existencias",
        "sold": r"sold(?: so far)?|sales|times sold|orders|purchases|units sold|verkauft|verkaufe|verkocht|"
        r"vendus?|ventes|vendidos?|ventas",
        "unit": r"unit(?: type)?|menge|einheit|eenheid|hoeveelheid|unite|quantite|unidad|cantidad|weight|gewicht|measure",
        "listed_at": r"listed(?: on| at| since)?|added(?: on)?|posted(?: on)?|date(?: added| listed)?|published|created|"
        r"eingestellt(?: am)?|datum|toegevoegd|geplaatst(?: op)?|ajoute(?: le)?|publie(?: le)?|publicado|since",
        "category_path": r"categor(?:y|ies)|kategorie|rubrik|categorie|categoria|section",
        "external_id": r"(?:listing|product|item|offer|ad|angebots?)[ -]?(?:id|no\.?|number|nummer|#)|artikelnummer|id",
        "description": r"description|details|beschreibung|omschrijving|descripcion",
    },
    PageKind.VENDOR: {
        "handle": r"user ?name|user|vendor|seller|name|handle|nick(?:name)?|benutzer(?:name)?|gebruiker(?:snaam)?|"
        r"verkaufer|pseudo|usuario",
        "contact": r"contact|reach me|jabber|xmpp.{0,12}|e-?mail|kontakt|telegram|wickr|session|signal|tox|icq|contacto",
        "registered_on": r"(?:member|vendor|seller|user|registered|joined|here) since|registered(?: on)?|"
        r"joined(?: on)?|registration(?: date)?|signed up|dabei seit|mitglied seit|registriert(?: seit| am)?|"
        r"lid sinds|geregistreerd(?: op)?|membre depuis|inscrit(?: le| depuis)?|miembro desde|registrado",
        "last_seen_on": r"last (?:seen|login|active|online|logged in|visit|activity)(?: on)?|"
        r"zuletzt (?:gesehen|aktiv|online)|letzter? (?:login|besuch)|laatst (?:gezien|online|actief)|"
        r"derniere (?:connexion|visite|activite)|vu le|ultima (?:conexion|vez|visita)",
        "rating_percent": r"(?:positive|good)(?: feedback| ratings?)?|rating|feedback(?: score)?|satisfaction|"
        r"zufriedenheit|bewertung(?:en)?|beoordeling|positief|note|evaluation|valoracion",
        "sales": r"(?:total |completed )?(?:sales|orders|deals|trades|transactions)|verkaufe|verkopen|ventes|ventas",
        "level": r"(?:vendor |trust |seller |user )?level|rank|stufe|rang|niveau|nivel|grade|class",
    },
    PageKind.FEEDBACK: {},
    PageKind.CATEGORY: {},
}
"""Expressions over a whole folded label, by record field."""
ADDRESS_WORDS: dict[str, frozenset[str]] = {
    "listing": _words(
        "listing product item offer angebot viewtopic topic thread ad produkt artikel article annonce "
        "produit producto aanbieding p l"
    ),
    "vendor": _words(
        "vendor seller user profile member memberlist verkaeufer verkaufer haendler verkoper vendeur "
        "vendedor shop store u v anbieter"
    ),
    "category": _words(
        "category categorie categories cat c rubrik kategorie viewforum forum search result index home "
        "browse list section products listings catalog suche market"
    ),
    "feedback": _words(
        "feedback review rating bewertung comment avis beoordeling reviews feedbacks ratings"
    ),
    "login": _words("login signin auth anmelden anmeldung inloggen connexion"),
    "challenge": _words("captcha challenge ddos antiddos wait queue verify"),
    "missing": _words("missing notfound error"),
}
"""Words of addresses and file names, by what they lead to."""
TAXONOMY: dict[Category, str] = {
    Category.DRUGS: r"drug|drogen?\b|cannabis|weed|hash|stimul|cocain|kokain|coke|mdma|ecstasy|xtc|lsd|psyche|opi|heroin|"
    r"benzo|pharma|prescription|medika|steroid|ketamin|amphet|speed\b|meth\b|mushroom|dissoc|chemical|edible|"
    r"substanc|tobacco|highs\b|drogue|droga|rauschmittel",
    Category.WEAPONS: r"weapon|waffe|wapen|arme?s?\b|armas?\b|armou?ry|firearm|gun|ammo|munition|knife|knives|steel|defen[cs]e",
    Category.COUNTERFEITS: r"counterfeit|falschung|faelschung|replica|fake(?!.*\b(?:id|pass))|namaak|contrefacon|copies|watches",
    Category.DOCUMENTS: r"document|passport|identity|ausweis|papers?\b|papiere|fake ids?|\bids?\b|licen[cs]e|dokument|certificat",
    Category.FRAUD: r"fraud|card|account|konten|konto|bank|fullz|cvv|dumps|carding|betrug|plastic|paypal|logins?\b|scam|money",
    Category.OTHER: r"other|misc|sonstige|verschiedene|everyday|odds|digital|guide|tutorial|ebook|software|hosting|service|jewel|overig|divers",
}
PAGING_KEYS = _words("page p pg start offset seite pagina from skip")
DATE_FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d.%m.%y", "%d %b %Y %H:%M", "%d %b %Y",
    "%d %B %Y %H:%M", "%d %B %Y", "%d. %B %Y", "%b %d, %Y %H:%M", "%b %d, %Y %I:%M %p", "%b %d, %Y", "%B %d, %Y", "%B %d, %Y %H:%M",
    "%a %b %d, %Y %I:%M %p", "%a %b %d, %Y", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%B %Y",
)  # fmt: skip
"""Tried in order; the first that fits all dates of a field wins."""
_NOISE = re.compile(
    r"server time|search|password|user ?name|captcha|exchange|balance|wallet|^(?:btc|xmr|ltc|bch|usd|eur)\b|"
    r"logged in|language|sort|page|https?|^(?:pin|re|note|ps|warning|dream|alphabay|hansa|empire)$"
)
_COMMON = {
    "en": "the and with from for your you this",
    "de": "und der die das mit nicht von fur ist",
    "nl": "het een van met voor niet zijn naar",
    "fr": "les des avec pour dans est vous une",
    "es": "los las con para una que por del",
    "it": "che con per una sono della gli nel",
    "pt": "que com para uma os das nao por",
}


def folded_label(text: str) -> str:
    """Return a label as the expressions of `LABELS` see it."""
    return fold(" ".join(text.split())).rstrip(": ").strip()


def field_of_label(kind: PageKind, text: str) -> str | None:
    """Return the record field that a label names."""
    label = folded_label(text)
    for name, pattern in LABELS[kind].items():
        if re.fullmatch(pattern, label):
            return name
    return None


def is_noise(text: str) -> bool:
    """Return whether a label belongs to the frame around every page."""
    return bool(_NOISE.search(folded_label(text)))


def category_of(name: str) -> Category | None:
    """Return the part of the taxonomy that a market's category name speaks of."""
    text = fold(name)
    for category, pattern in TAXONOMY.items():
        if re.search(rf"\b(?:{pattern})", text):
            return category
    return None


def language_of(texts: list[str], declared: str | None) -> str:
    """Return the language of some pages: as declared, else by its most common words."""
    if declared and re.fullmatch(r"[a-z]{2}", declared[:2].lower()):
        return declared[:2].lower()
    words = [word for text in texts for word in re.findall(r"[a-z]{2,4}", fold(text))]
    counts = {
        language: sum(word in frozenset(common.split()) for word in words)
        for language, common in _COMMON.items()
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else "en"


def address_words(target: str) -> list[str]:
    """Return the words of a path and query, plural endings included and cut off."""
    found = re.findall(r"[a-z]+", target.lower())
    return [form for word in found for form in {word, word.removesuffix("s")}]
