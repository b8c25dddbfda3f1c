"use strict";
// The article's form as a whole: from a finding to its words, the headings of a new article's kind, saving by keyboard.
(function () {
  const PARTS = {
    authors: ["authorships", { interests: "stated" }, "author"],
    key_points: ["key_points", {}, "text"],
    quotations: ["quotations", {}, "text"],
    references: ["references", {}, "text"],
  };

  // A row of the document is the row that stands at its place now, wherever it was when the page came.
  function fieldAt(place) {
    const [name, number, of] = place.split(".");
    const [prefix, fields, first] = PARTS[name] || [];
    const row = prefix && document.getElementById(`${prefix}-group`)?.rows?.standing[Number(number)];
    if (!row) {
      return null;
    }
    const named = (what) => row.querySelector(`[name="${row.id}-${what}"]`);
    return named(fields[of] || of) || named(first);
  }

  // How far down in a text area something stands: measured on a copy, for the browser does not tell.
  function offset(text, end) {
    const copy = document.createElement("div");
    const style = getComputedStyle(text);
    ["fontFamily", "fontSize", "fontWeight", "lineHeight", "letterSpacing", "padding", "border"].forEach((name) => {
      copy.style[name] = style[name];
    });
    copy.style.cssText += "position:absolute;visibility:hidden;white-space:pre-wrap;overflow-wrap:break-word";
    copy.style.width = `${text.clientWidth}px`;
    copy.textContent = text.value.slice(0, end);
    document.body.append(copy);
    const height = copy.scrollHeight;
    copy.remove();
    return height;
  }

  function select(field, words, nth) {
    field.focus({ preventScroll: true });
    const text = field.value || "";
    let start = words ? text.indexOf(words) : -1;
    for (let count = 0; count < nth && text.indexOf(words, start + 1) >= 0; count += 1) {
      start = text.indexOf(words, start + 1);
    }
    if (start >= 0 && field.setSelectionRange) {
      field.setSelectionRange(start, start + words.length);
      if (field.tagName === "TEXTAREA") {
        field.scrollTop = Math.max(0, offset(field, start) - field.clientHeight / 2);
      }
    }
    field.scrollIntoView({ block: "center" });
  }

  function follow(link) {
    const place = link.dataset.place || "";
    const words = link.dataset.words || "";
    const target = fieldAt(place) || document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) {
      return false;
    }
    target.closest("details:not([open])")?.setAttribute("open", "");
    const evidence = target.evidence;
    if (evidence && !target.closest(".as-lines")) {
      const number = Number(place.split(".")[3]) || 0;
      const item = evidence.items[number];
      (item ? item.querySelector("textarea") : evidence.box.querySelector("button")).focus();
      return true;
    }
    if (!target.matches("input, select, textarea")) {
      const first = target.querySelector("input:not([type=hidden]), select, textarea, button");
      (first || target).focus();
      target.scrollIntoView({ block: "center" });
      return true;
    }
    const alike = Array.from(document.querySelectorAll("a[data-words]")).filter(
      (one) => one.dataset.place === link.dataset.place && one.dataset.words === words,
    );
    select(target, words, Math.max(0, alike.indexOf(link)));
    return true;
  }

  function begin(form) {
    const beginnings = Array.from(document.querySelectorAll("template[data-beginning]"), (one) => [
      one.dataset.beginning,
      one.content.textContent,
    ]);
    const { kind, body } = form.elements;
    if (!kind || !body || !beginnings.length) {
      return;
    }
    const untouched = () => ["", ...beginnings.map(([, text]) => text.trim())].includes(body.value.trim());
    kind.addEventListener("change", () => {
      const begun = beginnings.find(([name]) => name === kind.value);
      if (begun && untouched()) {
        body.value = begun[1];
        body.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }

  function shortcutsAreOn() {
    try {
      return localStorage.getItem("cliniccontent.shortcuts") !== "off";
    } catch {
      return true;
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-words], #problems a");
    if (link && link.hash && link.pathname === location.pathname && follow(link)) {
      event.preventDefault();
    }
  });

  document.addEventListener("keydown", (event) => {
    const save = document.querySelector('.writing [name="_save"]');
    const asked = event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (asked && save && shortcutsAreOn()) {
      event.preventDefault();
      save.form.requestSubmit(save);
    }
  });

  // Browsers bring the cursor into sight; who comes by the Tab key sees the whole box, not its first line above the bar.
  document.addEventListener("keyup", (event) => {
    const at = document.activeElement;
    if (event.key === "Tab" && at.matches("#article_form textarea")) {
      at.scrollIntoView({ block: "nearest" });
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("article_form");
    if (!form) {
      return;
    }
    begin(form);
    document.getElementById("problems")?.focus();
    const asked = new URLSearchParams(location.search).get("finding");
    const link = asked && Array.from(document.querySelectorAll("a[data-finding]")).find((one) => one.dataset.finding === asked);
    if (link) {
      follow(link);
    }
  });
})();
