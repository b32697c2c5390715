// The clock bar and the timeline of what happened while the clock moved.

import { Panel } from "./panel.js";
import { look, tell } from "./talk.js";

const TICK_MS = 20000;

export class Clock {
  constructor() {
    this.now = document.getElementById("now");
    this.status = document.getElementById("status");
    this.story = [];
    this.panel = new Panel("timeline", () => this.badge(0));
    this.buttons = [...document.querySelectorAll("[data-step]")].filter((one) => one.matches("button"));
    for (const step of this.buttons) step.addEventListener("click", () => this.move(step.dataset.step));
    setInterval(() => document.hidden || this.refresh(), TICK_MS);
  }

  async refresh() {
    try {
      this.show(await look("/api/clock"));
    } catch {
      // The page already says that nobody answers.
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
      if (time.news && matchMedia("(min-width: 1240px)").matches && !this.isCrowded()) this.panel.toggle(true);
      else if (time.news && !this.panel.isOpen) this.badge(time.news);
    } catch {
      this.say(document.body.dataset.offline);
    }
    this.setMoving(false);
  }

  // Whoever watches the stored rows change wants to go on watching.
  isCrowded() {
    return !document.getElementById("stored").hidden;
  }

  // Not `disabled`: that would take the focus away from whoever presses again and again.
  setMoving(moving) {
    this.moving = moving;
    for (const step of this.buttons) step.setAttribute("aria-disabled", String(moving));
  }

  show(time) {
    if (!time.now) return;
    if (this.world && time.world !== this.world) return this.startAnew();
    this.world = time.world;
    this.at = time.at;
    this.story = time.story;
    this.now.textContent = time.now;
    const list = this.panel.aside.querySelector("ol");
    if (list.shown !== time.timeline) list.innerHTML = list.shown = time.timeline;
    this.panel.aside.querySelector(".empty-timeline").hidden = time.timeline !== "";
    document.dispatchEvent(new CustomEvent("changed"));
  }

  // Behind the same address stands another hospital: what was read or looked at here means nothing there.
  startAnew() {
    sessionStorage.clear();
    location.reload();
  }

  say(text) {
    this.status.textContent = text ?? "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.status.textContent = ""), 5000);
  }

  badge(count) {
    const badge = this.panel.button.querySelector(".badge");
    badge.hidden = count === 0;
    badge.textContent = count;
  }
}
