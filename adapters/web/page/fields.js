// What a form holds, and what is still missing in it.

let count = 0;

export function read(form) {
  return [...form.querySelectorAll("[data-field]")].map((field) => ({
    name: field.dataset.field,
    type: field.dataset.type,
    values: values(field),
  }));
}

function values(field) {
  const controls = [...field.querySelectorAll("[name]")];
  const given = controls.filter((control) => !isTick(control) || control.checked);
  return given.map((control) => control.value.trim()).filter((value) => value !== "");
}

// Marks required fields that are empty; true if there are none.
export function isComplete(form) {
  const missing = {};
  for (const field of form.querySelectorAll("[data-required]")) {
    if (values(field).length === 0) missing[field.dataset.field] = field.dataset.required;
  }
  return !showErrors(form, missing);
}

// Shows each error at its field, keeps what was typed, and goes to the first; true if there was one.
export function showErrors(form, errors) {
  let first = null;
  for (const field of form.querySelectorAll("[data-field]")) {
    const text = errors[field.dataset.field] ?? "";
    markField(field, text);
    if (text && !first) first = field;
  }
  first?.querySelector("[name]")?.focus();
  return first !== null;
}

function markField(field, text) {
  const line = field.querySelector(":scope > .error");
  line.id ||= `error-${++count}`;
  line.textContent = text;
  line.hidden = text === "";
  for (const control of field.querySelectorAll("[name]")) {
    if (text) {
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", line.id);
    } else {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
    }
  }
}

// The same form came back in the place of itself: what was typed stays, unless the bot now gives a field another value.
export function carry(before, after) {
  if (!before?.dataset.does || before.dataset.does !== after?.dataset.does) return;
  for (const field of after.querySelectorAll("[data-field]")) {
    const same = before.querySelector(`[data-field="${CSS.escape(field.dataset.field)}"]`);
    if (same && begun(same) === begun(field)) copy(same, field);
  }
}

// What a field offered and held when it was shown.
function begun(field) {
  const controls = [...field.querySelectorAll("[name], option")];
  return JSON.stringify(controls.map((one) => [hasChoices(one) && one.value, initial(one)]));
}

function hasChoices(control) {
  return isTick(control) || control.matches("option");
}

function initial(control) {
  return control.matches("option") ? control.defaultSelected : isTick(control) ? control.defaultChecked : control.defaultValue;
}

function copy(before, after) {
  const old = [...before.querySelectorAll("[name]")];
  for (const [at, control] of [...after.querySelectorAll("[name]")].entries()) {
    if (isTick(control)) control.checked = old[at].checked;
    else control.value = old[at].value;
  }
}

// Shortens a long list of boxes to the names that contain what is typed; ticked ones always stay.
export function sieve(input) {
  const wanted = plain(input.value);
  for (const tick of input.parentElement.querySelectorAll(".tick")) {
    tick.hidden = !tick.control.checked && !plain(tick.textContent).includes(wanted);
  }
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function isTick(control) {
  return control.type === "radio" || control.type === "checkbox";
}
