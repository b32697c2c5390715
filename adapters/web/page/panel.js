// A panel beside the people that a button of the bar opens and closes; at most one stands open.

const all = [];

export class Panel {
  constructor(name, onOpen = () => {}) {
    this.aside = document.getElementById(name);
    this.button = document.getElementById(`${name}-button`);
    this.onOpen = onOpen;
    this.button.addEventListener("click", () => this.toggle(!this.isOpen));
    this.aside.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    this.aside.querySelector("[data-shut]").addEventListener("click", () => this.toggle(false));
    all.push(this);
  }

  get isOpen() {
    return !this.aside.hidden;
  }

  toggle(open) {
    if (open === this.isOpen) return;
    const hadFocus = this.aside.contains(document.activeElement);
    if (open) for (const other of all) other.toggle(false);
    this.aside.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.onOpen();
    else if (hadFocus) this.button.focus();
    document.dispatchEvent(new CustomEvent("changed"));
  }
}
