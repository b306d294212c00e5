"""What an unreadable page is, where no marker of the profile says so.

Only pages that could not be read are looked at: a market's own words about scripts and captchas never make content an obstacle.
"""

import re

from core.errors import BlockedError, LayoutChangedError
from crawlers.pages.markers import Obstacle, blocked
from crawlers.pages.view import PageView

OBSTACLE_CHARS = 4_000
"""A page that shows more text than this stands for itself, captcha or not."""
SHELL_CHARS = 400
"""A page that shows more text than this is more than an empty shell."""
_SCRIPTS_WANTED = re.compile(
    r"enable (?:your )?java ?script|java ?script (?:is |must be |has to be )?"
    r"(?:disabled|required|enabled|turned off|not enabled)|"
    r"(?:requires?|needs?) java ?script|turn on java ?script|"
    r"java ?script (?:aktivieren|einschalten|activeren|inschakelen)|"
    r"aktivieren sie (?:bitte )?java ?script|schakel java ?script in|"
    r"activ(?:er|ez|ar|e) (?:el )?java ?script|habilit(?:ar|e) (?:el )?java ?script|"
    r"включите java ?script",
)
_CONTENT = (
    "//body//*[self::img or self::a[@href] or self::form or self::table or self::li]"
    "[not(ancestor::noscript)]"
)
_SHOWN = (
    "//body//text()[normalize-space()][not(ancestor::script or ancestor::style "
    "or ancestor::noscript or ancestor::template)]"
)
_SCRIPT = "//script[not(contains(@type, 'json'))]"
_WAITING = re.compile(r"\s*(?:loading|please wait|one moment|laden|chargement)")
_CAPTCHA = (
    "//*[self::img or self::input or self::form or self::iframe or self::div]"
    "[contains(translate(concat(@id, ' ', @name, ' ', @class, ' ', @src, ' ', @alt), "
    "'CAPTH', 'capth'), 'captcha')]"
)
_PASSWORD = "//input[translate(@type, 'PASWORD', 'pasword')='password']"  # noqa: S105 - a selector, no secret


def explain(view: PageView, error: LayoutChangedError) -> BlockedError | None:
    """Return why a page could not be read, where an obstacle stands in its place."""
    found = obstacle_on(view)
    if found is None:
        return None
    return blocked(found, url=view.url, why=error.message)


def obstacle_on(view: PageView) -> Obstacle | None:
    """Return the obstacle that a page without readable content shows, if any."""
    if len(view.lower_text) > OBSTACLE_CHARS:
        return None
    if view.select(xpath=_CAPTCHA):
        return Obstacle.CHALLENGE
    if view.select(xpath=_PASSWORD):
        return Obstacle.LOGGED_OUT
    return Obstacle.JAVASCRIPT if needs_scripts(view) else None


def needs_scripts(view: PageView) -> bool:
    """Return whether a page shows nothing unless a browser runs its scripts."""
    text = view.lower_text
    if len(text) > SHELL_CHARS:
        return False
    if _SCRIPTS_WANTED.search(text):
        return True
    shown = " ".join(map(str, view.select(xpath=_SHOWN))).strip()
    if shown and not _WAITING.match(shown.casefold()):
        return False
    return bool(view.select(xpath=_SCRIPT)) and not view.select(xpath=_CONTENT)
