"""Draws all that the bot renders for Slack, to be looked at: ``python docs/images/slack.py FOLDER`` from the root.

Only close to Slack's own look: order, wording, length and emphasis are what this is for.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "platforms" / "slack" / "golden"
A_SHEET = 12
STYLE = """
body { font: 15px/1.46 Lato, "Noto Sans", sans-serif; color: #1d1c1d; background: #ececec; margin: 16px; }
.sheet { display: grid; grid-template-columns: repeat(4, 1fr); gap: 16px; align-items: start; }
figure { margin: 0; } figcaption { font: 12px monospace; color: #555; }
.modal, .home, .message { background: #fff; border-radius: 8px; border: 1px solid #ccc; padding: 12px 16px; }
.modal > h1 { font-size: 18px; margin: 0 0 8px; border-bottom: 1px solid #ddd; padding-bottom: 8px; }
.push { background: #1a1d21; color: #fff; padding: 4px 8px; border-radius: 6px; margin-bottom: 8px; font-size: 13px; }
h2 { font-size: 18px; margin: 12px 0 4px; } p { margin: 4px 0; white-space: pre-wrap; }
blockquote { margin: 4px 0; border-left: 4px solid #ddd; padding-left: 12px; white-space: pre-wrap; }
pre { border: 1px solid #ddd; border-radius: 4px; background: #f8f8f8; padding: 8px; font-size: 12px; overflow: auto; }
small { color: #616061; display: block; white-space: pre-wrap; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 4px 12px; white-space: pre-wrap; }
button { font: bold 13px Lato, "Noto Sans"; border: 1px solid #bbb; border-radius: 4px; padding: 5px 10px; margin: 3px;
  background: #fff; } button.primary { background: #007a5a; color: #fff; } button.danger { background: #e01e5a;
  color: #fff; } .mention { background: #e8f5fa; color: #1264a3; } a { color: #1264a3; }
label { display: block; font-weight: bold; margin-top: 8px; } label i { color: #616061; font-weight: normal; }
.control { border: 1px solid #bbb; border-radius: 4px; padding: 4px 8px; color: #616061; }
table { border-collapse: collapse; font-size: 13px; } td { border: 1px solid #ddd; padding: 3px 6px; }
.chart { display: flex; align-items: end; gap: 6px; height: 90px; border-bottom: 1px solid #bbb; font-size: 10px; }
.chart div { background: #1264a3; width: 22px; color: #fff; text-align: center; }
footer { border-top: 1px solid #ddd; margin-top: 12px; padding-top: 8px; text-align: right; }
"""


def marked(text: str) -> str:
    """Slack's own markup as HTML; quoted lines become one quotation."""
    out = re.sub(r"<@([^>]+)>", r'<span class="mention">@\1</span>', text)
    out = re.sub(r"<((?:https?|tel):[^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', out)
    out = re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", out)
    if out.startswith("> "):
        return f"<blockquote>{out[2:].replace(chr(10) + '> ', chr(10))}</blockquote>"
    return out


def words(text: Json) -> str:
    """A text object as HTML."""
    return marked(text["text"]) if text["type"] == "mrkdwn" else html.escape(text["text"])


def section(block: Json) -> str:
    """Text, fields, or both."""
    fields = "".join(f"<div>{words(one)}</div>" for one in block.get("fields", []))
    text = f"<p>{words(block['text'])}</p>" if "text" in block else ""
    return text + (f'<div class="fields">{fields}</div>' if fields else "")


def asked(block: Json) -> str:
    """A question with its control."""
    element = block["element"]
    optional = " <i>(optional)</i>" if block.get("optional") else ""
    hint = f"<small>{words(block['hint'])}</small>" if "hint" in block else ""
    return f"<label>{words(block['label'])}{optional}</label>{control(element)}{hint}"


def control(element: Json) -> str:
    """What is chosen or typed in."""
    options = element.get("options", [])
    if element["type"] in {"radio_buttons", "checkboxes"}:
        first = [element.get("initial_option"), *element.get("initial_options", [])]
        sign = "◉○" if element["type"] == "radio_buttons" else "☑☐"
        return "".join(f"<div>{sign[one not in first]} {words(one['text'])}</div>" for one in options)
    initial = [str(value) for name, value in element.items() if name.startswith("initial_")]
    shown = " ".join(initial) or (f"{options[0]['text']['text']} … ({len(options)})" if options else element["type"])
    return f'<div class="control">{html.escape(shown)}</div>'


def buttons(block: Json) -> str:
    """A row of buttons."""
    return "".join(f'<button class="{one.get("style", "")}">{words(one["text"])}</button>' for one in block["elements"])


def table(block: Json) -> str:
    """Rows of cells."""
    rows = ["".join(f"<td>{html.escape(str(cell['text']))}</td>" for cell in row) for row in block["rows"]]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def chart(block: Json) -> str:
    """Bars of every series, side by side."""
    points = [one for series in block["chart"]["series"] for one in series["data"]]
    most = max((one["value"] for one in points), default=1) or 1
    bars = [f'<div style="height:{8 + 70 * one["value"] / most}px">{one["value"]}</div>' for one in points]
    labels = " · ".join(dict.fromkeys(one["label"] for one in points))
    return f'<b>{html.escape(block["title"])}</b><div class="chart">{"".join(bars)}</div><small>{labels}</small>'


def preformatted(block: Json) -> str:
    """Text letter for letter."""
    texts = (html.escape(piece["text"]) for part in block["elements"] for piece in part["elements"])
    return "".join(f"<pre>{text}</pre>" for text in texts)


BLOCKS: dict[str, Callable[[Json], str]] = {
    "actions": buttons,
    "context": lambda block: "".join(f"<small>{words(one)}</small>" for one in block["elements"]),
    "data_visualization": chart,
    "header": lambda block: f"<h2>{words(block['text'])}</h2>",
    "input": asked,
    "rich_text": preformatted,
    "section": section,
    "table": table,
}


def drawn(view: Json, kind: str) -> str:
    """A message, home or modal."""
    inside = "".join(BLOCKS[block["type"]](block) for block in view["blocks"])
    if kind == "message":
        return f'<div class="push">{html.escape(view["text"])}</div><div class="message">{inside}</div>'
    if kind == "home":
        return f'<div class="home">{inside}</div>'
    ways = [view["close"]["text"], *([view["submit"]["text"]] if "submit" in view else [])]
    foot = "".join(f'<button class="{"primary" if place else ""}">{one}</button>' for place, one in enumerate(ways))
    return f'<div class="modal"><h1>{words(view["title"])}</h1>{inside}<footer>{foot}</footer></div>'


def sheets() -> Iterator[tuple[str, str]]:
    """Pages of a dozen drawings, by kind."""
    for folder, kind in (("messages", "message"), ("homes", "home"), ("forms", "modal")):
        files = sorted((GOLDEN / folder).glob("*.json"))
        for start in range(0, len(files), A_SHEET):
            drawings = "".join(_figure(file, kind) for file in files[start : start + A_SHEET])
            yield f"{folder}-{start // A_SHEET + 1}", f'<style>{STYLE}</style><div class="sheet">{drawings}</div>'


def _figure(file: Path, kind: str) -> str:
    view = json.loads(file.read_text("utf-8"))
    return f"<figure><figcaption>{file.stem}</figcaption>{drawn(view, kind)}</figure>"


async def main(folder: Path) -> None:
    """Take a picture of each sheet."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1700, "height": 900})
        for name, source in sheets():
            await page.set_content(f'<!doctype html><html lang="en"><body>{source}</body></html>')
            await page.screenshot(path=folder / f"{name}.png", full_page=True)
        await browser.close()


if __name__ == "__main__":
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
