// Keyboard, selection of words, and progress. Every page works without it, by links and buttons alone.
"use strict";

const KEYS_OFF = "rasoat-keys-off";
const keysOff = () => localStorage.getItem(KEYS_OFF) === "1";
const isField = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isField(event.target)) { event.target.blur(); return; }
  if (event.ctrlKey || event.altKey || event.metaKey || isField(event.target) || keysOff()) return;
  if (event.key === "?") {
    const list = document.querySelector(".keys");
    if (list) { if (list.tagName === "DETAILS") list.open = true; list.scrollIntoView(); event.preventDefault(); }
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) { act(target); event.preventDefault(); return; }
  if (event.key === "j" || event.key === "k") { if (moveRow(event.key === "j" ? 1 : -1)) event.preventDefault(); }
  if (event.key === "Enter" && event.target === document.body) document.querySelector("[data-row][aria-selected=true] [data-open]")?.click();
});

function act(target) {
  if (target.tagName === "SUMMARY") {
    target.parentElement.open = true;
    target.parentElement.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  } else if (isField(target)) target.focus();
  else target.click();
}

function moveRow(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return false;
  const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
  for (const row of rows) row.setAttribute("aria-selected", String(row === next));
  next.querySelector("[data-open]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("[data-keys-off]")) localStorage.setItem(KEYS_OFF, box.checked ? "1" : "0");
  if (box.matches("[data-all]")) for (const item of document.querySelectorAll("input[name=item]")) item.checked = box.checked;
  if (box.matches("[data-article]") && box.value.trim()) {
    const law = box.form.elements.law.value.trim();
    htmx.ajax("GET", `/law/${encodeURI(law)}/articles/${encodeURIComponent(box.value.trim())}`, { target: "#article-text", swap: "innerHTML" });
  }
});

// Offsets count code points, as the server does; JavaScript counts UTF-16 units.
const points = (text) => [...text].length;

function offsetIn(words, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(words);
  range.setEnd(node, offset);
  return points(range.toString());
}

document.addEventListener("selectionchange", () => {
  const form = document.querySelector("[data-add]");
  const selection = document.getSelection();
  if (!form || !selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const holder = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-words]");
  const words = holder(range.startContainer);
  if (!words || words !== holder(range.endContainer)) return;
  form.elements.path.value = words.closest("[data-path]").dataset.path;
  form.elements.start.value = offsetIn(words, range.startContainer, range.startOffset);
  form.elements.end.value = offsetIn(words, range.endContainer, range.endOffset);
  form.elements.quote.value = range.toString();
});

function followRun(card) {
  const events = new EventSource(card.dataset.follow);
  events.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    card.querySelector("progress").value = now.done;
    card.querySelector("[data-words]").textContent = now.words;
    card.querySelector("[data-status]").textContent = now.status;
  });
  events.addEventListener("end", () => { events.close(); location.reload(); });
}

for (const box of document.querySelectorAll("[data-keys-off]")) box.checked = keysOff();
for (const card of document.querySelectorAll("[data-follow]")) followRun(card);
