"""Cities and adjectives that stand for a country in an offer. Facts after GeoNames and CLDR."""

from collections.abc import Iterator
from functools import cache

from nlp.places.names import key_of

_CITIES = {
    "AE": "dubai|abu dhabi",
    "AR": "buenos aires",
    "AT": "wien|vienna|vienne|wenen|viena|graz|linz|salzburg|innsbruck",
    "AU": "sydney|melbourne|brisbane|perth|adelaide|canberra|gold coast|nsw|victoria australia|queensland|tasmania|hobart",
    "BE": "brussels|brussel|bruxelles|brüssel|antwerp|antwerpen|anvers|ghent|gent|liège|liege|charleroi|bruges|brugge",
    "BR": "são paulo|sao paulo|rio de janeiro|brasília",
    "CA": "toronto|vancouver|montreal|montréal|ottawa|calgary|edmonton|winnipeg|quebec|québec|ontario|british columbia|alberta|"
    "mississauga|kelowna",
    "CH": "zürich|zurich|genf|geneva|genève|geneve|basel|bern|lausanne",
    "CN": "beijing|shanghai|shenzhen|guangzhou|wuhan",
    "CO": "bogotá|bogota|medellín|medellin|cali colombia",
    "CZ": "prag|prague|praha|praag|praga|brno|ostrava",
    "DE": "berlin|hamburg|münchen|munich|muenchen|köln|koeln|cologne|keulen|frankfurt|frankfurt am main|stuttgart|düsseldorf|leipzig|"
    "dresden|bremen|hannover|nürnberg|dortmund|essen|bayern|bavaria|nrw|sachsen|hessen",
    "DK": "copenhagen|københavn|kopenhagen|aarhus",
    "ES": "madrid|barcelona|valencia|sevilla|seville|málaga|malaga|bilbao|ibiza|marbella|alicante|galicia",
    "FI": "helsinki|tampere|turku|espoo",
    "FR": "paris|marseille|lyon|toulouse|nice france|nantes|bordeaux|lille|strasbourg|montpellier|rennes",
    "GB": "london|londres|londen|manchester|birmingham|liverpool|leeds|glasgow|edinburgh|bristol|sheffield|cardiff|belfast|"
    "nottingham|leicester|bradford|newcastle|essex|kent",
    "GR": "athens|athen|athene|athènes|thessaloniki",
    "HU": "budapest",
    "IE": "dublin|cork|galway|limerick",
    "IN": "mumbai|delhi|new delhi|bangalore|kolkata|chennai|goa",
    "IT": "rome|rom|roma|milan|milano|mailand|naples|napoli|turin|torino|bologna",
    "JP": "tokyo|tokio|osaka",
    "MX": "mexico city|ciudad de méxico|cdmx|tijuana|guadalajara|monterrey",
    "NL": "amsterdam|rotterdam|den haag|the hague|utrecht|eindhoven|maastricht|groningen|tilburg|breda|almere|nijmegen|arnhem",
    "NO": "oslo|bergen|trondheim",
    "NZ": "auckland|wellington|christchurch",
    "PL": "warsaw|warschau|warszawa|varsovie|kraków|krakow|krakau|gdańsk|gdansk|wrocław|wroclaw|poznań|łódź|katowice",
    "PT": "lisbon|lisboa|lissabon|lisbonne|porto",
    "RO": "bucharest|bucurești|bukarest|cluj",
    "RU": "moscow|moskau|moskou|moscou|москва|saint petersburg|st petersburg|санкт-петербург|спб|екатеринбург",
    "SE": "stockholm|gothenburg|göteborg|malmö|malmo|uppsala",
    "TH": "bangkok|pattaya|phuket|chiang mai",
    "TR": "istanbul|ankara|izmir|antalya",
    "UA": "kyiv|kiev|kiew|киев|київ|одесса|odesa|odessa|kharkiv|lviv",
    "US": "new york|nyc|new york city|los angeles|chicago|houston|miami|san francisco|seattle|boston|las vegas|vegas|denver|phoenix|"
    "philadelphia|atlanta|dallas|detroit|san diego|california|texas|florida|ohio|michigan|oregon|colorado|tennessee|nevada|arizona|"
    "illinois|new jersey|massachusetts|west coast|east coast",
    "ZA": "johannesburg|cape town|durban|pretoria",
}
_ADJECTIVES = {
    "AT": "austrian|österreichisch|österreichische|österreichischer",
    "AU": "australian|aussie|oz|down under",
    "BE": "belgian|belgisch|belgische|belge",
    "CA": "canadian|kanadisch|kanadische",
    "CH": "swiss|schweizer|zwitserse",
    "CO": "colombian|kolumbianisch|kolumbianische",
    "CN": "chinese|chinesisch",
    "CZ": "czech|tschechisch|tschechische",
    "DE": "german|deutsch|deutsche|deutscher|deutschen|duits|duitse|allemand|allemande|alemán|alemana|ger",
    "DK": "danish|dänisch|deense",
    "ES": "spanish|spanisch|spanische|spaans|spaanse|espagnol|español|española|spain domestic",
    "FI": "finnish|finnisch",
    "FR": "french|französisch|französische|frans|franse|français|française|francés|francesa",
    "GB": "british|english|scottish|welsh|britisch|britische|brits|britse|britannique|británico",
    "IE": "irish|irisch",
    "IT": "italian|italienisch|italienische|italiaans",
    "NL": "dutch|niederländisch|niederländische|nederlands|nederlandse|néerlandais|holländisch|hollands|hollandais|holandés",
    "NO": "norwegian|norwegisch",
    "NZ": "kiwi",
    "PL": "polish|polnisch|polnische|pools|poolse|polski|polska",
    "PT": "portuguese|portugiesisch",
    "RO": "romanian|rumänisch",
    "RU": "russian|russisch|russische",
    "SE": "swedish|schwedisch|zweeds",
    "UA": "ukrainian|ukrainisch",
    "US": "american|amerikanisch|amerikanische|amerikaans|américain|estadounidense|stateside|the states|states|'murica",
    "WORLD": "int|intl|int'l|internationally|all over the world|across the globe|the globe|globe|globally|overseas|abroad|ins ausland|"
    "buitenland|l'étranger|extranjero|any country|everywhere else|rest of world|rest of the world|row",
    "EU": "european|europäisch|europäische|europees|europese|européen|européenne|europeo|europea|schengen|eu countries|within europe|"
    "inside eu|eu zone|mainland europe|rest of europe|rest of eu|across europe",
}


@cache
def further_names() -> dict[str, str]:
    """Return the country of every city, state and adjective, by its key."""
    return dict(_entries())


def _entries() -> Iterator[tuple[str, str]]:
    for table in (_CITIES, _ADJECTIVES):
        for code, words in table.items():
            yield from ((key_of(word), code) for word in words.split("|"))
