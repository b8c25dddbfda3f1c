"use strict";
// The buttons above the text, one stop of the Tab key, and shortcuts that can be turned off. Tab is never taken.
(function (editor) {
  const OFF = "cliniccontent.shortcuts";
  const isMac = /^(?:Mac|iP)/.test(navigator.platform);

  function shortcutsAreOn() {
    try {
      return localStorage.getItem(OFF) !== "off";
    } catch {
      return true;
    }
  }

  function act(box, name) {
    const text = box.querySelector("textarea");
    if (name === "citation") {
      editor.cite(box);
    } else if (name === "figure") {
      editor.figure(box);
    } else {
      editor.text.acts[name](text);
    }
  }

  function wanted(event) {
    if (event.altKey || event.isComposing) {
      return "";
    }
    if (event.ctrlKey && !event.metaKey && event.key === "]") {
      return "indent";
    }
    if (event.ctrlKey && !event.metaKey && event.key === "}") {
      return "outdent";
    }
    // On a Mac, Ctrl with a letter moves the cursor.
    if (isMac ? !event.metaKey || event.ctrlKey : !event.ctrlKey || event.metaKey) {
      return "";
    }
    if (event.shiftKey) {
      return { Digit7: "numbers", Digit8: "bullets" }[event.code] || "";
    }
    return { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()] || "";
  }

  function roving(bar, buttons) {
    function move(to) {
      buttons.forEach((button, index) => {
        button.tabIndex = index === to ? 0 : -1;
      });
    }
    bar.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const last = buttons.length - 1;
      const to = { ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key];
      if (at >= 0 && to !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        move(to);
        buttons[to].focus();
      }
    });
    bar.addEventListener("focusin", (event) => move(Math.max(0, buttons.indexOf(event.target))));
    move(0);
  }

  function toolbar(box) {
    const bar = box.querySelector(".editor-tools");
    const text = box.querySelector("textarea");
    const buttons = Array.from(bar.querySelectorAll("button"));
    const shortcuts = box.querySelector(".editor-shortcuts");
    const choice = shortcuts.querySelector("input");
    buttons.forEach((button) => button.addEventListener("click", () => act(box, button.dataset.act)));
    roving(bar, buttons);
    text.addEventListener("keydown", (event) => {
      const name = shortcutsAreOn() ? wanted(event) : "";
      if (name) {
        event.preventDefault();
        act(box, name);
      }
    });
    choice.checked = shortcutsAreOn();
    choice.addEventListener("change", () => {
      try {
        localStorage.setItem(OFF, choice.checked ? "on" : "off");
      } catch {
        choice.checked = true;
      }
    });
    // The choice is this browser's: it is no part of the article's form.
    ["input", "change"].forEach((name) => choice.addEventListener(name, (event) => event.stopPropagation()));
    bar.hidden = false;
    shortcuts.hidden = false;
  }

  editor.toolbar = toolbar;
  editor.shortcutsAreOn = shortcutsAreOn;
})((window.clinicEditor = window.clinicEditor || {}));
