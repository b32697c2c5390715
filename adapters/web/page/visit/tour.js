// The guided tour: one thing to do at a time, pointed at in the page; it notices by itself when that was done.
// Everything it looks at belongs to the one case that it began: earlier cases of these data don't confuse it.

import { look } from "./talk.js";

const COORDINATOR = "marion-castellan";
const NEXT = "button[data-step=next]";
const DAY_MS = 24 * 60 * 60 * 1000;

// `who`: whose screen the step is about, and which tab of it. `points`: what to outline, the last that is seen there.
// `done`: when to go on. A step that `waits` is left by the visitor, who may want to read first.
const STEPS = {
  welcome: {},
  suggest: {
    who: (seen) => seen.cast.referrer,
    points: () => [
      ".dialog [data-does=suggest_send] [type=submit]",
      ".dialog [data-field=colleague]:not(:has(option:checked:not([value=''])))",
      ".dialog [data-does=suggest_check] [type=submit]",
      ".dialog [data-does=suggest]",
      ".rest .command",
    ],
    done: (seen) => seen.request !== undefined,
  },
  asked: { points: () => [NEXT], done: (seen) => seen.supporter !== "" },
  meet: {
    who: (seen) => seen.supporter,
    tab: "messages",
    points: () => ["[data-tab=messages]"],
    done: (seen) => seen.isShown(seen.supporter, "messages"),
  },
  take: {
    who: (seen) => seen.supporter,
    tab: "messages",
    points: (seen) => [".dialog [data-does=take]", ".messages [data-does=take]"],
    done: (seen) => seen.has("taken"),
  },
  card: {
    who: (seen) => seen.supporter,
    points: (seen) => [".dialog .sheet", ".messages [data-does=open]"],
    done: (seen) => seen.has("tried") || seen.has("in_touch") || seen.has("closed"),
  },
  contact: {
    who: (seen) => seen.supporter,
    tab: "messages",
    points: (seen) => [`.dialog [data-does=${seen.has("tried") ? "contact" : "attempt"}]`, ".messages [data-does=open]"],
    done: (seen) => seen.has("in_touch") || seen.has("closed"),
  },
  plan: {
    who: (seen) => seen.supporter,
    tab: "messages",
    points: (seen) => [".dialog [data-does=plan_send] [type=submit]", ".dialog [data-does=plan]", ".messages [data-does=open]"],
    done: (seen) => seen.has("planned") || seen.has("closed"),
  },
  due: { points: () => [NEXT], done: (seen) => seen.has("check_in_due") || seen.has("closed") },
  close: {
    who: (seen) => seen.supporter,
    tab: "messages",
    points: (seen) => [
      ".dialog [data-does=close_send] [type=submit]",
      seen.has("checked_in") ? ".dialog [data-does=close]" : ".dialog [data-does=check_in]",
      ".messages [data-does=open]",
    ],
    done: (seen) => seen.has("closed"),
  },
  desk: {
    who: () => COORDINATOR,
    tab: "home",
    points: () => [".home [data-does=desk]", ".messages [data-does=desk]"],
    done: (seen) => seen.hasFormOpen(COORDINATOR),
    waits: true,
  },
  monday: {
    who: (seen) => (seen.hasOverview ? COORDINATOR : ""),
    tab: "messages",
    points: (seen) => (seen.hasOverview ? ["[data-tab=messages]"] : [NEXT]),
    done: (seen) => seen.hasOverview && seen.isShown(COORDINATOR, "messages"),
    waits: true,
  },
  stored: { points: () => ["#stored-button"], done: (seen) => seen.stored.panel.isOpen, waits: true },
  end: { points: () => ["[data-step=day]"] },
  over: { points: () => ["#begin-anew"] },
};
const NAMES = Object.keys(STEPS).filter((name) => name !== "over");

// What the tour can tell from the page: what happened to its case since it began, and what stands open.
class Seen {
  constructor(stage, kept) {
    this.stage = stage;
    this.stored = stage.stored;
    this.cast = kept.cast ?? {};
    this.story = stage.clock.story.filter((one) => one.at > kept.since);
    // A request can be undone and made again, until a case came of it.
    const made = this.story.findLast((one) => one.mark === "suggested")?.made_at;
    this.request = kept.case ? kept.request : made ?? kept.request;
    this.case = kept.case ?? this.opened();
    this.supporter = this.asked().at(-1)?.who ?? kept.supporter ?? "";
  }

  // The case that came of this request; of one that was undone, or joined another, there is none.
  opened() {
    return this.story.find((one) => one.mark === "opened" && one.made_at === this.request)?.case;
  }

  has(mark) {
    return this.story.some((one) => one.mark === mark && one.case === this.case);
  }

  get hasOverview() {
    return this.story.some((one) => one.mark === "overview");
  }

  asked() {
    return this.case ? this.story.filter((one) => one.mark === "asked" && one.case === this.case && one.who) : [];
  }

  // Whether waiting is no use: everybody who fits is busy with other cases, or no case came of the request.
  get isOver() {
    const nobody = this.story.findLastIndex((one) => one.mark === "nobody" && one.case === this.case);
    const asked = this.story.findLastIndex((one) => one.mark === "asked" && one.case === this.case);
    const late = this.request && !this.case && Date.parse(this.stage.clock.at) - Date.parse(this.request) > DAY_MS;
    return late || (Boolean(this.case) && nobody > asked);
  }

  pane(slug) {
    return this.stage.panes.find((pane) => pane.slug === slug);
  }

  isShown(slug, tab) {
    const pane = this.pane(slug);
    return Boolean(pane?.root.checkVisibility()) && pane.tab === tab;
  }

  hasFormOpen(slug) {
    return Boolean(this.pane(slug)?.dialog.open);
  }
}

export class Tour {
  constructor(stage) {
    this.stage = stage;
    this.root = document.getElementById("tour");
    this.button = document.getElementById("tour-button");
    this.kept = this.remembered();
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.leave());
    this.button.addEventListener("click", () => (this.root.hidden ? this.begin() : this.leave()));
    for (const name of ["changed", "input", "click"]) document.addEventListener(name, () => this.soon());
    if (!this.kept.left) this.show();
  }

  // Progress belongs to one hospital; whoever left the tour is not asked again in another.
  remembered() {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem("tour")) ?? {};
    } catch {
      // What cannot be read is forgotten.
    }
    if (kept.world === this.stage.clock.world && NAMES.includes(kept.step)) return kept;
    return { world: this.stage.clock.world, step: "welcome", since: this.stage.clock.at, left: kept.left === true };
  }

  go(step, { stays = false } = {}) {
    this.stays = stays;
    this.kept = { ...this.kept, world: this.stage.clock.world, step, left: false };
    this.keep();
    this.show();
  }

  keep() {
    localStorage.setItem("tour", JSON.stringify(this.kept));
  }

  begin() {
    this.kept = { since: this.stage.clock.at };
    this.go("welcome");
    this.root.focus();
  }

  // Whoever plays has to be free: nobody is suggested who has a case already, or was suggested too often.
  async play() {
    await this.stage.clock.refresh();
    const cast = await look("/api/tour").catch(() => ({}));
    this.kept = { since: this.stage.clock.at, cast };
    this.go(NAMES[1]);
    this.root.focus();
  }

  leave() {
    this.kept.left = true;
    this.keep();
    this.root.hidden = true;
    this.point(null);
    this.button.setAttribute("aria-expanded", "false");
    this.button.focus();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  show() {
    const { step } = this.kept;
    const at = NAMES.indexOf(step);
    const [first, last] = [at === 0, at === NAMES.length - 1];
    this.root.hidden = false;
    this.root.dataset.at = step;
    this.button.setAttribute("aria-expanded", "true");
    this.say(step);
    this.find(".tour-count").hidden = first || last;
    this.find(".tour-at").textContent = at;
    this.find(".tour-all").textContent = NAMES.length - 2;
    const bar = this.find("progress");
    bar.hidden = first;
    bar.max = NAMES.length - 1;
    bar.value = at;
    for (const name of ["begin", "later"]) this.find(`[data-tour=${name}]`).hidden = !first;
    for (const name of ["back", "leave"]) this.find(`[data-tour=${name}]`).hidden = first || (last && name === "leave");
    this.find("[data-tour=done]").hidden = !last;
    const held = this.root.contains(document.activeElement);
    this.update();
    if (held && !document.activeElement.checkVisibility()) this.root.focus();
  }

  say(name) {
    const words = this.find(`li[data-step="${name}"]`);
    this.write(".tour-do", this.named(words.querySelector("b").textContent));
    this.write(".tour-why", this.named(words.querySelector("p").textContent));
    this.find("[data-tour=show]").textContent = words.dataset.button ?? this.find("[data-tour=show]").dataset.label;
  }

  // Only what is new is written: a screen reader would read the rest again.
  write(selector, text) {
    const line = this.find(selector);
    if (line.textContent !== text) line.textContent = text;
  }

  named(text) {
    const { referrer, colleague } = this.kept.cast ?? {};
    const name = (slug) => this.stage.panes[0].people.people[slug]?.name ?? "";
    return text.replace("{referrer}", name(referrer).split(" ")[0]).replace("{colleague}", name(colleague));
  }

  soon() {
    if (this.root.hidden) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.update());
  }

  update() {
    const { step } = this.kept;
    const seen = new Seen(this.stage, this.kept);
    this.remember(seen);
    const isOver = (step === "suggest" && !seen.cast.referrer) || (["asked", "take"].includes(step) && seen.isOver);
    const rule = isOver ? STEPS.over : STEPS[step];
    this.say(isOver ? "over" : step);
    const done = Boolean(rule.done?.(seen));
    if (done && !rule.waits && !this.stays) return this.next();
    this.root.dataset.done = done;
    const reads = done || step === "card";
    for (const [name, shown] of [["next", reads], ["skip", !reads && step !== "welcome" && step !== "end"]]) {
      this.find(`[data-tour=${name}]`).hidden = !shown;
    }
    this.target = done && step !== "card" ? null : this.aim(rule, seen);
    this.find("[data-tour=show]").hidden = done || step === "welcome" || step === "end" || !(this.target || rule.who?.(seen));
    this.point(this.target);
  }

  // The page keeps what the playground tells only for a while, and not over a restart.
  remember({ request, case: code, supporter }) {
    const before = JSON.stringify(this.kept);
    Object.assign(this.kept, { request, case: code, supporter });
    if (JSON.stringify(this.kept) !== before) this.keep();
  }

  // The last thing to point at that can be seen: in the screen the step is about, or anywhere in the page.
  aim(rule, seen) {
    const slug = rule.who?.(seen);
    const root = slug ? seen.pane(slug)?.root : document;
    const open = slug && seen.pane(slug)?.dialog.open;
    for (const selector of root ? rule.points?.(seen) ?? [] : []) {
      if (open && !selector.startsWith(".dialog")) continue;
      const found = [...root.querySelectorAll(selector)].findLast((one) => one.checkVisibility());
      if (found) return found;
    }
    return null;
  }

  point(target) {
    for (const one of document.querySelectorAll(".pointed")) if (one !== target) one.classList.remove("pointed");
    target?.classList.add("pointed");
  }

  clicked(event) {
    const wish = event.target.closest("[data-tour]")?.dataset.tour;
    if (wish === "begin") this.play();
    else if (wish === "next" || wish === "skip") this.next();
    else if (wish === "back") this.back();
    else if (wish === "show") this.lead();
    else if (wish === "why") this.explain();
    else if (wish) this.leave();
    if (wish && !this.root.hidden && !this.root.contains(document.activeElement)) this.root.focus();
  }

  // On a small screen the reason waits until somebody asks for it: the conversation needs the room.
  explain() {
    const open = this.root.classList.toggle("explained");
    this.find("[data-tour=why]").setAttribute("aria-expanded", String(open));
  }

  next() {
    const at = NAMES.indexOf(this.kept.step);
    if (at + 1 < NAMES.length) this.go(NAMES[at + 1]);
  }

  // What one goes back to was done already: it stays until the visitor goes on.
  back() {
    const at = Math.max(NAMES.indexOf(this.kept.step) - 1, 0);
    this.go(NAMES[at], { stays: true });
  }

  // Brings the screen that the step is about, and puts the focus on what it points at.
  async lead() {
    const rule = STEPS[this.kept.step];
    const slug = rule.who?.(new Seen(this.stage, this.kept));
    if (slug) await this.stage.meet(slug, rule.tab);
    this.update();
    const target = this.target;
    target?.scrollIntoView({ block: "center" });
    (target?.matches("button, select, input") ? target : target?.querySelector("button, select, input, h2"))?.focus();
  }
}
