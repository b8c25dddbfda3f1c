// Who else has the article's form open, and which version was saved since this page was: said quietly, never a lock.
(() => {
  "use strict";

  const EVERY = 10000;

  function start({ data, form, ask, dirty, check, sitting, isOut }) {
    const place = document.getElementById("kept-company");
    const formId = form.elements.form.value;
    const tabs = "BroadcastChannel" in window ? new BroadcastChannel("keeping") : null;
    let typed = false;
    let shown = "";
    let timer;

    function show(sentences, link) {
      const next = JSON.stringify([sentences, link]);
      if (next === shown) {
        return;
      }
      shown = next;
      place.replaceChildren(
        ...sentences.map((sentence) => Object.assign(document.createElement("span"), { textContent: `${sentence} ` })),
      );
      if (link) {
        place.append(Object.assign(document.createElement("a"), link));
      }
    }

    async function ping(cameBack = false) {
      clearTimeout(timer);
      if (document.hidden || !data.presenceUrl) {
        return;
      }
      const asked = await ask(data.presenceUrl, { seen: Number(data.seen) || 0, typed });
      if (asked.status === 200) {
        typed = false;
        const { others, newer, version } = asked.answer;
        if (newer && cameBack && !dirty()) {
          location.replace(location.pathname);
          return;
        }
        const load = { href: location.pathname, textContent: `Load version ${version}` };
        show(newer ? [newer, ...others] : others, newer ? load : null);
      } else {
        isOut(asked);
      }
      timer = setTimeout(ping, EVERY);
    }

    // An old page that the browser brought back: the server says what became of it since.
    async function cameBack() {
      if (data.presenceUrl) {
        ping(true);
        return;
      }
      const answer = await check();
      if (answer && answer.saved) {
        show(["This form was saved already."], { href: answer.saved, textContent: "Open the article" });
      }
    }

    function hear({ data: said }) {
      if (said.form !== formId) {
        return;
      }
      if (said.ask) {
        tabs.postMessage({ form: formId, open: sitting() });
      } else if (said.open) {
        const section = document.querySelector(`#kept [data-sitting="${said.open}"]`);
        if (section && !section.querySelector(".elsewhere")) {
          const note = { className: "elsewhere", textContent: "It stands in another tab, which is still open." };
          section.querySelector("p").after(Object.assign(document.createElement("p"), note));
        }
      }
      if (said.version > (Number(data.seen) || 0)) {
        ping();
      }
    }

    function greet() {
      tabs.postMessage({ form: formId, ask: true, version: Number(data.seen) || 0 });
    }

    ["input", "change"].forEach((name) =>
      form.addEventListener(name, () => {
        typed = true;
      }),
    );
    document.addEventListener("visibilitychange", () => ping());
    window.addEventListener("pageshow", (event) => event.persisted && cameBack());
    window.addEventListener("pagehide", () => {
      clearTimeout(timer);
      if (data.presenceUrl) {
        ask(data.presenceUrl, { seen: 0, leaving: true }, { keepalive: true, again: false });
      }
    });
    if (tabs) {
      tabs.addEventListener("message", hear);
      document.addEventListener("kept:offered", greet);
      greet();
    }
    ping();
  }

  document.addEventListener("keeping:started", () => start(window.keeping));
})();
