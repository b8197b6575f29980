"use strict";

// Escape puts a note away until the next word is reached; notes that would leave the window move back into it.
function mindNotes() {
  const wake = (event) => {
    document.body.classList.remove("dismissed");
    const word = event.target.closest("mark.swap, ins.put-back");
    const tip = word && word.querySelector(".tip");
    if (!tip) return;
    tip.style.translate = "";
    const box = tip.getBoundingClientRect();
    const over = box.right - (document.documentElement.clientWidth - 8);
    if (over > 0) tip.style.translate = -Math.min(over, box.left - 8) + "px 0";
  };
  document.addEventListener("mouseover", wake);
  document.addEventListener("focusin", wake);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.add("dismissed");
  });
}

// Column heads become buttons that sort; a cell's data-value stands for its text where the two sort differently.
function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => value(a, column).localeCompare(value(b, column), "en", { numeric: true }));
      table.tBodies[0].append(...(down ? rows.reverse() : rows));
    });
  });
}

// A choice of base rate that says the matching row of the table in a sentence.
function makeChooser(table) {
  const rows = [...table.tBodies[0].rows];
  const chooser = document.createElement("p");
  const label = document.createElement("label");
  const select = document.createElement("select");
  const answer = document.createElement("output");
  chooser.className = "chooser";
  answer.className = "answer";
  rows.forEach((row) => select.append(new Option(row.cells[0].textContent)));
  label.append("Where ", select, " articles is spun: ");
  chooser.append(label, answer);
  const choose = () => {
    rows.forEach((row, at) => row.classList.toggle("chosen", at === select.selectedIndex));
    answer.textContent = rows[select.selectedIndex].dataset.sentence;
  };
  select.selectedIndex = Number(table.dataset.chosen);
  select.addEventListener("change", choose);
  table.parentElement.before(chooser);
  choose();
}

mindNotes();
document.querySelectorAll("table.sortable").forEach(makeSortable);
document.querySelectorAll("table.base-rates").forEach(makeChooser);
