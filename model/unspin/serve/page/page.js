"use strict";

// What is shown: the text as it was sent, its code points (the server counts offsets in them), the report on it, and the edits made.
const state = { text: "", points: [], report: null, edits: [], read: { text: null } };
const find = (id) => document.getElementById(id);

// ---- Asking the server

const ask = (path, body) => send(path, JSON.stringify(body), "application/json");

async function send(path, body, type) {
  const request = { method: "POST", headers: { "Content-Type": type }, body };
  const response = await fetch(path, request).catch(() => {
    throw new Error("the server does not answer; is it still running?");
  });
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({}));
  throw new Error(answer.error || "the server answered " + response.status);
}

// Runs one thing the reader asked for: tells that it is under way, and what went wrong.
async function attempt(words, action) {
  find("error").textContent = "";
  find("status").textContent = words;
  try {
    await action();
  } catch (error) {
    find("error").textContent = "Failed: " + error.message;
    find("error").scrollIntoView({ block: "nearest" });
  } finally {
    find("status").textContent = "";
  }
}

// The text with the parts of the document that it was read from, as long as nobody has changed it.
const body = (text) => (text === state.read.text ? { text, blocks: state.read.blocks } : { text });

async function check() {
  const text = find("text").value;
  const report = await (await ask("score", body(text))).json();
  Object.assign(state, { text, points: Array.from(text), report, edits: [] });
  showVerdict();
  showText();
  find("answer").hidden = false;
  find("verdict").focus();
}

async function setEdits(edits) {
  const choices = edits.map(({ start, end, replacement }) => ({ start, end, replacement }));
  state.edits = (await (await ask("apply", { text: state.text, choices })).json()).edits;
  showText();
}

async function restoreAll() {
  const answer = await (await ask("restore", body(state.text))).json();
  state.edits = answer.edits;
  showText();
}

async function readFile(file) {
  if (/\.(txt|md)$/i.test(file.name)) {
    find("text").value = await file.text();
  } else {
    const response = await send("read?name=" + encodeURIComponent(file.name), file, "application/octet-stream");
    state.read = await response.json();
    find("text").value = state.read.text;
  }
}

// ---- Showing the answer

const VERDICTS = {
  spun: ["▲", "Signals of word swapping"],
  genuine: ["○", "No signals of word swapping above the threshold"],
  undecided: ["?", "This text was not judged"],
};

function showVerdict() {
  const { verdict, probability, threshold, reason, words, spans, not_judged: unjudged = [] } = state.report;
  const [sign, headline] = VERDICTS[verdict];
  find("verdict").className = "card verdict-" + verdict;
  find("verdict").querySelector(".sign").textContent = sign;
  find("headline").textContent = headline;
  const left = unjudged.reduce((sum, stretch) => sum + stretch.words, 0);
  const aside = left ? ` ${left} of them, in grey, were not judged: ${kinds(unjudged)}.` : "";
  const marked = `${spans.length} ${spans.length === 1 ? "place" : "places"} marked in ${words} words.${aside}`;
  find("explanation").textContent =
    verdict === "undecided"
      ? `Reason: ${visible(reason || "none given")}. ${marked}`
      : `Probability ${chance(probability)}; texts of this length are flagged from ${percent(threshold, 1)}. ${marked}`;
}

const kinds = (stretches) => [...new Set(stretches.map(({ kind }) => (kind === "code" ? kind : kind + "s")))].join(", ");

// The text with its edits made and its other swaps marked. Edits come first: they may cover a swap, or an article before one.
function showText() {
  const taken = (span) => state.edits.some((edit) => edit.start < span.end && span.start < edit.end);
  const marked = [...state.report.spans, ...(state.report.not_judged || [])].filter((piece) => !taken(piece));
  const pieces = [...state.edits, ...marked].sort((a, b) => a.start - b.start);
  const shown = document.createDocumentFragment();
  let at = 0;
  for (const piece of pieces) {
    shown.append(...visibleNodes(slice(at, piece.start)), "replacement" in piece ? insertion(piece) : "kind" in piece ? leftOut(piece) : mark(piece));
    at = piece.end;
  }
  shown.append(...visibleNodes(slice(at)));
  find("marked").replaceChildren(shown);
  find("undo").disabled = state.edits.length === 0;
  find("done").textContent = "";
}

function leftOut(stretch) {
  const element = document.createElement("span");
  element.className = "unjudged";
  element.title = "Not judged: " + stretch.kind;
  element.append(...visibleNodes(slice(stretch.start, stretch.end)));
  return element;
}

function mark(span) {
  const { high, medium } = find("marked").dataset;
  const level = span.probability >= Number(high) ? "high" : span.probability >= Number(medium) ? "medium" : "low";
  return choosable("mark", "swap " + level, span.text, span, `swapped word, ${level} confidence`);
}

function insertion(edit) {
  return choosable("ins", "put-back", edit.replacement, edit, `put back for ${edit.text}`);
}

function choosable(tag, kind, words, piece, description) {
  const element = document.createElement(tag);
  const isolated = document.createElement("bdi");
  isolated.append(...visibleNodes(words || "∅"));
  element.append(isolated);
  element.className = kind;
  element.tabIndex = 0;
  element.dataset.start = piece.start;
  element.setAttribute("role", "button");
  element.setAttribute("aria-haspopup", "menu");
  element.setAttribute("aria-label", `${visible(words)}, ${visible(description)}`);
  element.addEventListener("click", () => openMenu(element, piece));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    openMenu(element, piece);
  });
  return element;
}

// Same rule as in the HTML report: characters that hide or reorder text are shown as boxes with their code points.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u;

function visibleNodes(text) {
  const nodes = [];
  let plain = "";
  for (const character of text.replaceAll("\r\n", "\n")) {
    if (character === "\n" || character === "\t" || !HIDDEN.test(character)) {
      plain += character;
      continue;
    }
    const box = document.createElement("span");
    box.className = "hidden-char";
    box.textContent = codePoint(character);
    nodes.push(plain, box);
    plain = "";
  }
  return [...nodes, plain];
}

const visible = (text) => Array.from(text, (c) => (HIDDEN.test(c) ? `[${codePoint(c)}]` : c)).join("");
const codePoint = (character) => "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
const slice = (start, end) => state.points.slice(start, end).join("");
const percent = (share, digits = 0) => (100 * share).toFixed(digits) + "\u00a0%";
// A probability of a text is never 0 or 1.
const chance = (share) => (share > 0.999 ? "over " + percent(0.999, 1) : share < 0.001 ? "under " + percent(0.001, 1) : percent(share, 1));

// ---- Choosing a word

function openMenu(element, piece) {
  const isEdit = "replacement" in piece;
  const span = state.report.spans.find((other) => other.start < piece.end && piece.start < other.end);
  const whole = span && span.start <= piece.start && piece.end <= span.end ? span : null;
  const originals = whole ? whole.originals : [];
  const menu = find("menu");
  const heading = document.createElement("p");
  heading.append("Found: ", ...visibleNodes(piece.text));
  menu.replaceChildren(heading);
  for (const original of originals) {
    const chosen = isEdit && original.text.toLowerCase() === piece.replacement.toLowerCase();
    menu.append(item(original.text, percent(original.probability), chosen, () => choose(whole, original.text)));
  }
  menu.append(item("as found", "", !isEdit, () => choose(piece, null)));
  menu.hidden = false;
  const box = element.getBoundingClientRect();
  const right = document.documentElement.clientWidth - menu.offsetWidth - 8;
  menu.style.left = Math.max(8, Math.min(box.left, right)) + scrollX + "px";
  menu.style.top = box.bottom + scrollY + 4 + "px";
  menu.dataset.start = piece.start;
  menu.querySelector("button").focus({ preventScroll: false });
}

function item(words, note, chosen, action) {
  const button = document.createElement("button");
  const label = document.createElement("bdi");
  const share = document.createElement("span");
  label.append(...visibleNodes(words));
  share.className = "share";
  share.textContent = note;
  button.type = "button";
  button.setAttribute("role", "menuitemradio");
  button.setAttribute("aria-checked", chosen);
  button.append(label, share);
  button.addEventListener("click", action);
  return button;
}

async function choose(piece, replacement) {
  const { start } = find("menu").dataset;
  find("menu").hidden = true;
  const others = state.edits.filter((edit) => edit.end <= piece.start || edit.start >= piece.end);
  const chosen = replacement === null ? [] : [{ start: piece.start, end: piece.end, replacement }];
  await attempt("", () => setEdits([...others, ...chosen]));
  const again = find("marked").querySelector(`[data-start="${start}"]`);
  if (again) again.focus();
}

function closeMenu(backTo) {
  const menu = find("menu");
  if (menu.hidden) return;
  menu.hidden = true;
  const element = backTo && find("marked").querySelector(`[data-start="${menu.dataset.start}"]`);
  if (element) element.focus();
}

find("menu").addEventListener("keydown", (event) => {
  const items = [...find("menu").querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    closeMenu(true);
  }
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#menu")) closeMenu(false);
});

// ---- Taking the result away

function currentText() {
  let at = 0;
  const parts = [];
  for (const edit of state.edits) {
    parts.push(slice(at, edit.start), edit.replacement);
    at = edit.end;
  }
  return parts.join("") + slice(at);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copyText() {
  if (!navigator.clipboard) throw new Error("the browser does not let this page copy; download the text instead");
  await navigator.clipboard.writeText(currentText());
  find("done").textContent = "Copied.";
}

async function saveReport() {
  const choices = state.edits.map(({ start, end, replacement }) => ({ start, end, replacement }));
  save(await (await ask("report", { ...body(state.text), choices })).blob(), "unspin-report.html");
}

// ---- What the reader does

find("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt("Checking …", check);
});
find("restore").addEventListener("click", () => attempt("", restoreAll));
find("undo").addEventListener("click", () => attempt("", () => setEdits([])));
find("copy").addEventListener("click", () => attempt("", copyText));
find("download").addEventListener("click", () => save(new Blob([currentText()], { type: "text/plain;charset=utf-8" }), "unspun.txt"));
find("report").addEventListener("click", () => attempt("Writing the report …", saveReport));
find("choose").addEventListener("click", () => find("file").click());
find("file").addEventListener("change", () => {
  const [file] = find("file").files;
  if (file) attempt("Reading the file …", () => readFile(file));
});
find("text").addEventListener("dragover", (event) => {
  event.preventDefault();
  find("text").classList.add("over");
});
find("text").addEventListener("dragleave", () => find("text").classList.remove("over"));
find("text").addEventListener("drop", (event) => {
  const [file] = event.dataTransfer.files;
  find("text").classList.remove("over");
  if (!file) return;
  event.preventDefault();
  attempt("Reading the file …", () => readFile(file));
});
