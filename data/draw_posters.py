"""The recipe of the demo's posters: flat shapes of our own, no film's picture is in them.

    python data/draw_posters.py FOLDER      draws them anew beside the videos of a library in FOLDER

Not needed to use the catalogue: the posters are kept in git. Every poster is drawn three times as large as it
is kept, so that edges are smooth; places and sizes below are in its own 400 by 600 pixels.
"""

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, SCALE = 400, 600, 3
Point = tuple[float, float]


class Canvas:
    "One poster being drawn, in its own pixels."

    def __init__(self, top: str, bottom: str):
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
        self.pen = ImageDraw.Draw(self.image)
        ends = _rgb(top), _rgb(bottom)
        for row in range(HEIGHT * SCALE):
            part = row / (HEIGHT * SCALE)
            colour = tuple(round(a + (b - a) * part) for a, b in zip(*ends, strict=True))
            self.pen.line([(0, row), (WIDTH * SCALE, row)], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self.oval(x - radius, y - radius, x + radius, y + radius, colour)

    def oval(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self.pen.ellipse([item * SCALE for item in (left, top, right, bottom)], fill=colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: str) -> None:
        box = [item * SCALE for item in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(box, outline=colour, width=round(width * SCALE))

    def slab(
        self, left: float, top: float, right: float, bottom: float, colour: str, round_: float = 0
    ) -> None:
        box = [item * SCALE for item in (left, top, right, bottom)]
        self.pen.rounded_rectangle(box, radius=round_ * SCALE, fill=colour)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def stroke(self, points: Sequence[Point], width: float, colour: str) -> None:
        "A line with round ends and corners."
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def rays(self, x: float, y: float, count: int, reach: float, colour: str, turn: float = 0) -> None:
        step = math.pi / count
        for number in range(count):
            start = 2 * number * step + turn
            ends = [
                (x + reach * math.cos(angle), y + reach * math.sin(angle)) for angle in (start, start + step)
            ]
            self.shape([(x, y), *ends], colour)

    def words(self, text: str, middle: float, size: float, colour: str, spacing: float = 0.12) -> None:
        "A line in the middle of the width, set wide; smaller where it would not fit."
        font = ImageFont.load_default(size * SCALE)
        gap = spacing * size * SCALE
        widths = [font.getlength(letter) for letter in text]
        whole = sum(widths) + gap * (len(text) - 1)
        if whole > (WIDTH - 44) * SCALE:
            self.words(text, middle, size * (WIDTH - 44) * SCALE / whole * 0.99, colour, spacing)
            return
        x = (WIDTH * SCALE - whole) / 2
        for letter, width in zip(text, widths, strict=True):
            weight = round(size * SCALE / 34)
            self.pen.text(
                (x, middle * SCALE), letter, colour, font, "lm", stroke_width=weight, stroke_fill=colour
            )
            x += width + gap

    def save(self, path: Path) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.save(path, "JPEG", quality=80, optimize=True, progressive=True)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _stars(canvas: Canvas, count: int, below: float, colour: str) -> None:
    for number in range(count):
        x, y = (number * 0.618034 % 1) * WIDTH, (number * 0.754878 % 1) * below
        canvas.disc(x, y, 0.8 + number % 3 * 0.6, colour)


def metropolis() -> Canvas:
    canvas = Canvas("#14182b", "#3a2a1c")
    canvas.rays(200, 430, 18, 620, "#22253a", 0.06)
    for width, top, colour in (
        (330, 300, "#5a4321"),
        (250, 215, "#86642b"),
        (170, 140, "#b98a37"),
        (92, 70, "#e6bd62"),
    ):
        canvas.slab(200 - width / 2, top, 200 + width / 2, 470, colour)
        for floor in range(int(top) + 22, 460, 22):
            canvas.slab(200 - width / 2, floor, 200 + width / 2, floor + 2, "#2b2118")
    canvas.slab(197, 24, 203, 80, "#e6bd62")
    canvas.disc(200, 24, 7, "#fff2cf")
    canvas.slab(0, 470, WIDTH, HEIGHT, "#14182b")
    canvas.words("METROPOLIS", 522, 40, "#e6bd62")
    canvas.words("1927", 564, 17, "#b98a37", 0.4)
    return canvas


def trip_to_the_moon() -> Canvas:
    canvas = Canvas("#0d1b3e", "#27477d")
    _stars(canvas, 70, 470, "#9fb7e0")
    canvas.disc(200, 255, 158, "#f3e6c0")
    for x, y, radius in ((120, 330, 22), (290, 345, 15), (160, 180, 14), (110, 235, 10), (205, 375, 9)):
        canvas.disc(x, y, radius, "#e0cf9f")
    canvas.disc(150, 245, 13, "#27335c")
    canvas.stroke([(150, 320), (172, 336), (205, 342), (238, 334)], 7, "#27335c")
    canvas.stroke([(124, 214), (172, 210)], 6, "#cbb782")
    canvas.shape([(228, 250), (262, 186), (352, 120), (394, 178), (310, 238)], "#a9432f")
    canvas.shape([(228, 250), (262, 186), (310, 238)], "#f0b34a")
    canvas.shape([(334, 133), (352, 120), (394, 178), (375, 192)], "#7c2d20")
    for x, y in ((290, 196), (316, 178), (342, 160)):
        canvas.disc(x, y + 14, 6, "#f0b34a")
    canvas.words("A TRIP TO", 474, 30, "#f3e6c0", 0.2)
    canvas.words("THE MOON", 516, 42, "#f3e6c0")
    canvas.words("1902", 562, 17, "#f0b34a", 0.4)
    return canvas


def impossible_voyage() -> Canvas:
    canvas = Canvas("#f6c667", "#e0683c")
    canvas.rays(285, 170, 20, 700, "#f2b452", 0.05)
    canvas.disc(285, 170, 92, "#fff0c9")
    canvas.disc(258, 155, 8, "#e0683c")
    canvas.disc(312, 155, 8, "#e0683c")
    canvas.stroke([(252, 196), (272, 212), (300, 212), (320, 196)], 7, "#e0683c")
    track = [(x, 455 - 0.0016 * (x + 40) ** 2) for x in range(-20, 330, 10)]
    canvas.stroke(track, 7, "#5b2340")
    for x, y in track[::3]:
        canvas.stroke([(x, y), (x - 22, 520)], 3, "#5b2340")
    for number, colour in enumerate(("#2c4a6e", "#a33b3b", "#2c4a6e")):
        left = 30 + 78 * number
        top = 392 - 0.0016 * (left + 75) ** 2
        canvas.shape(
            [(left, top + 8), (left + 66, top - 10), (left + 70, top + 38), (left + 4, top + 56)], colour
        )
        for window in (12, 31, 50):
            canvas.disc(left + window, top + 22 - window * 0.27, 7, "#fff0c9")
        canvas.disc(left + 16, top + 58, 10, "#3b1730")
        canvas.disc(left + 56, top + 47, 10, "#3b1730")
    canvas.slab(0, 470, WIDTH, HEIGHT, "#5b2340")
    canvas.words("THE IMPOSSIBLE", 502, 27, "#fff0c9", 0.16)
    canvas.words("VOYAGE", 538, 40, "#fff0c9", 0.3)
    canvas.words("1904", 574, 16, "#f6c667", 0.4)
    return canvas


def nosferatu() -> Canvas:
    canvas = Canvas("#c9d3a0", "#7d9273")
    for step in range(9):
        canvas.slab(400 - 46 * (step + 1), 170 + 36 * step, 400, 600, "#93a481" if step % 2 else "#9fb08a")
    dark = "#10150f"
    canvas.oval(108, 96, 190, 214, dark)
    canvas.shape([(112, 172), (88, 128), (124, 136)], dark)
    canvas.shape([(186, 172), (210, 128), (174, 136)], dark)
    canvas.shape([(60, 470), (74, 262), (122, 206), (178, 206), (226, 262), (240, 470)], dark)
    canvas.stroke([(212, 280), (290, 300), (330, 232)], 22, dark)
    for end in ((290, 128), (318, 112), (346, 124), (368, 152)):
        middle = ((330 + end[0]) / 2 + 6, (232 + end[1]) / 2)
        canvas.stroke([(330, 228), middle, end], 8, dark)
    canvas.disc(132, 150, 6, "#c9d3a0")
    canvas.disc(166, 150, 6, "#c9d3a0")
    canvas.shape([(138, 190), (144, 190), (141, 204)], "#c9d3a0")
    canvas.shape([(154, 190), (160, 190), (157, 204)], "#c9d3a0")
    canvas.slab(0, 466, WIDTH, HEIGHT, dark)
    canvas.words("NOSFERATU", 520, 44, "#c9d3a0")
    canvas.words("1922", 565, 17, "#93a481", 0.4)
    return canvas


def m() -> Canvas:
    canvas = Canvas("#c2342b", "#8e1f1d")
    canvas.oval(70, -60, 330, 200, "#d4483a")
    dark = "#15110f"
    canvas.slab(62, 130, 338, 148, dark, 9)
    canvas.shape([(122, 136), (140, 62), (170, 74), (200, 60), (260, 62), (278, 136)], dark)
    canvas.slab(146, 120, 254, 232, dark, 46)
    canvas.shape([(20, 490), (44, 300), (120, 224), (280, 224), (356, 300), (380, 490)], dark)
    canvas.stroke([(126, 424), (138, 286), (200, 372), (262, 286), (274, 424)], 25, "#f4ede2")
    canvas.slab(0, 486, WIDTH, HEIGHT, dark)
    canvas.words("M", 530, 54, "#f4ede2")
    canvas.words("1931", 573, 17, "#d4483a", 0.4)
    return canvas


def his_girl_friday() -> Canvas:
    canvas = Canvas("#f3ead8", "#e6d8bd")
    for column, left in enumerate((28, 148, 268)):
        for line in range(33):
            right = left + 104 - (line * 37 + column * 53) % 34
            canvas.slab(left, 26 + 14 * line, right, 31 + 14 * line, "#d5c6a8")
    canvas.slab(44, 74, 282, 234, "#1f7a78", 34)
    canvas.shape([(88, 220), (150, 220), (70, 292)], "#1f7a78")
    canvas.slab(118, 252, 356, 412, "#e2593f", 34)
    canvas.shape([(252, 400), (314, 400), (334, 470)], "#e2593f")
    for left, top in ((78, 112), (152, 290)):
        for line, width in enumerate((170, 128, 152)):
            canvas.slab(left, top + 30 * line, left + width, top + 30 * line + 13, "#fbf6ea", 6)
    canvas.slab(0, 478, WIDTH, HEIGHT, "#22262b")
    canvas.words("HIS GIRL FRIDAY", 524, 38, "#f3ead8", 0.08)
    canvas.words("1940", 566, 17, "#e2593f", 0.4)
    return canvas


def charade() -> Canvas:
    canvas = Canvas("#f2b632", "#ec8f2b")
    for x in range(60, 341, 20):
        for y in (52, 412):
            canvas.disc(x, y, 7, "#fdf6e7")
    for y in range(52, 413, 20):
        for x in (60, 340):
            canvas.disc(x, y, 7, "#fdf6e7")
    canvas.slab(60, 52, 340, 412, "#fdf6e7")
    canvas.slab(78, 70, 322, 394, "#c21f5b")
    colours = ("#1c6e8c", "#fdf6e7", "#c21f5b", "#f2b632")
    for number in range(12):
        shift = 15 * math.sin(number * 1.05), 15 * math.cos(number * 1.05)
        canvas.disc(200 + shift[0] / 2, 232 + shift[1] / 2, 118 - 9.5 * number, colours[number % 4])
    canvas.words("CHARADE", 484, 52, "#7a1238", 0.1)
    canvas.words("1963", 544, 18, "#7a1238", 0.4)
    return canvas


def living_dead() -> Canvas:
    canvas = Canvas("#1b1f27", "#39424d")
    canvas.disc(265, 150, 84, "#d9d8c8")
    for x, y, radius in ((240, 130, 12), (290, 175, 17), (282, 112, 8)):
        canvas.disc(x, y, radius, "#c6c5b2")
    dark = "#0b0d10"
    canvas.shape([(52, 330), (52, 262), (96, 216), (140, 262), (140, 330)], dark)
    canvas.slab(72, 270, 90, 292, "#d9a441")
    canvas.shape([(0, 350), (110, 318), (400, 356), (400, 600), (0, 600)], dark)
    pale = "#8f9a7c"
    for x, y, tilt, size in ((92, 400, -0.2, 0.8), (205, 352, 0.1, 1.15), (318, 392, 0.3, 0.9)):
        _hand(canvas, x, y, tilt, size, pale)
    canvas.slab(0, 476, WIDTH, HEIGHT, dark)
    canvas.words("NIGHT OF THE", 498, 25, "#d9d8c8", 0.25)
    canvas.words("LIVING DEAD", 535, 40, "#d9d8c8", 0.1)
    canvas.words("1968", 574, 16, pale, 0.4)
    return canvas


def _hand(canvas: Canvas, x: float, y: float, tilt: float, size: float, colour: str) -> None:
    "A hand that comes out of the ground."
    canvas.stroke([(x, y + 25 * size), (x - 25 * tilt, y + 150 * size)], 36 * size, colour)
    for angle, length in ((-0.75, 62), (-0.33, 88), (0.0, 96), (0.33, 88), (0.95, 58)):
        turned = angle + tilt
        joint = (x + 46 * size * math.sin(turned), y + 12 * size - 46 * size * math.cos(turned))
        end = (
            x + length * size * math.sin(turned * 1.25),
            y + 8 * size - length * size * math.cos(turned * 1.25),
        )
        canvas.stroke([(x, y + 18 * size), joint, end], 15 * size, colour)
    canvas.disc(x, y + 18 * size, 29 * size, colour)


def big_buck_bunny() -> Canvas:
    canvas = Canvas("#9bd7f0", "#e4f4d2")
    canvas.disc(322, 92, 40, "#fff3b8")
    for x, y in ((70, 110), (250, 190)):
        for step, radius in ((-24, 15), (0, 23), (26, 16)):
            canvas.disc(x + step, y, radius, "#ffffff")
    fur, light = "#8d7a70", "#e8b7ae"
    for x, tip in ((152, 128), (248, 272)):
        canvas.stroke([(x, 330), ((x + tip) / 2, 220), (tip, 150)], 50, fur)
        canvas.stroke([(x, 320), ((x + tip) / 2, 222), (tip, 158)], 22, light)
    canvas.oval(108, 268, 292, 450, fur)
    canvas.oval(140, 352, 260, 450, "#cbbdb2")
    for x in (166, 234):
        canvas.oval(x - 19, 312, x + 19, 358, "#ffffff")
        canvas.disc(x + 4, 338, 8, "#2b2522")
    canvas.oval(183, 358, 217, 382, light)
    canvas.slab(186, 396, 199, 420, "#ffffff", 3)
    canvas.slab(201, 396, 214, 420, "#ffffff", 3)
    canvas.oval(-140, 418, 300, 760, "#7fb84a")
    canvas.oval(110, 440, 560, 800, "#6aa53d")
    for x, y, colour in ((62, 462, "#f4d03f"), (330, 482, "#ee6f9b"), (100, 566, "#ffffff")):
        for petal in range(5):
            angle = petal * 2 * math.pi / 5
            canvas.disc(x + 8 * math.cos(angle), y + 8 * math.sin(angle), 6, colour)
        canvas.disc(x, y, 5, "#b9770e")
    canvas.words("BIG BUCK BUNNY", 520, 38, "#ffffff", 0.06)
    canvas.words("2008", 562, 17, "#e4f4d2", 0.4)
    return canvas


def sintel() -> Canvas:
    canvas = Canvas("#e9b7a0", "#a7bfd0")
    canvas.disc(200, 200, 112, "#fbe5cf")
    dark = "#3a2530"
    wing = (
        (6, 186),
        (52, 128),
        (96, 92),
        (172, 118),
        (138, 142),
        (150, 186),
        (108, 166),
        (96, 206),
        (58, 186),
        (8, 236),
    )
    for side in (-1, 1):
        canvas.shape([(200 + side * x, y) for x, y in wing], dark)
        canvas.shape([(200 + side * x, y) for x, y in ((2, 148), (16, 112), (10, 150))], dark)
    canvas.oval(180, 168, 220, 262, dark)
    canvas.stroke([(200, 178), (200, 150)], 15, dark)
    canvas.shape([(188, 152), (200, 118), (212, 152), (200, 166)], dark)
    canvas.stroke([(200, 250), (206, 282), (226, 300), (250, 296)], 8, dark)
    canvas.shape([(244, 280), (276, 290), (250, 310)], dark)
    canvas.shape(
        [(-20, 480), (90, 300), (150, 372), (232, 286), (330, 400), (420, 330), (420, 480)], "#7f97ad"
    )
    canvas.shape([(90, 300), (120, 336), (98, 332), (84, 346), (62, 346)], "#f4f6f8")
    canvas.shape([(232, 286), (268, 328), (240, 322), (222, 336), (198, 322)], "#f4f6f8")
    canvas.shape([(-20, 500), (140, 392), (420, 484), (420, 600), (-20, 600)], "#f4f6f8")
    canvas.shape([(120, 428), (134, 366), (148, 428)], "#a3402f")
    canvas.disc(134, 358, 9, dark)
    canvas.stroke([(156, 428), (164, 340)], 3, dark)
    canvas.words("SINTEL", 514, 56, "#3a2530", 0.22)
    canvas.words("2010", 564, 17, "#a3402f", 0.4)
    return canvas


def tears_of_steel() -> Canvas:
    canvas = Canvas("#2c3f4f", "#11191f")
    lens = {138: "#5f7a8c", 122: "#34495a", 104: "#90a9b8", 84: "#1a252d", 66: "#d8482f", 34: "#2a0d0a"}
    for radius, colour in lens.items():
        canvas.disc(200, 190, radius, colour)
    canvas.disc(178, 168, 14, "#ffd9c9")
    for number in range(12):
        angle = number * math.pi / 6
        canvas.disc(200 + 130 * math.cos(angle), 190 + 130 * math.sin(angle), 4, "#1a252d")
    canvas.shape([(200, 318), (176, 366), (224, 366)], "#7fd0e6")
    canvas.disc(200, 372, 26, "#7fd0e6")
    canvas.disc(192, 372, 7, "#d9f3fa")
    for number, (width, height) in enumerate(
        ((56, 66), (44, 92), (60, 74), (48, 104), (52, 62), (46, 88), (58, 70), (50, 94))
    ):
        left = number * 51 - 4
        top = 478 - height
        roof = ((left, top + 18), (left + width / 2, top), (left + width, top + 18))
        canvas.shape([(left, 480), *roof, (left + width, 480)], "#0a0f13")
        canvas.slab(left + 14, top + 30, left + 21, top + 40, "#e9b44c")
        canvas.slab(left + 28, top + 30, left + 35, top + 40, "#e9b44c" if number % 3 else "#26323a")
    canvas.slab(0, 476, WIDTH, HEIGHT, "#0a0f13")
    canvas.words("TEARS OF STEEL", 524, 38, "#cfdde6", 0.1)
    canvas.words("2012", 566, 17, "#d8482f", 0.4)
    return canvas


def sherlock_holmes() -> Canvas:
    canvas = Canvas("#1d3336", "#12201f")
    for number in range(7):
        canvas.slab(-20, 60 + 62 * number, WIDTH, 66 + 62 * number, "#21393b", 3)
    canvas.stroke([(262, 300), (348, 432)], 34, "#7a4b2a")
    canvas.stroke([(268, 310), (284, 334)], 38, "#c9a45c")
    canvas.disc(180, 190, 140, "#c9a45c")
    canvas.disc(180, 190, 122, "#e8d9a8")
    canvas.disc(180, 150, 62, "#f7edc9")
    dark = "#1d2626"
    canvas.slab(174, 160, 186, 311, dark)
    canvas.shape([(154, 112), (206, 112), (198, 162), (162, 162)], dark)
    canvas.shape([(161, 118), (199, 118), (193, 156), (167, 156)], "#ffd97a")
    canvas.shape([(148, 112), (180, 88), (212, 112)], dark)
    canvas.slab(158, 300, 202, 312, dark)
    canvas.shape([(92, 278), (104, 206), (128, 206), (140, 278)], dark)
    canvas.disc(116, 192, 15, dark)
    canvas.shape([(92, 190), (106, 172), (126, 172), (140, 190)], dark)
    canvas.slab(0, 462, WIDTH, HEIGHT, "#0e1817")
    canvas.words("SHERLOCK", 496, 40, "#e8d9a8", 0.18)
    canvas.words("HOLMES", 537, 40, "#e8d9a8", 0.18)
    canvas.words("1954", 575, 16, "#c9a45c", 0.4)
    return canvas


POSTERS: dict[str, Callable[[], Canvas]] = {
    "Films/Big Buck Bunny (2008)/poster.jpg": big_buck_bunny,
    "Films/Charade.1963.MULTi.1080p.WEB.H264-REGINA-poster.jpg": charade,
    "Films/his girl friday 1940-poster.jpg": his_girl_friday,
    "Films/Le.Voyage.dans.la.Lune.1902-poster.jpg": trip_to_the_moon,
    "Films/M (1931)/poster.jpg": m,
    "Films/Metropolis (1927)/poster.jpg": metropolis,
    "Films/Night.of.the.Living.Dead.1968.REMASTERED.1080p.BluRay.x265.AC3-LATIMER-poster.jpg": living_dead,
    "Films/Nosferatu, eine Symphonie des Grauens (1922)-poster.jpg": nosferatu,
    "Films/Sintel.2010.1080p.BluRay.x264-DURIAN/poster.jpg": sintel,
    "Films/tears_of_steel_2012_2160p_web-poster.jpg": tears_of_steel,
    "Films/Voyage à travers l'impossible (1904)-poster.jpg": impossible_voyage,
    "Series/Sherlock Holmes (1954)/poster.jpg": sherlock_holmes,
}


def main(folder: Path) -> None:
    for name, draw in POSTERS.items():
        draw().save(folder / name)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
