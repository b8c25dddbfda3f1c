// What is typed into the article's form is kept: on the server a second after a pause, in this browser until it is there.
// Without this script the form works as any other; nothing here saves an article or stops anybody from saving one.
(() => {
  "use strict";

  const PAUSE = 1000;
  const LONGEST = 8000;
  const COPY_EVERY = 400;
  const AGAIN = 4000;
  const PATIENCE = 10000;
  const AT_ONCE = 60000; // what a browser still sends while the page goes, in bytes

  const SAID = {
    offline: "Not reachable: your text is kept in this browser, and sent as soon as it can be.",
    out: "You are signed out: your text is kept in this browser.",
    else: "Somebody else is signed in here now: your text is kept in this browser, for you alone.",
    refused: "Your text is kept in this browser only.",
    lost: "This browser keeps no copies, and the server cannot be reached: copy your text before you leave.",
  };

  function newSitting() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // What the form would post, in its order: no files, no passwords, no token, no rows that are only a pattern.
  function fieldsOf(form) {
    const secret = new Set(Array.from(form.querySelectorAll("[type=password]"), (field) => field.name));
    const skipped = new Set(["csrfmiddlewaretoken", "form", "sitting", ...secret]);
    return Array.from(new FormData(form)).filter(
      ([name, value]) => typeof value === "string" && !skipped.has(name) && !name.includes("__prefix__"),
    );
  }

  // Ask the desk, with the token that holds: after a log-in elsewhere the page takes over the new one by itself.
  async function ask(form, url, body, { keepalive = false, again = true } = {}) {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), PATIENCE);
    try {
      const response = await fetch(url, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        },
        redirect: "error",
        keepalive,
        signal: waiting.signal,
      });
      const answer = response.ok ? await response.json() : await response.json().catch(() => ({}));
      if (response.status === 403 && answer.token && again) {
        takeToken(answer.token);
        return ask(form, url, body, { keepalive, again: false });
      }
      return { status: response.status, answer };
    } catch {
      return { status: 0, answer: {} };
    } finally {
      clearTimeout(timer);
    }
  }

  function takeToken(token) {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => {
      field.value = token;
    });
  }

  function start(data, form) {
    const by = Number(data.by);
    const article = data.article ? Number(data.article) : null;
    const seen = Number(data.seen) || 0;
    const status = document.getElementById("kept-status");
    const said = document.getElementById("kept-said");
    const begunUnsaved = "unsaved" in data;
    let sitting = form.elements.sitting.value;
    let count = Number(data.count) || 0;
    let first = "";
    let kept = "";
    let everKept = begunUnsaved;
    let touched = false;
    let state = "ok";
    let busy = false;
    let leaving = false;
    let checking = false;
    let keepTimer, copyTimer, retryTimer, since;

    const now = () => JSON.stringify(fieldsOf(form));
    const dirty = () => begunUnsaved || now() !== first;

    function copyOf() {
      const at = Date.now();
      return { by, form: form.elements.form.value, sitting, article, seen, count: count + 1, at, fields: fieldsOf(form) };
    }

    function copyNow() {
      clearTimeout(copyTimer);
      copyTimer = undefined;
      if (now() === kept || !dirty()) {
        window.keptCopies.remove(copyOf());
      } else if (!window.keptCopies.put(copyOf()) && state !== "ok") {
        tell("lost");
      }
    }

    // The line is for the eye; a screen reader hears of it only when something went wrong, or is right again.
    function tell(next, at) {
      const before = state;
      state = next;
      status.dataset.state = next;
      if (next === "ok") {
        status.textContent = at ? `Not saved yet. Kept for you at ${at}` : "";
        if (before !== "ok") {
          said.textContent = "Your text is kept on the server again.";
        }
        return;
      }
      if (before === next) {
        return;
      }
      status.textContent = SAID[next];
      said.textContent = SAID[next];
      if (next === "out" || next === "else") {
        const link = document.createElement("a");
        Object.assign(link, { href: data.loginUrl, target: "_blank", rel: "noopener", textContent: "Sign in in another tab" });
        status.append(" ", link, ", then go on here.");
        said.textContent += " Sign in in another tab, then go on here.";
      }
    }

    function judge({ status: code, answer }) {
      if (code === 401) {
        return "out";
      }
      if (code === 403 && answer.somebody) {
        return "else";
      }
      return code === 0 || code >= 500 ? "offline" : "refused";
    }

    function later() {
      clearTimeout(retryTimer);
      retryTimer = setTimeout(recover, AGAIN);
    }

    // Whether the desk answers and the same person is signed in.
    async function check() {
      const { status: code, answer } = await ask(form, data.tokenUrl, { form: form.elements.form.value });
      if (code !== 200) {
        tell(judge({ status: code, answer }));
      } else if (answer.by !== by) {
        tell("else");
      } else {
        takeToken(answer.token);
        return answer;
      }
      later();
      return null;
    }

    async function recover() {
      if (state === "ok") {
        return;
      }
      if (dirty()) {
        await keep();
      } else if (await check()) {
        tell("ok");
      }
    }

    async function keep() {
      clearTimeout(keepTimer);
      since = undefined;
      if (busy || leaving || checking) {
        return;
      }
      const text = now();
      const unsaved = dirty();
      if (text === kept || (!unsaved && !everKept)) {
        return;
      }
      busy = true;
      count += 1;
      const sent = { by, form: form.elements.form.value, sitting, article, seen, count };
      const asked = await ask(form, data.autosaveUrl, { ...sent, fields: unsaved ? JSON.parse(text) : [] });
      busy = false;
      if (asked.status === 200) {
        kept = text;
        everKept = unsaved;
        copyNow();
        tell("ok", unsaved ? asked.answer.at : "");
      } else if (asked.status === 409 && asked.answer.over) {
        // It was saved or discarded elsewhere while this page stayed open: what is typed here is a text of its own.
        window.keptCopies.remove(sent);
        sitting = form.elements.sitting.value = newSitting();
        count = 0;
        kept = "";
      } else if (asked.status === 409) {
        count = asked.answer.count;
      } else {
        copyNow();
        tell(judge(asked));
        later();
        return;
      }
      if (now() !== kept) {
        soon(asked.status === 200 ? PAUSE : 0);
      }
    }

    function soon(pause = PAUSE) {
      since = since || Date.now();
      clearTimeout(keepTimer);
      keepTimer = setTimeout(keep, Math.max(0, Math.min(pause, since + LONGEST - Date.now())));
    }

    function changed() {
      touched = true;
      leaving = false;
      copyTimer = copyTimer || setTimeout(copyNow, COPY_EVERY);
      soon();
    }

    async function submit(event) {
      if (event.target !== form || leaving) {
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (checking) {
        return;
      }
      checking = true;
      clearTimeout(keepTimer);
      copyNow();
      const answer = await check();
      checking = false;
      if (answer) {
        tell("ok");
        leaving = true;
        form.requestSubmit(event.submitter);
      } else {
        said.textContent = `Not saved. ${SAID[state]}`;
        status.textContent.startsWith("Not saved") || status.prepend("Not saved. ");
      }
    }

    // What the page takes along when it goes: the browser sends it after the page is gone, if it is short enough.
    function flush() {
      clearTimeout(keepTimer);
      if (leaving || !dirty() || now() === kept) {
        return;
      }
      copyNow();
      const fields = fieldsOf(form);
      if (new Blob([JSON.stringify(fields)]).size < AT_ONCE) {
        count += 1;
        const sent = { by, form: form.elements.form.value, sitting, article, seen, count, fields };
        ask(form, data.autosaveUrl, sent, { keepalive: true, again: false });
      }
    }

    // Copies that earlier pages left in this browser go to the server, which then says what is still unsaved.
    async function handOver() {
      let came = false;
      const own = (copy) => copy.sitting === sitting;
      for (const copy of window.keptCopies.all(by).filter((one) => !own(one) || "restored" in data)) {
        const { status: code, answer } = await ask(form, data.autosaveUrl, copy);
        if (code === 200 || code === 409) {
          const left = window.keptCopies.all(by).find((other) => other.sitting === copy.sitting);
          if (left && left.at === copy.at) {
            window.keptCopies.remove(copy);
          }
          came = came || !answer.over;
          if (code === 200 && own(copy) && !touched) {
            location.reload(); // this page shows what the server had before the copy came
            return;
          }
        } else if (code === 0 || code === 401) {
          return;
        }
      }
      if (came) {
        const asked = { form: form.elements.form.value, article, sitting };
        const { status: code, answer } = await ask(form, data.keptUrl, asked);
        if (code === 200) {
          const box = document.getElementById("kept");
          box.querySelectorAll("[data-sitting]").forEach((section) => section.remove());
          box.insertAdjacentHTML("beforeend", answer.html);
          document.dispatchEvent(new CustomEvent("kept:offered"));
        }
      }
    }

    function begin() {
      if (!touched) {
        first = kept = now();
      }
      if (begunUnsaved) {
        kept = "";
        soon();
      }
    }

    begin();
    window.addEventListener("load", () => setTimeout(begin, 0), { once: true });
    ["input", "change"].forEach((name) => form.addEventListener(name, changed));
    ["formset:added", "formset:removed"].forEach((name) => document.addEventListener(name, changed));
    document.addEventListener("submit", submit, true);
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && dirty()) {
        event.preventDefault();
      }
    });
    window.addEventListener("pagehide", flush);
    window.addEventListener("pageshow", (event) => {
      leaving = leaving && !event.persisted;
    });
    document.addEventListener("visibilitychange", () => (document.hidden ? keep() : recover()));
    ["online", "focus"].forEach((name) => window.addEventListener(name, recover));
    handOver();

    return {
      data,
      form,
      ask: (url, body, options) => ask(form, url, body, options),
      dirty,
      check,
      sitting: () => sitting,
      isOut: (asked) => asked.status === 401 && state === "ok" && (tell("out"), later()),
    };
  }

  document.addEventListener("DOMContentLoaded", () => {
    const place = document.getElementById("keeping");
    const form = place && place.closest("form");
    if (form && document.getElementById("kept-status")) {
      window.keeping = start(place.dataset, form);
      document.dispatchEvent(new CustomEvent("keeping:started"));
    }
  });
})();
