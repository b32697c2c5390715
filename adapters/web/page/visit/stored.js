// The panel that shows the rows of the database, and again whenever they may have changed.

import { Panel } from "./panel.js";
import { look } from "./talk.js";

export class Stored {
  constructor() {
    this.panel = new Panel("stored", () => this.refresh());
    this.list = this.panel.aside.querySelector(".stored-tables");
  }

  async refresh() {
    if (!this.panel.isOpen) return;
    try {
      const seen = await look("/api/stored");
      if (seen.stored && seen.stored !== this.shown) this.show(seen.stored);
    } catch {
      // The page already says that nobody answers.
    }
  }

  // What was not there at the last look stands out for a moment.
  show(html) {
    const known = new Set([...this.list.querySelectorAll("li")].map((row) => row.textContent));
    this.list.innerHTML = this.shown = html;
    if (known.size === 0) return;
    for (const row of this.list.querySelectorAll("li")) row.classList.toggle("new-row", !known.has(row.textContent));
  }
}
