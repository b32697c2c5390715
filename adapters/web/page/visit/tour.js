// The guided tour: one thing to do at a time, pointed at in the page; it notices by itself when that was done.

const RESIDENT = "noor-haddad";
const COORDINATOR = "marion-castellan";
const ASKED = new Set(["MatchWanted", "SupporterAssigned"]);
const NEXT = "button[data-step=next]";

// `who`: whose screen the step is about, and which tab of it. `points`: what to outline, the first that is seen there.
// `done`: when to go on. A step that `waits` is left by the visitor, who may want to read first.
const STEPS = {
  welcome: {},
  suggest: {
    who: () => RESIDENT,
    points: () => [
      ".dialog [data-does=suggest_send] [type=submit]",
      ".dialog [data-field=colleague]:not(:has(option:checked:not([value=''])))",
      ".dialog [data-does=suggest_check] [type=submit]",
      ".dialog [data-does=suggest]",
      ".rest .command",
    ],
    done: (seen) => seen.has("SuggestionMade"),
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
    points: () => [".dialog [data-does=take]", ".messages [data-does=take]"],
    done: (seen) => seen.has("OfferTaken"),
  },
  card: {
    who: (seen) => seen.supporter,
    points: () => [".dialog .sheet", ".messages [data-does=open]"],
    done: (seen) => seen.has("AttemptMade") || seen.has("ContactMade"),
  },
  contact: {
    who: (seen) => seen.supporter,
    tab: "messages",
    points: (seen) => [`.dialog [data-does=${seen.has("AttemptMade") ? "contact" : "attempt"}]`, ".messages [data-does=open]"],
    done: (seen) => seen.has("ContactMade"),
  },
  plan: {
    who: (seen) => seen.supporter,
    tab: "messages",
    points: () => [".dialog [data-does=plan_send] [type=submit]", ".dialog [data-does=plan]", ".messages [data-does=open]"],
    done: (seen) => seen.has("CheckInsPlanned"),
  },
  due: { points: () => [NEXT], done: (seen) => seen.has("CheckInDue") },
  close: {
    who: (seen) => seen.supporter,
    tab: "messages",
    points: (seen) => [
      ".dialog [data-does=close_send] [type=submit]",
      seen.has("CheckInDone") ? ".dialog [data-does=close]" : ".dialog [data-does=check_in]",
      ".messages .letter:last-child [data-does=open]",
    ],
    done: (seen) => seen.has("CaseClosed"),
  },
  desk: {
    who: () => COORDINATOR,
    tab: "home",
    points: () => [".home [data-does=desk]", ".messages [data-does=desk]"],
    done: (seen) => seen.hasFormOpen(COORDINATOR),
    waits: true,
  },
  monday: {
    who: (seen) => (seen.has("DigestDue") ? COORDINATOR : ""),
    tab: "messages",
    points: (seen) => (seen.has("DigestDue") ? ["[data-tab=messages]"] : [NEXT]),
    done: (seen) => seen.has("DigestDue") && seen.isShown(COORDINATOR, "messages"),
    waits: true,
  },
  stored: { points: () => ["#stored-button"], done: (seen) => seen.stored.panel.isOpen, waits: true },
  end: { points: () => ["[data-step=day]"] },
};
const NAMES = Object.keys(STEPS);

// What the tour can tell from the page: what happened since it began, and what stands open.
class Seen {
  constructor(stage, since) {
    this.stage = stage;
    this.stored = stage.stored;
    this.story = stage.clock.story.filter((one) => one.at > since);
  }

  has(kind) {
    return this.story.some((one) => one.kind === kind);
  }

  get supporter() {
    return this.story.findLast((one) => ASKED.has(one.kind) && one.who)?.who ?? "";
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
    if (kept.world === this.stage.clock.world && kept.step in STEPS) return kept;
    return { world: this.stage.clock.world, step: "welcome", since: this.stage.clock.at, left: kept.left === true };
  }

  go(step, since = this.kept.since, { stays = false } = {}) {
    this.stays = stays;
    this.kept = { world: this.stage.clock.world, step, since, left: false };
    this.keep();
    this.show();
  }

  keep() {
    localStorage.setItem("tour", JSON.stringify(this.kept));
  }

  begin() {
    this.go("welcome", this.stage.clock.at);
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
    const said = this.find(`[data-step="${step}"]`);
    const at = NAMES.indexOf(step);
    const [first, last] = [at === 0, at === NAMES.length - 1];
    this.root.hidden = false;
    this.root.dataset.at = step;
    this.button.setAttribute("aria-expanded", "true");
    this.find(".tour-do").textContent = said.querySelector("b").textContent;
    this.find(".tour-why").textContent = said.querySelector("p").textContent;
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
    this.find("[data-tour=show]").textContent = said.dataset.button ?? this.find("[data-tour=show]").dataset.label;
    const held = this.root.contains(document.activeElement);
    this.update();
    if (held && !document.activeElement.checkVisibility()) this.root.focus();
  }

  soon() {
    if (this.root.hidden) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.update());
  }

  update() {
    const { step, since } = this.kept;
    const rule = STEPS[step];
    const seen = new Seen(this.stage, since);
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

  // The first thing to point at that can be seen: in the screen the step is about, or anywhere in the page.
  aim(rule, seen) {
    const slug = rule.who?.(seen);
    const root = slug ? seen.pane(slug)?.root : document;
    const open = slug && seen.pane(slug)?.dialog.open;
    for (const selector of root ? rule.points?.(seen) ?? [] : []) {
      if (open && !selector.startsWith(".dialog")) continue;
      const found = [...root.querySelectorAll(selector)].find((one) => one.checkVisibility());
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
    if (wish === "begin") this.go(NAMES[1], this.stage.clock.at);
    else if (wish === "next" || wish === "skip") this.next();
    else if (wish === "back") this.back();
    else if (wish === "show") this.lead();
    else if (wish) this.leave();
    if (wish && !this.root.hidden && !this.root.contains(document.activeElement)) this.root.focus();
  }

  next() {
    const at = NAMES.indexOf(this.kept.step);
    if (at + 1 < NAMES.length) this.go(NAMES[at + 1]);
  }

  // What one goes back to was done already: it stays until the visitor goes on.
  back() {
    const at = Math.max(NAMES.indexOf(this.kept.step) - 1, 0);
    this.go(NAMES[at], this.kept.since, { stays: true });
  }

  // Brings the screen that the step is about, and puts the focus on what it points at.
  async lead() {
    const rule = STEPS[this.kept.step];
    const slug = rule.who?.(new Seen(this.stage, this.kept.since));
    if (slug) await this.stage.meet(slug, rule.tab);
    this.update();
    const target = this.target;
    target?.scrollIntoView({ block: "center" });
    (target?.matches("button, select, input") ? target : target?.querySelector("button, select, input, h2"))?.focus();
  }
}
