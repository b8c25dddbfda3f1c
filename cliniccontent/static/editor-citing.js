"use strict";
// Choosing a reference of this form to cite: by typing, by the arrow keys, or by the mouse.
(function (editor) {
  const dialogs = new WeakMap();

  // The references on the form as they are now, saved or not; those without a key cannot be cited.
  function references(form) {
    return Array.from(form.querySelectorAll('[name^="references-"][name$="-key"]'))
      .filter((input) => !input.name.includes("__prefix__"))
      .filter((input) => {
        const gone = form.elements[input.name.replace(/-key$/, "-DELETE")];
        return !(gone && gone.checked);
      })
      .map((input) => {
        const text = form.elements[input.name.replace(/-key$/, "-text")];
        return { key: input.value.trim(), text: text ? text.value.trim() : "" };
      });
  }

  function matching(all, words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter(({ key, text }) => wanted.every((word) => `${key} ${text}`.toLowerCase().includes(word)));
  }

  function option(reference, id, isActive) {
    const item = document.createElement("li");
    const key = document.createElement("strong");
    key.textContent = reference.key;
    item.append(key, ` ${reference.text}`);
    item.id = id;
    item.dataset.key = reference.key;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(isActive));
    return item;
  }

  function dialog(box) {
    const text = box.querySelector("textarea");
    const shown = box.querySelector(".editor-citing").content.firstElementChild.cloneNode(true);
    const filter = shown.querySelector("input");
    const list = shown.querySelector("[role=listbox]");
    const said = shown.querySelector("[role=status]");
    const insert = shown.querySelector(".insert");
    let found = [];
    let active = 0;
    let typed = false;
    let finish = null;

    function draw() {
      const all = references(text.form);
      found = matching(all.filter(({ key }) => key), filter.value);
      active = Math.max(0, Math.min(active, found.length - 1));
      list.replaceChildren(...found.map((item, index) => option(item, `${list.id}-${index}`, index === active)));
      list.hidden = !found.length;
      insert.disabled = !found.length;
      filter.setAttribute("aria-expanded", String(Boolean(found.length)));
      if (found.length) {
        filter.setAttribute("aria-activedescendant", `${list.id}-${active}`);
        list.children[active].scrollIntoView({ block: "nearest" });
      } else {
        filter.removeAttribute("aria-activedescendant");
      }
      const keyless = all.filter(({ key, text: words }) => !key && words).length;
      const none = all.length ? "No reference on this form has these words." : "There is no reference on this form yet.";
      const left = keyless ? `${keyless} without a key cannot be cited yet.` : "";
      editor.say(said, [found.length ? "" : none, left].filter(Boolean).join(" "));
    }

    function choose() {
      if (!found.length) {
        return;
      }
      const { key } = found[active];
      finish();
      const end = text.selectionEnd;
      const from = typed && text.value.slice(end - 2, end) === "[@" ? end - 2 : end;
      editor.text.replace(text, from, end, `[@${key}]`);
    }

    filter.addEventListener("input", () => {
      active = 0;
      draw();
    });
    filter.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && found.length) {
        event.preventDefault();
        active = (active + step + found.length) % found.length;
        draw();
      } else if (event.key === "Enter") {
        event.preventDefault();
        choose();
      }
    });
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      active = Array.from(list.children).indexOf(item);
      if (item) {
        choose();
      }
    });
    insert.addEventListener("click", choose);
    shown.querySelector(".cancel").addEventListener("click", () => shown.close());
    shown.querySelector(".add").addEventListener("click", () => {
      shown.close();
      const add = document.querySelector("#references-group .add-row a, #references-group .add-row button");
      if (add) {
        add.focus();
        add.scrollIntoView({ block: "center" });
      }
    });
    document.body.append(shown);
    return (wasTyped) => {
      typed = wasTyped;
      filter.value = "";
      active = 0;
      finish = editor.text.over(text, shown);
      draw();
    };
  }

  function cite(box, wasTyped = false) {
    if (!dialogs.has(box)) {
      dialogs.set(box, dialog(box));
    }
    dialogs.get(box)(wasTyped);
  }

  // Typing `[@` asks which reference is meant, where there is one.
  function citing(box) {
    const text = box.querySelector("textarea");
    text.addEventListener("input", (event) => {
      const end = text.selectionEnd;
      const begun = event.inputType === "insertText" && event.data === "@" && text.value.slice(end - 2, end) === "[@";
      if (begun && editor.shortcutsAreOn() && references(text.form).some(({ key }) => key)) {
        cite(box, true);
      }
    });
  }

  editor.cite = cite;
  editor.citing = citing;
})((window.clinicEditor = window.clinicEditor || {}));
