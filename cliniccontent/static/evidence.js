"use strict";
// Evidence beside its key point: a reference chosen from those on the form, and its own words. What is chosen and
// pasted is written into the plain lines `[@key] words`, which stay the truth; lines that are no evidence stay lines.
(function () {
  const LINE = /^\[@([^\s[\]@]+)\]\s*(.*)$/;

  function references() {
    const part = document.getElementById("references-group")?.rows;
    return (part ? part.standing : [])
      .map((row) => ({
        key: row.querySelector('[name$="-key"]').value.trim(),
        text: row.querySelector('[name$="-text"]').value.trim().replace(/\s+/g, " "),
      }))
      .filter((reference) => reference.key);
  }

  function read(text) {
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    const found = lines.map((line) => LINE.exec(line));
    return found.every(Boolean) ? found.map((match) => ({ key: match[1], words: match[2] })) : null;
  }

  let made = 0;

  function labelled(text, control) {
    const box = document.createElement("div");
    const label = document.createElement("label");
    made += 1;
    control.id = `evidence-${made}`;
    label.htmlFor = control.id;
    label.textContent = text;
    box.append(label, control);
    return box;
  }

  class Evidence {
    constructor(lines) {
      this.lines = lines;
      this.box = document.createElement("div");
      this.box.className = "evidence";
      this.box.setAttribute("role", "group");
      this.box.setAttribute("aria-label", "Evidence");
      const title = document.createElement("p");
      title.className = "evidence-title";
      title.textContent = "Evidence: the words of a reference that say so";
      this.list = document.createElement("ul");
      const add = document.createElement("button");
      add.type = "button";
      add.className = "button quiet add-evidence";
      add.textContent = "Add evidence";
      add.addEventListener("click", () => this.add());
      this.box.append(title, this.list, add);
      this.row = lines.closest(".form-row");
      this.row.append(this.box);
      lines.addEventListener("change", () => this.show());
      this.show();
    }

    get items() {
      return Array.from(this.list.children);
    }

    /* What the lines say, unless it is what stands here already; lines that cannot be read are shown as lines. */
    show() {
      const found = read(this.lines.value);
      this.row.classList.toggle("as-lines", found === null);
      if (found !== null && this.written() !== this.lines.value.trim()) {
        this.list.replaceChildren(...found.map((one) => this.item(one.key, one.words)));
      }
      this.refresh();
    }

    item(key, words) {
      const item = document.createElement("li");
      const choice = document.createElement("select");
      const text = document.createElement("textarea");
      text.rows = 2;
      text.value = words;
      const out = document.createElement("button");
      out.type = "button";
      out.className = "part-out";
      out.textContent = "Remove";
      out.setAttribute("aria-label", "Remove this evidence");
      out.addEventListener("click", () => {
        const next = item.nextElementSibling || item.previousElementSibling;
        item.remove();
        (next ? next.querySelector("select") : this.box.querySelector(".add-evidence")).focus();
        this.write();
      });
      choice.addEventListener("change", () => this.write());
      text.addEventListener("input", () => this.write());
      item.append(labelled("Reference", choice), labelled("Its own words", text), out);
      item.dataset.key = key;
      return item;
    }

    /* The references as they stand now; one that is not among them stays, and says so. */
    refresh() {
      const known = references();
      this.items.forEach((item) => {
        const choice = item.querySelector("select");
        const key = item.dataset.key;
        const options = [new Option("Choose a reference", "")];
        known.forEach((one) => options.push(new Option(`[@${one.key}] ${one.text.slice(0, 80)}`, one.key)));
        if (key && !known.some((one) => one.key === key)) {
          options.push(new Option(`[@${key}] is not among the references`, key));
        }
        choice.replaceChildren(...options);
        choice.value = key;
      });
    }

    rename(was, now) {
      const changed = this.items.filter((item) => item.dataset.key === was);
      changed.forEach((item) => {
        item.dataset.key = now;
      });
      this.refresh();
      if (changed.length) {
        this.write();
      }
    }

    add() {
      const known = references();
      const item = this.item(known.length === 1 ? known[0].key : "", "");
      this.list.append(item);
      this.refresh();
      item.querySelector(known.length === 1 ? "textarea" : "select").focus();
    }

    written() {
      const lines = this.items.map((item) => {
        const words = item.querySelector("textarea").value.trim().replace(/\s+/g, " ");
        return [item.dataset.key ? `[@${item.dataset.key}]` : "", words].filter(Boolean).join(" ");
      });
      return lines.filter(Boolean).join("\n");
    }

    write() {
      this.items.forEach((item) => {
        item.dataset.key = item.querySelector("select").value;
      });
      this.lines.value = this.written();
      this.lines.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function begin(scope) {
    scope.querySelectorAll('.part[data-part="key_points"] .part-row textarea[name$="-evidence"]').forEach((lines) => {
      if (!lines.evidence) {
        lines.evidence = new Evidence(lines);
      }
    });
  }

  function all() {
    return Array.from(document.querySelectorAll('textarea[name$="-evidence"]'), (lines) => lines.evidence).filter(Boolean);
  }

  document.addEventListener("DOMContentLoaded", () => {
    begin(document);
    const keys = document.getElementById("references-group");
    if (!keys) {
      return;
    }
    keys.addEventListener("focusin", (event) => {
      if (/-key$/.test(event.target.name || "")) {
        event.target.dataset.was = event.target.value.trim();
      }
    });
    keys.addEventListener("change", (event) => {
      const { was } = event.target.dataset;
      const now = (event.target.value || "").trim();
      const moved = /-key$/.test(event.target.name || "") && was && now && was !== now;
      const gone = !references().some((one) => one.key === was);
      all().forEach((one) => (moved && gone ? one.rename(was, now) : one.refresh()));
      if (moved) {
        event.target.dataset.was = now;
      }
    });
  });
  document.addEventListener("formset:added", (event) => begin(event.target.closest(".part").parentElement));
})();
