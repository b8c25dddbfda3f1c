"use strict";
// The article as the public will see it, beside its text: one question at a time, none while nothing has changed.
(function (editor) {
  const PAUSE = 400;
  const HIDDEN = "cliniccontent.preview";

  function remembered() {
    try {
      return localStorage.getItem(HIDDEN) !== "off";
    } catch {
      return true;
    }
  }

  function remember(shown) {
    try {
      localStorage.setItem(HIDDEN, shown ? "on" : "off");
    } catch {
      // Without storage it is asked for again on the next page.
    }
  }

  // What the form would post, without the row that Django keeps to copy from.
  function posted(form) {
    const body = new FormData(form);
    for (const name of Array.from(body.keys())) {
      if (name.includes("__prefix__") || name === "csrfmiddlewaretoken" || body.get(name) instanceof File) {
        body.delete(name);
      }
    }
    return body;
  }

  // The page stands in a tree of its own: the public style sheet and nothing of the desk's, and no id of it twice.
  function article(pane) {
    const root = pane.attachShadow({ mode: "open" });
    root.append(pane.querySelector("template").content.cloneNode(true));
    root.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link) {
        return;
      }
      event.preventDefault();
      const address = link.getAttribute("href");
      if (address.startsWith("#")) {
        const target = root.getElementById(decodeURIComponent(address.slice(1)));
        if (target) {
          target.scrollIntoView({ block: "nearest" });
        }
      } else {
        window.open(link.href, "_blank", "noopener");
      }
    });
    return root.querySelector("article");
  }

  // New words in a place, where what was unfolded stays so, and what had the focus has it again.
  function renew(place, html) {
    const open = Array.from(place.querySelectorAll("details"), (one) => one.open);
    const stops = () => Array.from(place.querySelectorAll("a[href], summary, button"));
    const before = stops();
    const at = before.indexOf(place.getRootNode().activeElement);
    place.innerHTML = html;
    place.querySelectorAll("details").forEach((one, index) => {
      one.open = one.open || Boolean(open[index]);
    });
    if (at >= 0) {
      const now = stops();
      const same = now.find((stop) => stop.textContent === before[at].textContent);
      (same || now[Math.min(at, now.length - 1)])?.focus({ preventScroll: true });
    }
  }

  function preview(box) {
    const text = box.querySelector("textarea");
    const form = text.form;
    const pane = box.querySelector(".editor-preview");
    const toggle = box.querySelector(".editor-toggle");
    const status = box.querySelector(".editor-status");
    const page = article(pane);
    const inStep = editor.keepInStep(text, pane, page);
    let timer = 0;
    let busy = false;
    let failed = false;
    let shown = null;

    function isNarrow() {
      return getComputedStyle(box).getPropertyValue("--panes").trim() === "1";
    }

    function show(visible) {
      box.classList.toggle("with-preview", visible);
      toggle.setAttribute("aria-pressed", String(visible));
      if (visible && shown === null) {
        refresh();
      }
      inStep.follow();
    }

    async function refresh() {
      if (busy) {
        return;
      }
      const body = posted(form);
      const now = new URLSearchParams(body).toString();
      if (now === shown) {
        return;
      }
      busy = true;
      const answer = await editor.ask(form, box.dataset.previewUrl, body);
      busy = false;
      if (answer.data) {
        shown = now;
        renew(page, answer.data.html);
        inStep.measure();
        const beside = document.getElementById("beside-text");
        if (beside) {
          renew(beside, answer.data.beside);
        }
      }
      editor.say(status, answer.said || "");
      failed = !answer.data;
      if (new URLSearchParams(posted(form)).toString() !== now) {
        soon();
      }
    }

    function soon() {
      clearTimeout(timer);
      timer = setTimeout(refresh, PAUSE);
    }

    // Back from signing in in another tab, or back on the network: go on without being asked.
    function again() {
      if (failed && document.visibilityState === "visible") {
        soon();
      }
    }

    toggle.addEventListener("click", () => {
      const visible = !box.classList.contains("with-preview");
      if (!isNarrow()) {
        remember(visible);
      }
      show(visible);
    });
    // Where only one of the two has room, whatever leads to words of the text leads to the text.
    document.addEventListener("click", (event) => {
      const link = event.target.closest(`a[href$="#${text.id}"]`);
      if (link && isNarrow()) {
        show(false);
      }
    }, true);
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    document.addEventListener("formset:added", soon);
    document.addEventListener("formset:removed", soon);
    document.addEventListener("visibilitychange", again);
    window.addEventListener("focus", again);
    window.addEventListener("online", again);
    toggle.hidden = false;
    show(!isNarrow() && remembered());
  }

  editor.preview = preview;
})((window.clinicEditor = window.clinicEditor || {}));
