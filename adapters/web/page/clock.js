// The clock bar and the timeline of what happened while the clock moved.

import { look, tell } from "./talk.js";

const TICK_MS = 20000;

export class Clock {
  constructor() {
    this.now = document.getElementById("now");
    this.status = document.getElementById("status");
    this.panel = document.getElementById("timeline");
    this.button = document.getElementById("timeline-button");
    this.buttons = [...document.querySelectorAll("[data-step]")];
    for (const step of this.buttons) step.addEventListener("click", () => this.move(step.dataset.step));
    this.button.addEventListener("click", () => this.toggle(this.panel.hidden));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    setInterval(() => document.hidden || this.refresh(), TICK_MS);
  }

  async refresh() {
    try {
      this.show(await look("/api/clock"));
    } catch {
      // The panes already say that nobody answers.
    }
  }

  async move(step) {
    if (this.moving) return;
    this.setMoving(true);
    this.say(this.status.dataset.moving);
    try {
      const time = await tell("/api/clock", { step });
      this.show(time);
      this.say(time.said);
      if (time.news && matchMedia("(min-width: 1240px)").matches) this.toggle(true);
      else if (time.news) this.badge(time.news);
    } catch {
      this.say(document.body.dataset.offline);
    }
    this.setMoving(false);
  }

  // Not `disabled`: that would take the focus away from whoever presses again and again.
  setMoving(moving) {
    this.moving = moving;
    for (const step of this.buttons) step.setAttribute("aria-disabled", String(moving));
  }

  show(time) {
    if (!time.now) return;
    this.now.textContent = time.now;
    const list = this.panel.querySelector("ol");
    if (list.shown !== time.timeline) list.innerHTML = list.shown = time.timeline;
    this.panel.querySelector(".empty-timeline").hidden = time.timeline !== "";
  }

  say(text) {
    this.status.textContent = text ?? "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.status.textContent = ""), 5000);
  }

  toggle(open) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.badge(0);
    else if (this.panel.contains(document.activeElement)) this.button.focus();
  }

  badge(count) {
    const badge = this.button.querySelector(".badge");
    badge.hidden = count === 0;
    badge.textContent = count;
  }
}
