// Start over: asks first, since nothing of what was played here comes back; then waits for the fresh hospital.

import { tell } from "./talk.js";

const AGAIN_MS = 300;

export class Anew {
  constructor(clock) {
    this.clock = clock;
    this.dialog = document.getElementById("anew");
    this.button = document.getElementById("begin-anew");
    this.button?.addEventListener("click", () => this.dialog.showModal());
    this.dialog.addEventListener("click", (event) => this.answered(event.target.dataset.anew));
  }

  async answered(answer) {
    if (!answer) return;
    this.dialog.close();
    if (answer !== "yes") return;
    this.clock.say(document.body.dataset.anew);
    try {
      await tell("/api/begin-anew", {});
      setInterval(() => this.clock.refresh(), AGAIN_MS); // another world: the clock loads the page again
    } catch {
      this.clock.say(document.body.dataset.offline);
    }
  }
}
