from testmarkets.world.handles import HandleMaker
from testmarkets.world.identifiers.identifier import seeded


def test_fresh_handles_never_repeat() -> None:
    maker = HandleMaker(seeded(1))

    handles = [maker.fresh().lower() for _ in range(600)]

    assert len(set(handles)) == 600


def test_variants_differ_and_still_resemble() -> None:
    maker = HandleMaker(seeded(2))
    for _ in range(200):
        variant = maker.variant("QuietOtter")
        assert variant != "QuietOtter"
        kept = sum(char in variant for char in "QuietOtter")
        assert kept >= 5
        assert abs(len(variant) - len("QuietOtter")) <= 5


def test_handle_without_letters_to_change_gets_a_suffix() -> None:
    maker = HandleMaker(seeded(3))

    assert all(maker.variant("BLWK") != "BLWK" for _ in range(50))


def test_crowds_have_handles_coined_from_syllables() -> None:
    maker = HandleMaker(seeded("crowd"), is_crowded=True)

    handles = [maker.fresh().lower() for _ in range(3_000)]

    assert len(set(handles)) == len(handles)
