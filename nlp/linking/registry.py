"""All witnesses, in the order of ``EvidenceKind``."""

from typing import Any

from nlp.linking.witness import Witness
from nlp.linking.witnesses.activity_hours import ActivityHours
from nlp.linking.witnesses.characters import CharacterProfile
from nlp.linking.witnesses.conflicting_key import ConflictingKey
from nlp.linking.witnesses.declared_alias import DeclaredAlias
from nlp.linking.witnesses.feedback_overlap import FeedbackOverlap
from nlp.linking.witnesses.habits import WritingHabits
from nlp.linking.witnesses.handle_similarity import HandleSimilarity
from nlp.linking.witnesses.lexical import LexicalProfile
from nlp.linking.witnesses.meaning import MeaningWitness
from nlp.linking.witnesses.migration import Migration
from nlp.linking.witnesses.mirrored_profile import MirroredProfile
from nlp.linking.witnesses.near_duplicates import NearDuplicateListings
from nlp.linking.witnesses.price_vector import PriceVector
from nlp.linking.witnesses.product_mix import ProductMix
from nlp.linking.witnesses.shared_image import SharedImage
from nlp.linking.witnesses.shared_values import SharedAddress, SharedContact, SharedKey
from nlp.linking.witnesses.shipping import Shipping

WITNESSES: tuple[Witness[Any], ...] = (
    SharedKey(),
    SharedAddress(),
    SharedContact(),
    SharedImage(),
    DeclaredAlias(),
    ConflictingKey(),
    NearDuplicateListings(),
    HandleSimilarity(),
    MirroredProfile(),
    LexicalProfile(),
    CharacterProfile(),
    MeaningWitness(),
    WritingHabits(),
    ProductMix(),
    PriceVector(),
    Shipping(),
    ActivityHours(),
    Migration(),
    FeedbackOverlap(),
)
"""One instance a kind; none holds any state."""
