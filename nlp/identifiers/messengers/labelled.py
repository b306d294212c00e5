"""Names that only the word beside them makes an identifier: "wickr: name"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.identifiers.messengers.labels import is_label, is_named, nearest_messenger

_FOLLOWERS = (
    r"(?: ?(?:me|pro|id|user|user ?name|handle|name|contact|kontakt|channel|kanal|is|ist|at"
    r"|number|no\.?|nr\.?|nummer|uin|#))?"
)
_SEPARATOR = (
    r"""(?: ?[:=|>→➜»]{1,3}| ?(?P<weak>[~–—•*-]|->|=>){1,2})[ \n]?["'`«\[(<]?"""
)
_JOINED = r"(?: ?[/&+,|] ?(?:telegram|tg|wickr|signal|session|threema|whatsapp|discord)(?: me)?){0,2}"
_ON = r" ?(?:[\[(] ?|(?:on|via|auf|bei|op|sur|por|en) )"
_TELLING = re.compile(r"[0-9_]")
"""What prose words lack: a name that has it needs no separator before it."""
_PROSE_BEHIND = re.compile(r" [a-z]")
"""A word behind the name: beside a mere dash, the "name" is a word of the sentence too."""
_NO_HANDLE = re.compile(
    r"(?P<one>.)(?P=one)*|[0-9]{1,5}"
    r"|[0-9]+(?:mc?g|ug|k?g|gr|ml|oz|lbs?|x|pcs|pills?|tabs?|days?|months?|years?|hrs?|min|usd|eur|gbp|k)",
    re.IGNORECASE,
)
"""One letter over and over, a year, an amount: "wickr 250mg" is a pill."""
_EVERYBODY = frozenset({"all", "channel", "everyone", "here"})
"""What chats take for everybody behind an ``@``."""
_NO_NAMES = frozenset(
    """
    about above accepted account active add added address after again all also always and
    any anytime are ask available back bank because before below best bot but buy call can
    channel chat check click coming contact customers delivery deal details discreet either
    encrypted even every everyone fast fastest first find follow for free from group have
    handle hello help here him his hit how http https info it its join just link list live
    mail main many me message messages more most my name need never new news no none not
    note now number of offline on online only open or order ordering orders other our out
    please possible prefered preferred price prices private profile pgp phone question
    questions quick quickest reach ready real reply request requests response sales same
    scam see sell send seller shop soon sorry start stock store support text than thanks
    that the them then there these they this through to update updates upon use used user
    username vendor via wait want was we welcome what when where which who why will with
    without works write yes you your
    acct accts aged asap boost boosted boosts busy channels closed crypto daily dead deleted discontinued
    down everybody everyone faster followers gone groups install inactive instant later likes members
    monthly nitro numbers pending permanently premium refund reship seller selling server servers session
    sessions signal soonest subs subscriber subscribers tba tbc tbd unavailable unknown upcoming users
    vendors verified views weekly yearly
    alleine als anfrage anfragen aktuell auch auf bei bestellen bestellung bitte das dem den
    der die dort ein erreichbar fragen für gerne hier immer ist kein keine kontakt kunden
    mein meine mich mit nachricht neu neue nicht nur oder ohne profil schnell schreiben
    sicher siehe sind und unser unsere unten verfügbar von wir zum zur
    alleen bericht bestellingen bij een en graag het met niet ons onze vragen voor
    avec bonjour commande commandes contactez dans des disponible est les nos notre nous
    pour sur uniquement seulement vous votre
    aqui aquí como con consultas contacto del disponible el escribe escribeme está este
    grupo las los más nuestro para pedidos perfil por pregunta preguntas solo sólo somos una
    """.split()  # noqa: SIM905  (a paragraph of words is easier to keep than a column)
)


@dataclass(frozen=True, slots=True)
class LabelledName:
    """A name in a clean text and whether its form alone makes it one."""

    start: int
    end: int
    name: str
    is_explicit: bool
    """Whether an ``@`` or a separator introduces it."""


class LabelledNames:
    """Finds the names that stand beside one messenger's label.

    Args:
        messenger: The name of the messenger's group among all labels.
        label: Regular expression of the label.
        name: Regular expression of a name, bounded in length.
        stems: Pieces in lower case, one of which every spelling of the label holds.
    """

    def __init__(
        self, messenger: str, label: str, name: str, *, stems: tuple[str, ...]
    ) -> None:
        flags = re.IGNORECASE
        name = f"(?P<at>@ ?)?(?P<name>{name})"
        tail = r"(?![\w@]|[.-][A-Za-z0-9]|\.{2}|…)"
        start = r"(?<![A-Za-z0-9_])"
        self._messenger, self._stems = messenger, stems
        self._after_label = re.compile(
            rf"{start}{label}{_FOLLOWERS}{_JOINED}(?:(?P<sep>{_SEPARATOR})|\s){name}{tail}",
            flags,
        )
        self._before_label = re.compile(
            rf"(?<![A-Za-z0-9_.@/-]){name}{_ON}{label}(?!\w)", flags
        )
        at_name = name.replace("@ ?)?", "@ ?)", 1)
        self._at_name = re.compile(rf"(?<![A-Za-z0-9_.@/-]){at_name}{tail}", flags)

    def find(self, text: str) -> Iterator[LabelledName]:
        """Yield names after the label, before it ("name on wickr") and ``@`` names near it."""
        if not is_named(text, self._stems, self._messenger):
            return
        ends: set[int] = set()
        for pattern in (self._after_label, self._before_label):
            for name in self._labelled(text, pattern):
                ends.add(name.end)
                yield name
        if "@" not in text:
            return
        yield from self._at_names(text, ends)

    def _at_names(self, text: str, known_ends: set[int]) -> Iterator[LabelledName]:
        for match in self._at_name.finditer(text):
            if match.end() in known_ends or _is_word_behind_at(match):
                continue
            label = nearest_messenger(text, match.start())
            if label is not None and label[self._messenger] is not None:
                yield LabelledName(*match.span(), match["name"], is_explicit=True)

    def _labelled(self, text: str, pattern: re.Pattern[str]) -> Iterator[LabelledName]:
        for match in pattern.finditer(text):
            name = match["name"]
            is_explicit = bool(match["at"] or match.groupdict().get("sep"))
            if _NO_HANDLE.fullmatch(name) or _is_word_behind_at(match):
                continue
            if match["at"] or (
                name.lower() not in _NO_NAMES
                and not is_label(name)
                and (_TELLING.search(name) or _is_introduced(text, match))
            ):
                start = match.start("at") if match["at"] else match.start("name")
                yield LabelledName(
                    start, match.end("name"), name, is_explicit=is_explicit
                )


def _is_word_behind_at(match: re.Match[str]) -> bool:
    """Whether an ``@`` stands for "at", or for everybody: "telegram @ anytime", "@everyone"."""
    name = match["name"].lower()
    is_apart = (match["at"] or "").endswith(" ")
    return bool(match["at"]) and (
        name in _EVERYBODY or (is_apart and name in _NO_NAMES)
    )


def _is_introduced(text: str, match: re.Match[str]) -> bool:
    """Whether a separator says that a name follows, and no sentence goes on behind it."""
    groups = match.groupdict()
    if not groups.get("sep"):
        return False
    return not groups["weak"] or _PROSE_BEHIND.match(text, match.end()) is None
