"""Take the screenshots of the overview page, in English and Chinese, from a server that runs on the demonstration.

make demo && make serve &
.venv/bin/python docs/screenshots.py --url http://127.0.0.1:8000
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).with_name("screenshots")
WIDTH, HEIGHT = 1400, 1480
LANGS = ("en", "zh")


def take(url: str, width: int, height: int, folder: Path) -> list[Path]:
    """Write `overview-<lang>.png` for each language.

    Args:
        url: Where the page is.
        width: Of the browser's window, in pixels.
        height: Of the picture, in pixels; 0 for the whole page.
        folder: Where they go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"overview-{lang}.png" for lang in LANGS]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=as_root)
        page = browser.new_page(viewport={"width": width, "height": height or HEIGHT})
        for lang, path in zip(LANGS, paths, strict=True):
            page.goto(f"{url.rstrip('/')}/?lang={lang}")
            page.wait_for_function("window.socket?.connected")
            page.wait_for_function("[...document.images].every(image => image.complete)")
            page.screenshot(path=path, full_page=not height)
        browser.close()
    return paths


def main() -> None:
    """Read the options and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the page is")
    parser.add_argument("--width", type=int, default=WIDTH, help="of the window, in pixels")
    parser.add_argument("--height", type=int, default=HEIGHT, help="of the picture, in pixels; 0 for the whole page")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where they go")
    options = parser.parse_args()
    for path in take(options.url, options.width, options.height, options.folder):
        print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
