"use strict";
// The preview beside a text: one request at a time, and nothing but our own answer is ever shown as a preview.
(function () {
  const PAUSE = 400;
  const SIGNED_OUT = "You are signed out. Your text is still here: sign in in another tab, then go on.";
  const OFFLINE = "The preview cannot be reached. Your text is still here.";

  function keys(form) {
    return Array.from(form.querySelectorAll('input[name^="references-"][name$="-key"]'))
      .filter((input) => !input.name.includes("__prefix__"))
      .filter((input) => {
        const gone = form.elements[input.name.replace(/-key$/, "-DELETE")];
        return !(gone && gone.checked);
      })
      .map((input) => input.value.trim());
  }

  async function refusal(response) {
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    return isJson ? (await response.json()).error : SIGNED_OUT;
  }

  function start(box) {
    const text = box.querySelector("textarea");
    const preview = box.querySelector(".editor-preview");
    const status = box.querySelector(".editor-status");
    let timer = 0;
    let busy = false;
    let again = false;

    async function refresh() {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      const body = new FormData();
      body.append("text", text.value);
      keys(text.form).forEach((key) => body.append("key", key));
      const headers = { "X-CSRFToken": text.form.elements.csrfmiddlewaretoken.value };
      let said = "";
      try {
        const response = await fetch(box.dataset.previewUrl, { method: "POST", body, headers, redirect: "error" });
        if (response.ok) {
          preview.innerHTML = await response.text();
        } else {
          said = await refusal(response);
        }
      } catch {
        said = OFFLINE;
      }
      if (status.textContent !== said) {
        status.textContent = said;
      }
      busy = false;
      if (again) {
        again = false;
        refresh();
      }
    }

    function soon() {
      clearTimeout(timer);
      timer = setTimeout(refresh, PAUSE);
    }

    preview.hidden = false;
    box.classList.add("with-preview");
    text.addEventListener("input", soon);
    text.form.addEventListener("change", (event) => {
      if (/^references-\d+-(key|DELETE)$/.test(event.target.name)) {
        soon();
      }
    });
    refresh();
  }

  // What was typed and not saved is not left behind by a link that was touched by mistake.
  function guard(form) {
    let unsaved = form.querySelector(".errornote") !== null;
    form.addEventListener("input", () => {
      unsaved = true;
    });
    form.addEventListener("submit", () => {
      unsaved = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (unsaved) {
        event.preventDefault();
      }
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".editor").forEach(start);
    new Set(Array.from(document.querySelectorAll(".editor textarea"), (text) => text.form)).forEach(guard);
  });
})();
