import numpy as np
import pytest

from nlp.linking.terms import (
    BUCKETS,
    MAX_STYLE_CHARS,
    Manner,
    TermVector,
    bucket_of,
    masked_text,
    read_terms,
    spell_terms,
    style_listings,
    style_texts,
)
from tests.nlp.linking.witnesses.pairs import account


def vector(**values: float) -> TermVector:
    """Return a vector whose terms are ``b3`` for bucket 3."""
    pairs = sorted((int(name[1:]), value) for name, value in values.items())
    return TermVector(
        buckets=np.array([bucket for bucket, _ in pairs], dtype=np.int32),
        values=np.array([value for _, value in pairs], dtype=np.float32),
    )


def test_dot_is_over_the_shared_terms() -> None:
    one, other = vector(b1=1, b4=2, b9=3), vector(b4=5, b9=0.5, b20=7, b30=1)
    assert one.dot(other) == other.dot(one) == 2 * 5 + 3 * 0.5
    assert one.shared(other)[0].tolist() == [4, 9]
    assert one.dot(vector()) == vector().dot(one) == 0.0


def test_a_term_has_the_same_number_in_every_process() -> None:
    # Worked out once; a hash that changes makes stored statistics worthless.
    assert bucket_of("amber") == 70616
    runs = read_terms(Manner.CHARACTERS, account("a", {"title": "abc"}).listings)
    assert runs.buckets.tolist() == [219442]


@pytest.mark.parametrize("manner", list(Manner))
def test_terms_are_spelt_out_again(manner: Manner) -> None:
    listings = account("a", {"title": "Best [amber] 10g", "description": "- fine"})
    terms = read_terms(manner, listings.listings)
    spelt = spell_terms(manner, listings.listings, terms.buckets)
    assert sorted(set(spelt.values())) == terms.buckets.tolist()
    assert terms.buckets.max() < BUCKETS
    few = spell_terms(manner, listings.listings, terms.buckets[:1])
    assert set(few.values()) == {int(terms.buckets[0])}


def test_signs_are_words_and_neighbours_count() -> None:
    listings = account("a", {"title": "Amber ★ amber"}).listings
    terms = read_terms(Manner.WORDS, listings)
    assert set(spell_terms(Manner.WORDS, listings, terms.buckets)) == {
        *("Amber", "★", "amber", "Amber ★", "★ amber"),
    }


def test_a_second_use_counts_less_than_the_first() -> None:
    listings = account("a", {"title": "amber amber amber"}).listings
    terms = read_terms(Manner.WORDS, listings)
    value = dict(zip(terms.buckets.tolist(), terms.values, strict=True))
    assert value[bucket_of("amber")] == pytest.approx(1 + np.log(3))


def test_a_habit_counts_by_the_share_of_listings_that_show_it() -> None:
    titles = ["amber!", "copper!", "silver!", "gold"]
    terms = read_terms(
        Manner.HABITS, account("a", *({"title": one} for one in titles)).listings
    )
    value = dict(zip(terms.buckets.tolist(), terms.values, strict=True))
    assert value[bucket_of("title:casing:small")] == pytest.approx(1.0)
    assert value[bucket_of("title:sign:!")] == pytest.approx(0.75**0.5)


def test_a_profile_is_read_for_habits_alone() -> None:
    who = account("a", {"title": "amber!"}, profile="We Ship Pls", handle="")
    assert style_texts(Manner.WORDS, who) == style_listings(who)
    terms = read_terms(Manner.HABITS, style_texts(Manner.HABITS, who))
    value = dict(zip(terms.buckets.tolist(), terms.values, strict=True))
    # Beside one listing, the profile counts as two.
    assert value[bucket_of("text:short:pls")] == pytest.approx((2 / 3) ** 0.5)
    assert value[bucket_of("title:sign:!")] == pytest.approx((1 / 3) ** 0.5)
    assert bucket_of("title:casing:none") not in value


def test_digits_are_masked_and_blanks_folded() -> None:
    listings = account("a", {"title": "10g  of\tamber 7", "description": "x"}).listings
    assert masked_text(listings) == "00g of amber 0\nx"


def test_identifiers_are_no_style() -> None:
    text = "write to me@mail.example or @amberman or 1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
    (listing,) = style_listings(account("a", {"title": text}))
    assert listing.title.split() == ["write", "to", "or", "or"]
    long_word = "Geschwindigkeitsbegrenzung 10g@50"
    (listing,) = style_listings(account("a", {"title": long_word}))
    assert listing.title == long_word


def test_texts_are_capped_and_half_characters_replaced() -> None:
    long = "word " * MAX_STYLE_CHARS
    offers = [{"title": "\ud800 amber", "description": long}, {"title": "left out"}]
    listings = style_listings(account("a", *offers))
    assert [one.listing_id for one in listings] == ["a/0"]
    assert len(listings[0].title) + len(listings[0].description) <= MAX_STYLE_CHARS
    assert listings[0].title == "? amber"
    assert bucket_of("\ud800") < BUCKETS


@pytest.mark.parametrize("manner", list(Manner))
def test_an_account_without_listings_has_no_terms(manner: Manner) -> None:
    assert not len(read_terms(manner, style_listings(account("a"))).buckets)
