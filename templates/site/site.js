// What the pages do beyond plain forms: passkeys, and a sheet of outcomes by the keyboard. Without it, all but passkeys works.
"use strict";

document.documentElement.classList.add("scripted");

// Passkeys

const fromText = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const open = (each) => ({ ...each, id: fromText(each.id) });

async function ask(form) {
  const sent = new FormData();
  sent.set("form_token", form.elements.form_token.value);
  const answer = await fetch(`${form.getAttribute("action")}/question`, { method: "POST", body: sent });
  if (!answer.ok) throw new Error("no question");
  const told = await answer.json();
  told.challenge = fromText(told.challenge);
  if (form.dataset.passkey === "get") {
    told.allowCredentials = (told.allowCredentials || []).map(open);
    return navigator.credentials.get({ publicKey: told });
  }
  told.user.id = fromText(told.user.id);
  told.excludeCredentials = (told.excludeCredentials || []).map(open);
  return navigator.credentials.create({ publicKey: told });
}

function write(key) {
  const response = { clientDataJSON: toText(key.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (key.response[name]) response[name] = toText(key.response[name]);
  return JSON.stringify({ id: key.id, rawId: toText(key.rawId), type: key.type, response, clientExtensionResults: {} });
}

function offer(form) {
  const button = form.querySelector("button");
  form.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const key = await ask(form);
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "answer", value: write(key) });
      form.append(field);
      form.submit();
    } catch {
      button.disabled = false;
      let said = form.querySelector("[role=alert]");
      if (!said) form.append((said = Object.assign(document.createElement("p"), { role: "alert", className: "late" })));
      said.textContent = "The passkey was not used. Try again, or use the other way below.";
    }
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(offer);

// A sheet of outcomes: letters choose, arrows and Enter move, Ctrl+Enter saves.

const FIELDS = "select, input:not([type=hidden])";

function move(field, rows, columns) {
  const row = field.closest("tr");
  const fields = [...row.querySelectorAll(FIELDS)];
  const column = fields.indexOf(field) + columns;
  let next = row;
  for (let left = Math.abs(rows); left && next; left--) next = rows > 0 ? next.nextElementSibling : next.previousElementSibling;
  const target = next && [...next.querySelectorAll(FIELDS)][Math.max(0, Math.min(column, fields.length - 1))];
  if (!target || target === field) return false;
  target.focus();
  target.closest("tr").scrollIntoView({ block: "nearest" });
  return true;
}

function choose(select, key) {
  const option = [...select.options].find((each) => each.dataset.key === key.toUpperCase());
  if (!option) return false;
  select.value = option.value;
  mark(select);
  // Who refuses says why, and who grants a part says which: the cursor goes there.
  // A letter never leaves its row: who presses Enter after it would enter every outcome one row too low.
  if (["refused", "partly"].includes(option.value)) move(select, 0, 2);
  return true;
}

function mark(select) {
  select.closest("tr").classList.toggle("filled", select.value !== "");
}

function atEdge(field, side) {
  if (field.tagName === "SELECT" || field.type === "checkbox") return true;
  if (field.type === "date") return false;
  return side < 0 ? field.selectionEnd === 0 : field.selectionStart === field.value.length;
}

function press(event) {
  const field = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    field.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !field.matches(`tbody ${"select"}, tbody input`)) return;
  const select = field.tagName === "SELECT";
  let done = false;
  if (event.key === "Enter") done = move(field, event.shiftKey ? -1 : 1, select ? 0 : -99) || true;
  else if (event.key === "ArrowDown" && field.type !== "date") done = move(field, 1, 0) || true;
  else if (event.key === "ArrowUp" && field.type !== "date") done = move(field, -1, 0) || true;
  else if (event.key === "ArrowRight" && atEdge(field, 1)) done = move(field, 0, 1);
  else if (event.key === "ArrowLeft" && atEdge(field, -1)) done = move(field, 0, -1);
  else if (select && (event.key === "Delete" || event.key === "Backspace")) {
    field.value = "";
    mark(field);
    done = true;
  } else if (select && /^[a-z]$/i.test(event.key)) done = choose(field, event.key) || true;
  if (done) event.preventDefault();
}

function begin(root) {
  const sheet = root.querySelector("form[data-keys]");
  if (sheet && !sheet.dataset.begun) {
    sheet.dataset.begun = "yes";
    sheet.addEventListener("keydown", press);
    sheet.querySelectorAll("tbody select").forEach((select) => {
      mark(select);
      select.addEventListener("change", () => mark(select));
    });
  }
}

begin(document);
// What went wrong, or was saved, is read and seen first.
document.getElementById("summary")?.focus();
// A form that was changed and not sent is not lost by a slip.
let changed = false;
document.addEventListener("change", (event) => {
  if (event.target.form?.matches("[data-keys]")) changed = true;
});
document.addEventListener("submit", () => {
  changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
