"""Which texts can be judged, and where the thresholds lie."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.verdict import Band, Bands, decide, unjudgeable
from unspin.words import split_words

BANDS = Bands(
    (
        Band(40, 0.001, 0.98),
        Band(40, 0.01, 0.9),
        Band(40, 0.1, 0.5),
        Band(200, 0.01, 0.7),
        Band(200, 0.1, 0.3),
    )
)

rates = st.floats(0, 1)
lengths = st.integers(0, 5000)


@given(lengths, rates, rates)
def test_a_higher_rate_never_has_a_higher_threshold(words: int, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= BANDS.threshold_for(words, high) <= BANDS.threshold_for(words, low) <= 1


def test_measured_rates_have_their_measured_thresholds() -> None:
    for row in BANDS.rows:
        assert BANDS.threshold_for(row.min_words, row.fpr) == pytest.approx(row.threshold)


def test_the_band_is_the_longest_that_the_text_reaches() -> None:
    assert BANDS.threshold_for(199) == pytest.approx(0.9)
    assert BANDS.threshold_for(200) == pytest.approx(0.7)
    assert BANDS.threshold_for(5) == pytest.approx(0.9), "texts under the shortest band belong to it"


def test_between_rates_the_threshold_is_linear_in_the_logarithm() -> None:
    assert BANDS.threshold_for(100, math.sqrt(0.01 * 0.1)) == pytest.approx(0.7)


def test_the_ends_of_the_curve() -> None:
    assert BANDS.threshold_for(100, 0) == 1
    assert BANDS.threshold_for(100, 1) == 0
    assert BANDS.threshold_for(100) == BANDS.threshold_for(100, 0.01)


@pytest.mark.parametrize("rate", [-0.01, 1.01, math.nan, math.inf])
def test_a_rate_outside_0_to_1_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        BANDS.threshold_for(100, rate)


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (Band(40, 0.01, 0.5), Band(40, 0.1, 0.6)),
        (Band(40, 0.01, 0.5), Band(40, 0.01, 0.5)),
        (Band(40, 0.01, 1.5),),
        (Band(40, 0, 0.5),),
        (Band(-1, 0.01, 0.5),),
        (Band(40, 0.01, math.nan),),
    ],
    ids=["none", "rising", "twice", "above 1", "rate 0", "negative length", "nan"],
)
def test_broken_thresholds_are_refused(rows: tuple[Band, ...]) -> None:
    with pytest.raises(ValueError, match="threshold"):
        Bands(rows)


def test_the_verdict() -> None:
    assert decide(0.9, 0.9, None) == "spun"
    assert decide(0.89, 0.9, None) == "genuine"
    assert decide(0.99, 0.9, "too short") == "undecided"
    assert decide(None, 0.9, None) == "undecided"


ENGLISH = {
    "news": """The harbour was closed on Monday after a crane fell across the main channel during the night. Nobody was
        hurt, but three ships that were due to leave with the morning tide had to wait, and the port said it
        could take a week to clear the wreck.""",
    "abstract": """We study sparse recovery under heavy-tailed noise. Existing estimators require sub-Gaussian tails; ours
        does not. Using a truncated quadratic loss, we derive minimax rates, establish support consistency under
        an irrepresentable condition, and report experiments on gene expression data. Code and data are publicly
        available.""",
    "headlines": """Mayor quits over bridge tender. Storm shuts ports in north. Farmers seek drought aid. Rates on hold until
        spring. Thieves take bronze statue from park. Union votes for strike at mill. Late goal sends City
        through to final. Two held after raid on warehouse. New clinic to open by June.""",
    "learner": """I am study English since two years and I like very much. In my country the people is friendly but they
        not speak the foreign languages. Last summer I have visited London with my brother and we was very happy
        because the weather it was good.""",
    "recipe": """Peel the potatoes and cut them into thick slices. Bring a large pot of salted water to the boil. Add the
        potatoes, cook for ten minutes, then drain. Fry the onions in butter until they are soft, and layer them
        with the potatoes in a dish.""",
    "figures": """Sales rose 4.2% to $310 million in the first quarter, from $297 million a year earlier. Net income was
        $21 million, or 34 cents a share, against $18 million, or 29 cents. The company expects sales of $1.3
        billion for the year and will pay 12 cents.""",
    "foreign names": """The mayor of Las Vegas met the consul of El Salvador at the Hotel de la Paix, where Charles de Gaulle and
        Vincent van Gogh are said to have stayed. They spoke about the Rio de Janeiro summit, the Tour de France
        and a match at the Parc des Princes.""",
    "spun": """The organisation mentioned on Monday that it might purchase the smaller agency for the reason that its
        merchandise are in demand, and that the whole lot of the employees would hold their jobs. Consultants
        anticipated a better worth for the shares.""",
    "links": """See the notes at https://example.org/notes/2021/ and the mirror at ftp.example.org before you start.
        Install the tool with your package manager, open a terminal, and type the name of the file that you want
        to read. The manual (in docs/) explains the rest of the options, and the issue list is the place for
        questions.""",
}

OTHER_LANGUAGES = {
    "French": """Le port a été fermé lundi après la chute d'une grue dans le chenal principal pendant la nuit. Personne
        n'a été blessé, mais trois navires qui devaient partir avec la marée du matin ont dû attendre, et il
        faudra une semaine pour dégager l'épave.""",
    "German": """Der Hafen wurde am Montag geschlossen, nachdem in der Nacht ein Kran in die Fahrrinne gestürzt war.
        Verletzt wurde niemand, aber drei Schiffe, die mit der Flut auslaufen sollten, mussten warten, und es
        wird wohl eine Woche dauern, bis alles geräumt ist.""",
    "Spanish": """El puerto fue cerrado el lunes después de que una grúa cayera en el canal principal durante la noche.
        Nadie resultó herido, pero tres barcos que debían salir con la marea de la mañana tuvieron que esperar, y
        la limpieza puede durar una semana.""",
    "Dutch": """De haven werd maandag gesloten nadat in de nacht een kraan in de vaargeul was gevallen. Niemand raakte
        gewond, maar drie schepen die met het ochtendtij zouden vertrekken moesten wachten, en het kan een week
        duren voordat het wrak is opgeruimd.""",
    "Italian": """Il porto è stato chiuso lunedì dopo che una gru è caduta nel canale principale durante la notte. Nessuno
        è rimasto ferito, ma tre navi che dovevano partire con la marea del mattino hanno dovuto aspettare, e ci
        vorrà una settimana per la pulizia.""",
    "Portuguese": """O porto foi fechado na segunda-feira depois que um guindaste caiu no canal principal durante a noite.
        Ninguém ficou ferido, mas três navios que deviam sair com a maré da manhã tiveram de esperar, e a limpeza
        pode levar uma semana inteira.""",
    "Swedish": """Hamnen stängdes på måndagen efter att en kran hade fallit i farleden under natten. Ingen skadades, men
        tre fartyg som skulle lämna med morgonens tidvatten fick vänta, och det kan ta en vecka att få bort
        vraket, säger hamnens ledning till tidningen.""",
    "Polish": """Port zamknięto w poniedziałek, gdy w nocy dźwig runął do głównego kanału. Nikt nie został ranny, ale trzy
        statki, które miały wypłynąć z porannym przypływem, musiały czekać, a usunięcie wraku może potrwać cały
        tydzień, jak mówi kierownik portu. Miasto ma zapłacić za prace, choć ubezpieczyciel jeszcze nie
        odpowiedział.""",
    "Finnish": """Satama suljettiin maanantaina, kun nosturi kaatui yöllä pääväylään. Kukaan ei loukkaantunut, mutta kolme
        laivaa, joiden piti lähteä aamun nousuveden mukana, joutui odottamaan, ja hylyn raivaaminen voi sataman
        johtajan mukaan kestää viikon. Kaupunki lupasi maksaa kustannukset, vaikka vakuutusyhtiö ei ole vielä
        vastannut kysymyksiin.""",
    "Indonesian": """Pelabuhan ditutup pada hari Senin setelah sebuah derek jatuh ke alur utama pada malam hari. Tidak ada
        yang terluka, tetapi tiga kapal yang akan berangkat pada pagi hari harus menunggu, dan pembersihan
        bangkai itu dapat memakan waktu seminggu. Kota akan membayar biayanya meskipun perusahaan asuransi belum
        menjawab pertanyaan wartawan.""",
    "Russian": """Порт был закрыт в понедельник после того, как ночью в главный канал упал кран. Никто не пострадал, но три
        судна, которые должны были выйти с утренним приливом, ждали, и уборка может занять неделю.""",
    "Greek": "Το λιμάνι έκλεισε τη Δευτέρα μετά την πτώση ενός γερανού στο κύριο κανάλι κατά τη διάρκεια της νύχτας.",
    "Chinese": "星期一，一台起重机在夜间倒入主航道，港口因此关闭。没有人受伤，但三艘原定随早潮出发的船只不得不等待。",
    "Arabic": "أغلق الميناء يوم الاثنين بعد سقوط رافعة في القناة الرئيسية أثناء الليل ولم يصب أحد بأذى.",
}

NOT_PROSE = {
    "python": """def area(shape):
    if shape["kind"] == "circle":
        return 3.14159 * shape["radius"] ** 2
    width, height = shape["w"], shape["h"]
    return width * height

for name, shape in shapes.items():
    print(f"{name}: {area(shape):.2f}")
    total += area(shape)
    counts[name] = counts.get(name, 0) + 1

assert total > 0, "no shapes"
result = {k: v / total for k, v in counts.items()}
""",
    "html": '<div class="row"><a href="/en/home">Home</a> <a href="/en/about">About</a></div>\n' * 8,
    "pipe table": "| city | people | area |\n" + "| Bern | 134000 | 52 |\n| Turin | 870000 | 130 |\n" * 8,
    "numbers": "Monday 12 14 9 22\nTuesday 11 15 8 20\n" * 8,
    "word list": "anchor\nbarley\ncopper\ndragon\nember\nfalcon\ngarnet\nharbour\n" * 6,
    "comma list": "salt, pepper, cumin, flour, butter, sugar, honey, thyme, " * 6,
}


@pytest.mark.parametrize("text", ENGLISH.values(), ids=ENGLISH.keys())
def test_english_prose_of_every_kind_is_judged(text: str) -> None:
    assert unjudgeable(split_words(text)) is None


@pytest.mark.parametrize("text", OTHER_LANGUAGES.values(), ids=OTHER_LANGUAGES.keys())
def test_other_languages_are_not(text: str) -> None:
    assert unjudgeable(split_words(text)) == "not English"


@pytest.mark.parametrize("text", NOT_PROSE.values(), ids=NOT_PROSE.keys())
def test_code_tables_and_lists_are_not(text: str) -> None:
    assert unjudgeable(split_words(text)) == "mostly code, tables or lists"


def test_a_short_text_says_how_short_it_is() -> None:
    assert unjudgeable(split_words("A short one, then.")) == "too short (4 words; about 40 are needed)"
    assert unjudgeable(split_words("")) == "too short (0 words; about 40 are needed)"
    assert unjudgeable(split_words("the end of it " * 10)) is None


def test_a_quoted_foreign_sentence_does_not_make_a_text_foreign() -> None:
    assert unjudgeable(split_words(ENGLISH["news"] + " “Il faudra une semaine pour dégager le port”, he said.")) is None


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    reason = unjudgeable(split_words(text))
    assert reason is None or "\n" not in reason
