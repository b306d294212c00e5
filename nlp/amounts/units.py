"""Units as sellers write them, and what they are in grams, millilitres or pieces.

Factors: one ounce is 28.349523125 g and one pound 453.59237 g by the international yard and pound agreement of 1959; a tola is 180 grains,
11.6638038 g. Street words are parts of them: an eighth is of an ounce, a point a tenth of a gram.
"""

from decimal import Decimal

_UNIT_SPELLINGS = {
    "g": "g gr grs gm gms gram grams gramm gramme grammes gramo gramos grammen grammi г гр грамм",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramm kilogrammes kilogramos кг",
    "mg": "mg mgs milligram milligrams milligramm miligramos мг",
    "ug": "ug µg μg mcg microgram micrograms mikrogramm mics мкг",
    "oz": "oz ozs ounce ounces unze unzen once onces onza onzas zip zips zed",
    "lb": "lb lbs pound pounds pfund elbow elbows",
    "t": "tonne tonnes ton tons tonnen tonelada toneladas",
    "tola": "tola tolas",
    "point": "point points",
    "iu": "iu ui",
    "ml": "ml mls milliliter milliliters millilitre millilitres мл cc",
    "cl": "cl",
    "l": "l ltr liter liters litre litres litro litros",
    "pill": (
        "pill pills pillen pille pilule pilules pastilla pastillas tablet tablets tablette tablettes "
        "tabletten tabs tab tabl tbl comprimé comprimés comprimido comprimidos tableta tabletas compresse "
        "таблеток bars bar"
    ),
    "blotter": "blotter blotters zegel zegels trip trips buvard buvards secante secantes hits hit",
    "capsule": "capsule capsules caps kapsel kapseln gélule gélules cápsula cápsulas kaps капсул",
    "vial": (
        "vial vials ampoule ampoules amp amps ampulle ampullen ampul ampullen ampolla ampollas viales "
        "flacon flacons"
    ),
    "bottle": "bottle bottles flasche flaschen fles flessen bouteille bouteilles botella botellas",
    "cartridge": "cartridge cartridges carts cart kartusche kartuschen",
    "round": "round rounds rds schuss patronen cartouches cartuchos",
    "plant": "plant plants pflanze pflanzen",
    "strip": "strip strips streifen plaquette plaquettes tira tiras",
    "sheet": "sheet sheets bogen vel vellen planche planches plancha planchas",
    "pack": "pack packs packet packets paket pakete pakje pakjes packung packungen paquet paquets paquete paquetes",
    "jar": "jar jars potten",
    "bag": "bag bags baggie baggies beutel zakje zakjes sachet sachets bolsa bolsas",
    "blister": "blister blisters",
    "box": "box boxes schachtel schachteln doos boîte boîtes caja cajas karton carton cartons",
    "magazine": "mag mags magazine magazines magazin magazinen chargeur chargeurs cargador cargadores",
    "patch": "patch patches pflaster",
    "seed": "seed seeds samen zaden graines semillas",
    "note": "note notes bill bills schein scheine billet billets billete billetes biljet biljetten",
    "piece": (
        "pc pcs piece pieces stück stücke stk st stuk stuks pièce pièces unit units unidad unidades uds "
        "item items accounts account cards codes keys ct dose doses dosis teile шт штук szt pezzi logs"
    ),
}
UNITS = {
    spelling: unit
    for unit, spellings in _UNIT_SPELLINGS.items()
    for spelling in spellings.split()
}
"""Spelling, in lower case, to unit."""
STREET = {
    "zip": ("1", "oz"),
    "zips": ("1", "oz"),
    "ounce": ("1", "oz"),
    "oz": ("1", "oz"),
    "onza": ("1", "oz"),
    "unze": ("1", "oz"),
    "qp": ("0.25", "lb"),
    "hp": ("0.5", "lb"),
    "elbow": ("1", "lb"),
    "qtr": ("0.25", "oz"),
    "teenth": ("0.0625", "oz"),
    "teener": ("0.0625", "oz"),
    "henry": ("0.125", "oz"),
    "eightball": ("0.125", "oz"),
    "kilo": ("1", "kg"),
    "lb": ("1", "lb"),
}
"""Words that are an amount by themselves."""
HALVED = {"o": "oz", "oz": "oz", "z": "oz", "p": "lb", "k": "kg", "g": "g", "zip": "oz"}
"""What a letter means behind "half": "half o", "half p"."""
ARTICLED = frozenset({"g", "kg", "oz", "lb", "t", "l", "tola"})
"""Units that "a" makes an amount of: "a kilo"."""
_BASES = {
    "g": ("g", "1"),
    "kg": ("g", "1000"),
    "mg": ("g", "0.001"),
    "ug": ("g", "0.000001"),
    "oz": ("g", "28.349523125"),
    "lb": ("g", "453.59237"),
    "t": ("g", "1000000"),
    "tola": ("g", "11.6638038"),
    "point": ("g", "0.1"),
    "ml": ("ml", "1"),
    "cl": ("ml", "10"),
    "l": ("ml", "1000"),
}
DOSES = frozenset({"mg", "ug", "iu"})
"""Units that say how strong one piece is, where a count stands beside them."""
_DIGITS = 9


def in_base_units(amount: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return an amount in grams or millilitres, or as it is when its unit is countable."""
    base, factor = _BASES.get(unit, (unit, "1"))
    return round(amount * Decimal(factor), _DIGITS).normalize() + 0, base
