"""Makes the pictures of README and docs anew, of the demo as it stands.

    python docs/make_pictures.py [FOLDER]

The pictures show the full paths of the demo's files: name a FOLDER that readers may see, such as /srv/films.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
PICTURES = {  # name: path, dark or light, width and height
    "browse": ("/", "light", 1280, 900),
    "wall": ("/cineorg/movies", "dark", 1280, 800),
    "film": ("/cineorg/movies/5", "light", 1280, 800),
    "card": ("/cineorg/series/1", "light", 1280, 800),
    "queue": ("/-/pending", "light", 1280, 800),
    "pending": ("/-/pending/12", "light", 1280, 860),
    "phone": ("/-/pending/12", "dark", 360, 640),
    "reports": ("/-/reports", "light", 1280, 760),
    "dashboard": ("/-/dashboards/library", "light", 1280, 900),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        demo = sys.argv[1] if len(sys.argv) > 1 else f"{folder}/cineorg-demo"
        serve = subprocess.Popen(
            ["cineorg-load", "demo", demo, "--serve", "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            lines = iter(serve.stdout or ())
            login = next(line.split()[-1] for line in lines if "/-/auth-token" in line)
            running = next((line for line in lines if "running on" in line), "")
            address = running.partition("running on ")[2].split()[0] if running else login.partition("/-/")[0]
            shoot(address, "/-/auth-token" + login.partition("/-/auth-token")[2])
        finally:
            serve.terminate()


def shoot(address: str, login: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        first = browser.new_context(base_url=address)
        first.new_page().goto(login)
        for name, (path, scheme, width, height) in PICTURES.items():
            context = browser.new_context(
                base_url=address,
                storage_state=first.storage_state(),
                color_scheme=scheme,
                viewport={"width": width, "height": height},
            )
            page = context.new_page()
            page.goto(path, wait_until="networkidle")
            page.screenshot(path=str(Path(__file__).with_name(f"{name}.png")))
            print(name, file=sys.stderr)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
