"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { ui, words, documents, laws, findings } = data;
  const BATCH = 40;
  const PRINT_LIMIT = 400;
  const SEVERITY = ["high", "medium", "low", "info"];
  const FILTERS = ["kind", "severity", "document", "article", "band", "q", "sort", "id"];
  const controls = Object.fromEntries([...document.querySelectorAll("[data-filter]")].map((el) => [el.dataset.filter, el]));
  const list = document.getElementById("cards");
  const sentinel = document.getElementById("sentinel");
  const note = document.getElementById("print-note");
  const count = document.getElementById("count");
  let chosen = [];
  let drawn = 0;
  let state = {};

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
  const band = (percent) => (percent >= 80 ? "high" : percent >= 50 ? "medium" : "low");
  const articleKey = (f) => (f.article ? `${laws[f.law].number}|${f.article}` : "-");
  const searchText = (f) => {
    f.search ??= fold([f.id, f.label, f.text.join(""), f.excerpt.join(""), f.why, f.place, documents[f.document].path, documents[f.document].name].join("\n"));
    return f.search;
  };

  const node = (tag, className, ...children) => {
    const el = document.createElement(tag);
    if (className) el.className = className;
    el.append(...children.filter((child) => child !== null && child !== ""));
    return el;
  };
  const marked = ([before, mark, after]) => node("blockquote", "", before, mark ? node("mark", "", mark) : null, after);
  const fact = (term, value, className = "") => node("div", className, node("dt", "", term + ":"), node("dd", "", value));

  const card = (f) => {
    const doc = documents[f.document];
    const law = f.law === null ? null : laws[f.law];
    const where = [doc.name, f.label, f.page ? ui.page.replace("{page}", f.page) : ""].filter(Boolean).join(" · ");
    const link = node("a", "", "#" + f.id);
    link.href = "#id=" + encodeURIComponent(f.id);
    link.title = ui.link;
    const hasText = f.text.some(Boolean);
    const hasExcerpt = f.excerpt.some(Boolean);
    const left = node("section", "side", node("h4", "", ui.clause), node("p", "head", f.label), hasText ? marked(f.text) : node("p", "", ui.noText));
    const right = node("section", "side law", node("h4", "", ui.law));
    if (law) {
      const title = [f.place, f.articleTitle].filter(Boolean).join(". ");
      right.append(node("p", "head", [title, law.name].filter(Boolean).join(" – ")));
    }
    if (hasExcerpt) right.append(marked(f.excerpt), node("p", "source", f.official ? ui.official : ui.gist));
    if (!law && !hasExcerpt) right.append(node("p", "", ui.noLaw));
    const el = node(
      "article",
      "card " + f.severity,
      node("header", "", node("h3", "", words.kind[f.kind]), node("span", "badge " + f.severity, words.severity[f.severity]), node("span", "id", link)),
      node("p", "where", where),
      node("div", "sides", left, right),
      node("p", "why", f.why),
      node(
        "dl",
        "facts",
        fact(ui.action, words.action[f.action]),
        fact(ui.status, words.status[f.status] + (f.aspect ? ` (${words.aspect[f.aspect]})` : "")),
        fact(ui.confidence, `${f.confidence}%`),
        fact(ui.check, f.check, "minor"),
      ),
      f.cautions.length ? node("p", "cautions", `${ui.cautions}: ${f.cautions.join("; ")}.`) : null,
    );
    el.tabIndex = -1;
    return el;
  };

  const draw = (until) => {
    const end = Math.min(until, chosen.length);
    const fragment = document.createDocumentFragment();
    for (; drawn < end; drawn++) fragment.append(card(chosen[drawn]));
    list.append(fragment);
    sentinel.hidden = drawn >= chosen.length;
  };

  const sorters = {
    severity: (a, b) => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity) || b.confidence - a.confidence || a.order - b.order,
    document: (a, b) => a.order - b.order,
    confidence: (a, b) => b.confidence - a.confidence || a.order - b.order,
  };

  const apply = () => {
    const terms = fold(state.q || "").split(/\s+/).filter(Boolean);
    chosen = findings.filter(
      (f) =>
        (!state.id || f.id === state.id) &&
        (!state.kind || f.kind === state.kind) &&
        (!state.severity || f.severity === state.severity) &&
        (!state.document || documents[f.document].path === state.document) &&
        (!state.article || articleKey(f) === state.article) &&
        (!state.band || band(f.confidence) === state.band) &&
        terms.every((term) => searchText(f).includes(term)),
    );
    chosen.sort(sorters[state.sort] || sorters.severity);
    list.replaceChildren();
    drawn = 0;
    draw(BATCH);
    count.textContent = chosen.length || !findings.length ? ui.shown.replace("{shown}", chosen.length).replace("{total}", findings.length) : ui.noMatch;
  };

  const readHash = () => {
    const found = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
    state = {};
    for (const name of FILTERS) if (found.get(name)) state[name] = found.get(name);
    for (const [name, el] of Object.entries(controls)) {
      el.value = state[name] || (name === "sort" ? "severity" : "");
      if (el.value === "" && state[name] && el.tagName === "SELECT") delete state[name];
    }
    apply();
  };

  const writeHash = () => {
    state = {};
    for (const [name, el] of Object.entries(controls)) if (el.value && !(name === "sort" && el.value === "severity")) state[name] = el.value;
    history.replaceState(null, "", "#" + (Object.keys(state).length ? new URLSearchParams(state) : "all="));
    apply();
  };

  let typing = 0;
  for (const el of Object.values(controls))
    el.addEventListener(el.tagName === "INPUT" ? "input" : "change", () => {
      clearTimeout(typing);
      typing = setTimeout(writeHash, el.tagName === "INPUT" ? 150 : 0);
    });
  document.getElementById("clear").addEventListener("click", () => {
    for (const el of Object.values(controls)) el.value = el.dataset.filter === "sort" ? "severity" : "";
    writeHash();
  });
  // J and K go from finding to finding, "/" to the search, Escape leaves a field; inside a field keys are text.
  const step = (by) => {
    const cards = list.children;
    const here = [...cards].indexOf(document.activeElement.closest?.(".card"));
    const next = here < 0 ? (by > 0 ? 0 : -1) : here + by;
    if (next >= drawn) draw(drawn + BATCH);
    if (next < 0 || next >= cards.length) return;
    cards[next].focus({ preventScroll: true });
    cards[next].scrollIntoView({ block: "start" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest?.("input, select, textarea");
    if (field) {
      if (event.key === "Escape") field.blur();
      return;
    }
    const actions = { j: () => step(1), k: () => step(-1), "/": () => controls.q.focus() };
    const action = actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href").includes("=")) setTimeout(() => document.getElementById("findings").scrollIntoView(), 0);
  });
  window.addEventListener("hashchange", readHash);
  window.addEventListener("beforeprint", () => {
    draw(Math.max(drawn, PRINT_LIMIT)); // thousands of cards would hold the browser for minutes; the paper and the workbook have them all
    note.hidden = drawn >= chosen.length;
    note.textContent = ui.printed.replace("{shown}", drawn).replace("{total}", chosen.length);
  });
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting) || drawn >= chosen.length) return;
      draw(drawn + BATCH);
      watcher.unobserve(sentinel); // observing anew reports again, should the end still be near
      watcher.observe(sentinel);
    },
    { rootMargin: "800px" },
  );
  watcher.observe(sentinel);

  findings.forEach((f, index) => (f.order = index));
  readHash();
  if (location.hash.includes("=")) document.getElementById("findings").scrollIntoView();
})();
