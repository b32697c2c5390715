// One person's screen: their home, their messages, and the form that lies over both.

import { carry, isComplete, read, showErrors, sieve } from "./fields.js";
import { look, tell } from "./talk.js";

const TOAST_MS = 6000;
const BANNER_MS = 9000;
const COMMAND = /^\/?peersupport\b/i;

let count = 0;

export class Pane {
  constructor(template, people, { onSwitch, onUnread }) {
    this.root = template.content.firstElementChild.cloneNode(true);
    this.people = people;
    this.onSwitch = onSwitch;
    this.onUnread = onUnread;
    this.slug = "";
    this.unread = 0;
    this.seen = null;
    this.looks = 0;
    this.busy = false;
    this.select = this.find(".who select");
    this.select.innerHTML = people.options;
    this.dialog = this.find("dialog");
    this.nameParts();
    this.listen();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  nameParts() {
    const id = `pane-${++count}`;
    this.root.id = id;
    this.dialog.setAttribute("aria-labelledby", `${id}-title`);
    for (const tab of this.root.querySelectorAll("[data-tab]")) {
      const view = this.find(`[data-view=${tab.dataset.tab}]`);
      tab.id = `${id}-${tab.dataset.tab}-tab`;
      view.id = `${id}-${tab.dataset.tab}`;
      tab.setAttribute("aria-controls", view.id);
      view.setAttribute("aria-labelledby", tab.id);
    }
  }

  listen() {
    this.select.addEventListener("change", () => this.onSwitch(this, this.select.value.slice("web:".length)));
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("submit", (event) => this.submitted(event));
    this.root.addEventListener("input", (event) => {
      if (event.target.matches(".sieve")) sieve(event.target);
    });
    this.root.addEventListener("keydown", (event) => this.keyed(event));
  }

  // Shows another person here.
  async show(slug, tab = "home") {
    const head = this.people.people[slug];
    this.slug = slug;
    this.seen = null;
    this.setBusy(false);
    this.close();
    this.clear();
    this.hush();
    this.select.value = head.person;
    this.find(".face").innerHTML = head.avatar;
    this.find(".name").textContent = head.name;
    this.find(".line").textContent = head.line;
    this.root.setAttribute("aria-label", `${head.name}, ${head.line}`);
    this.turn(tab);
    await this.refresh();
    changed();
  }

  turn(tab) {
    this.tab = tab;
    for (const button of this.root.querySelectorAll("[data-tab]")) {
      const chosen = button.dataset.tab === tab;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      this.find(`[data-view=${button.dataset.tab}]`).hidden = !chosen;
    }
    if (tab === "messages") {
      this.find(".banner").hidden = true;
      this.markRead();
      this.toEnd();
    }
    changed();
  }

  // Nothing of the person before stays: their words are not for the next one, and their buttons would not work.
  clear() {
    for (const view of this.root.querySelectorAll("[data-view]")) {
      view.bare = undefined;
      view.replaceChildren();
    }
  }

  // Only the newest look counts: an answer that was overtaken shows what is no longer so.
  async refresh() {
    const number = ++this.looks;
    const seen = await this.safely(() => look(`/api/people/${this.slug}`));
    if (!seen || number !== this.looks) return;
    this.find(".rest").lang = seen.lang;
    this.dialog.lang = seen.lang;
    swap(this.find(".home"), seen.home);
    const atEnd = this.isAtEnd();
    swap(this.find(".messages"), seen.messages);
    this.notice(atEnd);
    changed();
  }

  // Letters that were not there before: a banner such as a telephone shows, and a count at the tab.
  notice(wasAtEnd) {
    const letters = [...this.root.querySelectorAll("[data-letter]")];
    const fresh = this.seen ? letters.filter((letter) => !this.seen.has(letter.dataset.letter)) : [];
    this.seen = new Set(letters.map((letter) => letter.dataset.letter));
    for (const letter of fresh) letter.classList.add("fresh");
    if (this.tab === "messages") {
      this.markRead();
      if (wasAtEnd) this.toEnd();
      return;
    }
    const known = readBy(this.slug);
    this.count([...this.seen].filter((letter) => !known.has(letter)).length);
    if (fresh.length > 0) this.ring(fresh.at(-1).dataset.notification);
  }

  markRead() {
    sessionStorage.setItem(`read ${this.slug}`, [...(this.seen ?? [])].join(" "));
    this.count(0);
  }

  count(unread) {
    this.unread = unread;
    const badge = this.find("[data-tab=messages] .badge");
    badge.hidden = unread === 0;
    badge.querySelector(".count").textContent = unread;
    this.onUnread(this);
  }

  ring(text) {
    const banner = this.find(".banner");
    banner.querySelector("span").textContent = text;
    banner.hidden = false;
    this.find(".news").textContent = `${this.find(".name").textContent}: ${text}`;
    clearTimeout(this.bannerTimer);
    this.bannerTimer = setTimeout(() => (banner.hidden = true), BANNER_MS);
  }

  hush() {
    this.count(0);
    this.find(".banner").hidden = true;
    this.find(".toast").textContent = "";
  }

  toast(text) {
    const line = this.find(".toast");
    line.textContent = text;
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => (line.textContent = ""), TOAST_MS);
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.tab) this.choose(button.dataset.tab);
    else if (button.matches("[data-close]")) this.close();
    else if (button.matches(".banner")) {
      button.hidden = true;
      this.choose("messages");
      this.find(".messages").focus();
    } else if (button.matches(".command")) this.gesture("command", {});
    else if (button.type === "button" && button.dataset.token) {
      this.gesture("press", { token: button.dataset.token });
    }
  }

  choose(tab) {
    this.turn(tab);
    this.refresh();
  }

  submitted(event) {
    event.preventDefault();
    const form = event.target;
    if (form.matches(".compose")) this.typed(form.querySelector("input"));
    else if (form.dataset.token && isComplete(form)) {
      this.gesture("submit", { token: form.dataset.token, fields: read(form) });
    }
  }

  // What is typed never leaves the page: only the command does.
  typed(input) {
    const text = input.value.trim();
    input.value = "";
    if (COMMAND.test(text)) this.gesture("command", {});
    else if (text) this.toast(document.body.dataset.onlyCommand);
  }

  async gesture(kind, body) {
    if (this.busy) return;
    this.setBusy(true);
    const slug = this.slug;
    const reply = await this.safely(() => tell(`/api/people/${slug}/${kind}`, body));
    if (slug !== this.slug) return;
    this.setBusy(false);
    if (reply) this.answer(reply);
  }

  setBusy(busy) {
    this.busy = busy;
    this.root.setAttribute("aria-busy", String(busy));
  }

  answer(reply) {
    if (reply.reply === "show") this.open(reply.html);
    else if (reply.reply === "errors") showErrors(this.dialog, reply.errors) || this.toast(Object.values(reply.errors).join(" "));
    else if (reply.reply === "toast") this.toast(reply.text);
    else this.close();
  }

  // A form lies over this person's screen only: the others stay usable, so the rest of this pane is inert instead.
  open(html) {
    if (!this.dialog.open) this.before = this.place(document.activeElement);
    const left = this.dialog.querySelector("form");
    this.dialog.innerHTML = html;
    this.dialog.querySelector("h2").id = this.dialog.getAttribute("aria-labelledby");
    carry(left, this.dialog.querySelector("form"));
    this.find(".rest").inert = true;
    if (!this.dialog.open) this.dialog.show();
    this.dialog.querySelector("h2").focus();
    this.dialog.querySelector(".sheet-body").scrollTop = 0;
    changed();
  }

  close() {
    if (!this.dialog.open) return;
    this.dialog.close();
    this.dialog.replaceChildren();
    this.find(".rest").inert = false;
    this.comeBack();
    changed();
  }

  // Where the focus was: the message or home under a form may have been written anew meanwhile.
  place(element) {
    const letter = element?.closest("[data-letter]")?.dataset.letter;
    return { element, letter, does: element?.dataset.does };
  }

  comeBack() {
    const { element, letter, does } = this.before ?? {};
    const view = this.find(`[data-view=${this.tab}]`);
    const around = letter ? view.querySelector(`[data-letter="${CSS.escape(letter)}"]`) : view;
    const same = does && around?.querySelector(`[data-does="${CSS.escape(does)}"]`);
    const next = letter && around?.querySelector("button");
    ((element?.isConnected && element) || same || next || view).focus();
  }

  keyed(event) {
    if (event.key === "Escape" && this.dialog.open) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab" && this.dialog.open) this.keepInside(event);
    else if (event.target.matches("[role=tab]") && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      const other = this.tab === "home" ? "messages" : "home";
      this.choose(other);
      this.find(`[data-tab=${other}]`).focus();
    }
  }

  keepInside(event) {
    const stops = [...this.dialog.querySelectorAll("button, input, select, a[href], [tabindex='0']")];
    const usable = stops.filter((stop) => !stop.disabled && stop.checkVisibility());
    const [first, last] = [usable[0], usable.at(-1)];
    const at = document.activeElement;
    if (event.shiftKey && (at === first || at.matches("h2"))) {
      event.preventDefault();
      last?.focus();
    } else if (!event.shiftKey && at === last) {
      event.preventDefault();
      first?.focus();
    }
  }

  isAtEnd() {
    const view = this.find(".messages");
    return view.scrollHeight - view.scrollTop - view.clientHeight < 40;
  }

  // The newest letter, from its beginning if it is longer than the screen.
  toEnd() {
    const view = this.find(".messages");
    const last = view.querySelector(".letter:last-child");
    view.scrollTop = view.scrollHeight;
    if (last && last.offsetHeight > view.clientHeight) last.scrollIntoView({ block: "start" });
  }

  async safely(action) {
    try {
      return await action();
    } catch {
      this.toast(document.body.dataset.offline);
      return null;
    }
  }
}

// Whoever points at things in the page looks again.
function changed() {
  document.dispatchEvent(new CustomEvent("changed"));
}

// The letters this person had before them, so that a count shows what waits when one comes back to them.
function readBy(slug) {
  return new Set((sessionStorage.getItem(`read ${slug}`) ?? "").split(" "));
}

// Only a real difference replaces what somebody may be reading or focusing. A token is no such difference, but it
// says who may press, and in which turn of the case: the newest one always takes the place of the one before.
function swap(view, html) {
  const bare = html.replace(/ data-token="[^"]*"/g, "");
  if (view.bare === bare) return renew(view, html);
  const focused = view.contains(document.activeElement) ? document.activeElement.textContent : null;
  view.bare = bare;
  view.innerHTML = html;
  if (focused === null) return;
  const same = [...view.querySelectorAll("button")].find((button) => button.textContent === focused);
  (same ?? view).focus();
}

function renew(view, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const tokens = fresh.content.querySelectorAll("[data-token]");
  for (const [at, one] of view.querySelectorAll("[data-token]").entries()) one.dataset.token = tokens[at].dataset.token;
}
