// Puts the page together: three people, the clock, what is stored, the tour, and the line over which changes arrive.

import { Anew } from "./anew.js";
import { Clock } from "./clock.js";
import { Pane } from "./pane.js";
import { Stored } from "./stored.js";
import { listen, look } from "./talk.js";
import { Tour } from "./tour.js";

const WAIT_MS = 60;
const RETRY_MS = 2000;

const floor = document.getElementById("people");
const away = document.getElementById("away");
const seats = document.querySelector(".seats");
const clock = new Clock();
const stored = new Stored();
new Anew(clock);

async function seat() {
  const people = await look("/api/people");
  const template = document.getElementById("pane");
  const panes = [];
  const handlers = {
    onSwitch: (pane, slug) => change(panes, pane, slug),
    onUnread: (pane) => label(panes, pane),
  };
  for (const slug of remembered(people)) {
    const pane = new Pane(template, people, handlers);
    const button = seats.appendChild(document.createElement("button"));
    button.type = "button";
    button.addEventListener("click", () => step(panes, pane));
    panes.push(pane);
    pane.button = button;
    pane.slug = slug;
    floor.append(pane.root);
  }
  await Promise.all(panes.map((pane) => pane.show(pane.slug)));
  for (const pane of panes) label(panes, pane);
  step(panes, panes[0]);
  return panes;
}

function remembered(people) {
  const saved = (sessionStorage.getItem("people") ?? "").split(" ").filter((slug) => slug in people.people);
  return saved.length === people.first.length ? saved : people.first;
}

// Nobody stands in two places: whoever is asked for here and stands there already changes places.
async function change(panes, pane, slug) {
  const leaving = pane.slug;
  const other = panes.find((one) => one !== pane && one.slug === slug);
  const shown = Promise.all([pane.show(slug), other?.show(leaving)]);
  sessionStorage.setItem("people", panes.map((one) => one.slug).join(" ")); // before a reload can come in between
  await shown;
  for (const one of panes) label(panes, one);
}

// Brings somebody to the front, in the middle unless they stand somewhere already, with that tab if one is named.
async function meet(panes, slug, tab) {
  const pane = panes.find((one) => one.slug === slug) ?? panes[1];
  if (pane.slug !== slug) await change(panes, pane, slug);
  step(panes, pane);
  if (tab && pane.tab !== tab && !pane.dialog.open) pane.choose(tab);
  return pane;
}

// The small bar that chooses one pane where there is room for only one.
function label(panes, pane) {
  if (!pane.button || !pane.slug) return;
  const head = pane.people.people[pane.slug];
  pane.button.innerHTML = head.avatar;
  pane.button.append(head.name.split(" ")[0]);
  if (pane.unread) pane.button.append(dot(pane));
}

function dot(pane) {
  const mark = document.createElement("span");
  mark.className = "badge";
  mark.textContent = pane.unread;
  return mark;
}

function step(panes, chosen) {
  for (const pane of panes) {
    pane.root.classList.toggle("active", pane === chosen);
    pane.button.setAttribute("aria-pressed", String(pane === chosen));
  }
}

// A name in the timeline leads to that person's messages.
function follow(panes) {
  clock.panel.aside.addEventListener("click", async (event) => {
    const slug = event.target.dataset.show;
    if (!slug) return;
    if (!matchMedia("(min-width: 1240px)").matches) clock.panel.toggle(false);
    const pane = await meet(panes, slug, "messages");
    pane.find("[data-tab=messages]").focus();
  });
}

async function start() {
  clock.show(await look("/api/clock"));
  const panes = await seat();
  follow(panes);
  new Tour({ panes, clock, stored, meet: (slug, tab) => meet(panes, slug, tab) });
  document.documentElement.dataset.ready = "yes";
  let stale = new Set();
  let timer = 0;
  listen((names) => {
    for (const name of names) stale.add(name);
    timer ||= setTimeout(() => {
      timer = 0;
      for (const pane of panes) if (stale.has("*") || stale.has(pane.slug)) pane.refresh();
      if (stale.has("*")) clock.refresh();
      stored.refresh();
      stale = new Set();
    }, WAIT_MS);
  }, leave);
}

// The lines of help stand in the page itself, so they show when nothing else answers any more.
function leave(isAway) {
  away.hidden = !isAway;
}

async function tryAgain() {
  leave(true);
  try {
    await look("/api/clock");
    location.reload();
  } catch {
    setTimeout(tryAgain, RETRY_MS);
  }
}

start().catch(tryAgain);
