"""California as tiles: each county a square, about where it lies, all of one size."""

_ROWS = (
    "DEL_NORTE SISKIYOU MODOC",
    "HUMBOLDT TRINITY SHASTA LASSEN",
    "MENDOCINO TEHAMA BUTTE PLUMAS SIERRA",
    "LAKE GLENN COLUSA YUBA NEVADA",
    "SONOMA NAPA YOLO SUTTER PLACER",
    "MARIN SOLANO SACRAMENTO EL_DORADO ALPINE",
    "SAN_FRANCISCO CONTRA_COSTA SAN_JOAQUIN AMADOR CALAVERAS MONO",
    "SAN_MATEO ALAMEDA STANISLAUS TUOLUMNE MARIPOSA",
    "SANTA_CRUZ SANTA_CLARA MERCED MADERA INYO",
    ". MONTEREY SAN_BENITO FRESNO TULARE",
    ". . SAN_LUIS_OBISPO KINGS KERN",
    ". . SANTA_BARBARA VENTURA LOS_ANGELES SAN_BERNARDINO",
    ". . . . ORANGE RIVERSIDE",
    ". . . . SAN_DIEGO IMPERIAL",
)

TILES: dict[str, tuple[int, int]] = {
    word.lower(): (column, row)
    for row, words in enumerate(_ROWS)
    for column, word in enumerate(words.split())
    if word != "."
}
"""A county's word to the column and row of its tile, from the north west."""
