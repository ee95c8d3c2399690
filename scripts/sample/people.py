"""The invented people of the sample. All live at the domains that are reserved for examples."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    email: str
    organisation: str
    title: str
    city: str
    country: str

    @property
    def given(self) -> str:
        """The first of the names; family names of more than one word are listed in FAMILY_WORDS."""
        return self.name.rsplit(" ", FAMILY_WORDS.get(self.key, 1))[0]

    @property
    def family(self) -> str:
        return self.name[len(self.given) + 1 :]


FAMILY_WORDS = {"vdberg": 3, "ferreira": 2, "delacruz": 3}

_TIDEWATER = "Tidewater Instruments"

# key | name | address | organisation | title | city | country
_TABLE = f"""
mara      | Mara Ellingsen        | mara@tidewater.example.org       | {_TIDEWATER} | Head of field systems | Bergen | Norway
jonas     | Jonas Okafor          | jonas@tidewater.example.org      | {_TIDEWATER} | Firmware engineer | Bergen | Norway
zoe       | Zoë Brandt            | zoe@tidewater.example.org        | {_TIDEWATER} | Data portal lead | Hamburg | Germany
soren     | Søren Dahl            | soren@tidewater.example.org      | {_TIDEWATER} | Workshop manager | Bergen | Norway
priya     | Priya Raman           | priya@tidewater.example.org      | {_TIDEWATER} | Quality engineer | Bergen | Norway
tomasz    | Tomasz Wójcik         | tomasz@tidewater.example.org     | {_TIDEWATER} | Electronics designer | Gdańsk | Poland
leonie    | Léonie Marchetti      | leonie@tidewater.example.org     | {_TIDEWATER} | Finance | Lyon | France
henrik    | Henrik Aasen          | henrik@tidewater.example.org     | {_TIDEWATER} | Managing director | Bergen | Norway
amina     | Amina Yusuf           | amina@tidewater.example.org      | {_TIDEWATER} | Customer support | Bergen | Norway
oskar     | Oskar Lindqvist       | oskar@tidewater.example.org      | {_TIDEWATER} | Apprentice | Bergen | Norway
misaki    | 田中 美咲             | misaki.tanaka@kaiyo.example.net  | 海洋計測研究所 | 主任研究員 | 横浜 | Japan
kenji     | 小林 健二             | k.kobayashi@kaiyo.example.net    | 海洋計測研究所 | 技術部長 | 横浜 | Japan
olena     | Олена Коваль          | olena.koval@portlab.example.net  | Портова лабораторія | Інженер | Одеса | Ukraine
dmitri    | Дмитрий Орлов         | d.orlov@portlab.example.net      | Портовая лаборатория | Метролог | Рига | Latvia
mei       | 陈梅                  | chen.mei@delta.example.com       | 三角洲水文 | 项目经理 | 上海 | China
jose      | José Álvarez Núñez    | jose.alvarez@costa.example.com   | Puertos de la Costa | Jefe de operaciones | A Coruña | Spain
ferreira  | Inês Sousa Ferreira   | ines.ferreira@costa.example.com  | Puertos de la Costa | Analista | Porto | Portugal
marie     | Marie Lefèvre         | m.lefevre@hydro.example.com      | Hydro Conseil | Ingénieure | Brest | France
pierre    | Pierre Garnier        | p.garnier@hydro.example.com      | Hydro Conseil | Directeur technique | Brest | France
vdberg    | Pieter van den Berg   | pieter@delfland.example.net      | Waterschap Delfland | Beheerder | Delft | Netherlands
sanne     | Sanne Visser          | sanne@delfland.example.net       | Waterschap Delfland | Datamanager | Delft | Netherlands
ruth      | Ruth Abernathy        | ruth@harbourtrust.example.org    | Harbour Trust | Programme officer | Aberdeen | United Kingdom
callum    | Callum Reid           | callum@harbourtrust.example.org  | Harbour Trust | Diver | Aberdeen | United Kingdom
grace     | Grace Mbeki           | grace@capetide.example.org       | Cape Tide Network | Director | Cape Town | South Africa
thabo     | Thabo Nkosi           | thabo@capetide.example.org       | Cape Tide Network | Field technician | Durban | South Africa
linh      | Nguyễn Thị Linh       | linh@mekong.example.org          | Mekong Gauges | Hydrologist | Cần Thơ | Vietnam
arun      | Arun Desai            | arun.desai@example.com           | Desai Batteries | Sales engineer | Pune | India
wanda     | Wanda Kowalczyk       | wanda@kabel.example.com          | Kabel i Syn | Owner | Gdynia | Poland
felix     | Felix Hartmann        | felix.hartmann@example.net       | Hartmann Kunststoffe | Vertrieb | Kiel | Germany
ulrike    | Ulrike Schäfer        | u.schaefer@example.net           | Hartmann Kunststoffe | Buchhaltung | Kiel | Germany
bjorn     | Björn Þórsson         | bjorn@example.org                | | | Reykjavík | Iceland
astrid    | Astrid Ellingsen      | astrid.ellingsen@example.org     | | | Voss | Norway
nils      | Nils Ellingsen        | nils.ellingsen@example.org       | | | Voss | Norway
ingrid    | Ingrid Haugen         | ingrid.haugen@example.org        | Bergen Rowing Club | Secretary | Bergen | Norway
peter     | Peter Nakamura        | peter.nakamura@example.com       | | | Seattle | United States
helena    | Helena Petrović       | helena@example.net               | | Translator | Zagreb | Croatia
samir     | Samir Haddad          | samir.haddad@example.com         | | Photographer | Marseille | France
noor      | نور الدين             | noor@example.org                 | | | Tunis | Tunisia
yael      | יעל ברק               | yael.barak@example.org           | | | Haifa | Israel
dimitra   | Δήμητρα Παπαδάκη      | dimitra@aegean.example.org       | Aegean Survey | Surveyor | Χανιά | Greece
minjun    | 김민준                | minjun.kim@example.com           | | | 부산 | South Korea
rosa      | Rosa Delgado          | rosa@translate.example.com       | Delgado Traducciones | Translator | Madrid | Spain
ivo       | Ivo Horák             | ivo.horak@example.net            | | Climbing guide | Brno | Czechia
agnes     | Ágnes Szabó           | agnes.szabo@example.net          | Szabó Optika | Optician | Szeged | Hungary
mehmet    | Mehmet Yıldız         | mehmet@bosphorus.example.com     | Bosphorus Calibration | Lab lead | İzmir | Türkiye
elif      | Elif Şahin            | elif@bosphorus.example.com       | Bosphorus Calibration | Engineer | İzmir | Türkiye
paul      | Paul O'Connell        | paul.oconnell@example.com        | Galway Boats | Skipper | Galway | Ireland
niamh     | Niamh Byrne           | niamh@example.com                | Galway Boats | Office | Galway | Ireland
delacruz  | Ana de la Cruz        | ana@ccio.example.org             | Coastal Climate Office | Adviser | San Juan | Puerto Rico
george    | George Whitfield      | george@ccio.example.org          | Coastal Climate Office | Programme lead | Halifax | Canada
lucia     | Lucia Ferri           | lucia.ferri@example.org          | Laguna Misure | Tecnica | Chioggia | Italy
marco     | Marco Ferri           | marco.ferri@example.org          | Laguna Misure | Titolare | Chioggia | Italy
sofia     | Sofia Nyström         | sofia@example.net                | | Dentist | Bergen | Norway
erik      | Erik Solberg          | erik.solberg@example.net         | Solberg Regnskap | Accountant | Bergen | Norway
hana      | Hana Novotná          | hana@example.com                 | Print Studio 9 | Designer | Praha | Czechia
victor    | Victor Stanciu        | victor@example.com               | Dunărea Hydro | Hydrologist | Galați | Romania
anja      | Anja Korhonen         | anja@saimaa.example.net          | Saimaa Buoys | Product manager | Lappeenranta | Finland
matti     | Matti Räsänen         | matti@saimaa.example.net         | Saimaa Buoys | Moulding | Lappeenranta | Finland
clara     | Clara Vogel           | clara.vogel@example.org          | Verlag Uferlinie | Lektorin | Zürich | Switzerland
"""


def _read_table() -> dict[str, Person]:
    people: dict[str, Person] = {}
    for line in _TABLE.strip().splitlines():
        key, name, email, organisation, title, city, country = (cell.strip() for cell in line.split("|"))
        people[key] = Person(key, name, email, organisation, title, city, country)
    return people


PEOPLE = _read_table()
OWNER = PEOPLE["mara"]
