// The gallery only shows: its forms can be tried, its buttons say that they are pictures.

import { sieve } from "./fields.js";

const SHOWN_MS = 5000;
const status = document.getElementById("status");
let timer = 0;

document.addEventListener("click", (event) => {
  const button = event.target.closest(".specimen button");
  if (!button) return;
  event.preventDefault();
  status.textContent = status.dataset.painted;
  clearTimeout(timer);
  timer = setTimeout(() => (status.textContent = ""), SHOWN_MS);
});
document.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("input", (event) => {
  if (event.target.matches(".sieve")) sieve(event.target);
});
document.documentElement.dataset.ready = "yes";
