"use strict";
// Comments on exact words: marks in the text, a form for what is selected, and nothing typed that gets lost.
// The article is what is signed: it is read here, and never written to. Marks are the browser's own highlights.
(function () {
  const CONTEXT = 32;
  const PAUSE = 120;
  // What Python takes for space between words: the server counts in the same way.
  const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
  const KEPT = "What you wrote here before was kept: it is not sent yet.";

  if (window.reviewIsReady) {
    return; // several parts of one page each bring this script
  }
  window.reviewIsReady = true;

  const article = document.getElementById("edition");
  const canMark = Boolean(window.CSS && CSS.highlights && window.Highlight);
  const page = article && read(article);

  // The article's text with single spaces, character by character, each with the place that it comes from.
  function read(element) {
    const letters = [];
    const places = [];
    const nodes = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const begins = places.length;
      let offset = 0;
      for (const letter of node.data) {
        const isSpace = SPACE.test(letter);
        if (!isSpace || (letters.length && letters[letters.length - 1] !== " ")) {
          letters.push(isSpace ? " " : letter);
          places.push({ node, offset, length: letter.length });
        }
        offset += letter.length;
      }
      nodes.push({ node, begins, ends: places.length });
    }
    return { letters, places, nodes };
  }

  function between(start, end) {
    return page.letters.slice(start, end).join("");
  }

  function rangeOf(start, end) {
    const first = page.places[start];
    const last = page.places[end - 1];
    if (!first || !last) {
      return null;
    }
    const range = document.createRange();
    range.setStart(first.node, first.offset);
    range.setEnd(last.node, last.offset + last.length);
    return range;
  }

  // Where in the text a range of the browser's begins and ends, without spaces at its ends.
  function wordsOf(range) {
    let start = -1;
    let end = -1;
    page.nodes.forEach(({ node, begins, ends }) => {
      if (!range.intersectsNode(node)) {
        return;
      }
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      for (let index = begins; index < ends; index += 1) {
        if (page.places[index].offset >= from && page.places[index].offset < to) {
          start = start < 0 ? index : start;
          end = index + 1;
        }
      }
    });
    while (start < end && page.letters[start] === " ") {
      start += 1;
    }
    while (end > start && page.letters[end - 1] === " ") {
      end -= 1;
    }
    return start >= 0 && end > start ? { start, end } : null;
  }

  // Words that a link names, where they stand: the place whose surroundings are most alike.
  function find(quote, prefix, suffix) {
    const text = page.letters.join("");
    let best = null;
    for (let at = text.indexOf(quote); quote && at >= 0; at = text.indexOf(quote, at + 1)) {
      const alike =
        inCommon(reversed(text.slice(Math.max(0, at - CONTEXT), at)), reversed(prefix)) +
        inCommon(text.slice(at + quote.length, at + quote.length + CONTEXT), suffix);
      if (!best || alike > best.alike) {
        best = { at, alike };
      }
    }
    if (!best) {
      return null;
    }
    const start = Array.from(text.slice(0, best.at)).length;
    return { start, end: start + Array.from(quote).length };
  }

  function reversed(words) {
    return Array.from(words).reverse().join("");
  }

  function inCommon(one, other) {
    const a = one.trim();
    const b = other.trim();
    let count = 0;
    while (count < a.length && a[count] === b[count]) {
      count += 1;
    }
    return count;
  }

  function collapsed(words) {
    return Array.from(words, (letter) => (SPACE.test(letter) ? " " : letter)).join("").replace(/ +/g, " ").trim();
  }

  // Marks

  const threads = Array.from(document.querySelectorAll(".thread[data-start]"), (element) => ({
    element,
    start: Number(element.dataset.start),
    end: Number(element.dataset.end),
    kind: element.classList.contains("done") ? "" : element.classList.contains("must") ? "must-fix" : "comment",
  }));

  function mark(name, ranges) {
    if (!canMark) {
      return;
    }
    const highlight = new Highlight(...ranges.filter(Boolean));
    highlight.priority = ["comment", "must-fix", "words-at-hand"].indexOf(name);
    CSS.highlights.set(name, highlight);
  }

  function markAll() {
    ["comment", "must-fix"].forEach((name) => {
      const these = threads.filter((thread) => thread.kind === name);
      mark(
        name,
        these.map((thread) => rangeOf(thread.start, thread.end)),
      );
    });
  }

  function show(range) {
    mark("words-at-hand", [range]);
    const box = range.getBoundingClientRect();
    if (!box.width && !box.height) {
      return false; // folded away: the browser unfolds it when it follows the link
    }
    window.scrollTo({ top: window.scrollY + box.top - window.innerHeight / 3 });
    // What the Tab key comes to next is what follows these words.
    window.getSelection().collapse(range.startContainer, range.startOffset);
    return true;
  }

  function onLink(event) {
    const link = event.target.closest("a[data-quote], .thread a.in-text");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const thread = link.closest(".thread[data-start]");
    const { quote, prefix = "", suffix = "" } = link.dataset;
    const words = thread
      ? { start: Number(thread.dataset.start), end: Number(thread.dataset.end) }
      : quote && find(collapsed(quote), collapsed(prefix), collapsed(suffix));
    const range = words && rangeOf(words.start, words.end);
    if (range && show(range)) {
      event.preventDefault();
    }
  }

  function onText(event) {
    if (event.target.closest("a, summary, button") || !window.getSelection().isCollapsed) {
      return;
    }
    const at = document.caretPositionFromPoint
      ? document.caretPositionFromPoint(event.clientX, event.clientY)
      : document.caretRangeFromPoint && document.caretRangeFromPoint(event.clientX, event.clientY);
    const node = at && (at.offsetNode || at.startContainer);
    const offset = at && (at.offsetNode ? at.offset : at.startOffset);
    const known = page.nodes.find((one) => one.node === node);
    if (!known) {
      return;
    }
    let place = known.begins;
    while (place < known.ends - 1 && page.places[place + 1].offset <= offset) {
      place += 1;
    }
    const hit = threads
      .filter((thread) => thread.kind && thread.start <= place && place < thread.end)
      .sort((one, other) => one.end - one.start - (other.end - other.start))[0];
    if (hit) {
      goTo(hit);
    }
  }

  function unfold(element) {
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) {
      box.open = true;
    }
  }

  function goTo(thread) {
    mark("words-at-hand", [rangeOf(thread.start, thread.end)]);
    unfold(thread.element);
    thread.element.scrollIntoView({ block: "center" });
    thread.element.focus({ preventScroll: true });
  }

  // Selecting words

  const button = document.getElementById("comment-on-words");
  const remark = document.getElementById("remark");
  const form = remark && remark.querySelector("form");
  let chosen = null;
  let timer = 0;

  function field(name) {
    return form.elements[`remark-${name}`];
  }

  function selected() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) {
      return null;
    }
    const range = selection.getRangeAt(0);
    return range.intersectsNode(article) ? wordsOf(range) : null;
  }

  function offer() {
    if (document.activeElement === button) {
      return;
    }
    chosen = selected();
    button.hidden = !chosen;
    if (!chosen || window.matchMedia("(pointer: coarse)").matches) {
      return; // on touch screens it stands at the foot, away from the system's own menu
    }
    const boxes = rangeOf(chosen.start, chosen.end).getClientRects();
    const last = boxes[boxes.length - 1];
    const left = Math.min(last.right, document.documentElement.clientWidth - button.offsetWidth - 16);
    button.style.left = `${window.scrollX + Math.max(8, left)}px`;
    button.style.top = `${window.scrollY + last.bottom + 8}px`;
  }

  function take() {
    if (!chosen) {
      return;
    }
    const { start, end } = chosen;
    field("quote").value = between(start, end);
    field("prefix").value = between(Math.max(0, start - CONTEXT), start);
    field("suffix").value = between(end, end + CONTEXT);
    button.hidden = true;
    remark.open = true;
    remark.classList.add("beside-words");
    mark("words-at-hand", [rangeOf(start, end)]);
    window.getSelection().removeAllRanges();
    field("text").focus({ preventScroll: true });
    uncover(rangeOf(start, end).getBoundingClientRect(), remark.getBoundingClientRect());
    keep(form);
  }

  // The words that are spoken of stay in sight, above the form.
  function uncover(words, sheet) {
    if (words.bottom > sheet.top && words.right > sheet.left) {
      window.scrollBy({ top: words.top - Math.max(16, (sheet.top - words.height) / 2) });
    }
  }

  // A keyboard on the screen hides what stands at its foot: the form stands above it.
  function lift() {
    const seen = window.visualViewport;
    const isSheet = remark.classList.contains("beside-words") && seen.scale < 1.05;
    const below = isSheet ? Math.max(0, window.innerHeight - seen.height - seen.offsetTop) : 0;
    remark.style.bottom = below ? `${below}px` : "";
    remark.style.maxHeight = below ? `${seen.height * 0.75}px` : "";
  }

  function putBack() {
    if (!remark.classList.contains("beside-words")) {
      return;
    }
    remark.classList.remove("beside-words");
    if (window.visualViewport) {
      lift();
    }
    mark("words-at-hand", []);
    if (!field("text").value.trim() && !field("replacement").value.trim()) {
      form.reset();
      remark.open = false;
      keep(form);
    }
  }

  function selecting() {
    document.body.append(button); // it stands on the page, whatever box it was sent in
    document.addEventListener("selectionchange", () => {
      clearTimeout(timer);
      timer = setTimeout(offer, PAUSE);
    });
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", take);
    remark.querySelector(".put-back").addEventListener("click", putBack);
    remark.addEventListener("toggle", () => {
      if (!remark.open) {
        putBack();
      }
    });
    // The context belongs to the words that were selected: words typed by hand have none.
    field("quote").addEventListener("input", () => {
      field("prefix").value = "";
      field("suffix").value = "";
    });
    document.addEventListener("keydown", (event) => {
      const isTyping = document.activeElement && document.activeElement.closest("input, textarea, select");
      if (event.key === "Tab" && !event.shiftKey && !button.hidden && document.activeElement !== button && !isTyping) {
        event.preventDefault();
        button.focus();
      } else if (event.key === "Escape" && !button.hidden) {
        button.hidden = true;
        chosen = null;
      } else if (event.key === "Escape") {
        putBack();
      }
    });
    if (window.visualViewport) {
      window.visualViewport.addEventListener("resize", lift);
      window.visualViewport.addEventListener("scroll", lift);
    }
    button.addEventListener("blur", () => {
      timer = setTimeout(offer, PAUSE);
    });
  }

  // Drafts: kept in this tab until they are sent

  const PREFIX = "draft:";
  const SENT = "draft-sent";
  const forms = Array.from(document.querySelectorAll("form[data-draft]"));
  let leaving = false;

  function store(act) {
    try {
      return act(window.sessionStorage);
    } catch {
      return null; // without storage there are no drafts, and nothing else changes
    }
  }

  function fields(one) {
    const isContext = (element) => /^remark-(prefix|suffix)$/.test(element.name);
    return Array.from(one.elements).filter(
      (element) => element.name && (element.type !== "hidden" || isContext(element)),
    );
  }

  function written(one) {
    return Array.from(one.querySelectorAll("textarea")).some((element) => element.value.trim());
  }

  function keep(one) {
    const values = {};
    fields(one).forEach((element) => {
      if (element.type === "radio" || element.type === "checkbox") {
        values[`${element.name}=${element.value}`] = element.checked;
      } else {
        values[element.name] = element.value;
      }
    });
    const name = PREFIX + one.dataset.draft;
    store((storage) => (written(one) ? storage.setItem(name, JSON.stringify(values)) : storage.removeItem(name)));
  }

  function restore(one) {
    const kept = store((storage) => JSON.parse(storage.getItem(PREFIX + one.dataset.draft)));
    if (!kept || "refused" in one.dataset || written(one)) {
      return;
    }
    fields(one).forEach((element) => {
      if (element.type === "radio" || element.type === "checkbox") {
        element.checked = Boolean(kept[`${element.name}=${element.value}`]);
      } else if (element.name in kept) {
        element.value = kept[element.name];
      }
    });
    unfold(one);
    one.querySelectorAll("details").forEach((box) => {
      box.open = Array.from(box.querySelectorAll("textarea")).some((element) => element.value.trim()) || box.open;
    });
    const note = document.createElement("p");
    note.className = "meta kept";
    note.setAttribute("role", "status");
    one.prepend(note);
    note.textContent = KEPT;
  }

  // The address that a form's success leads to says so: only then is its draft forgotten.
  function forgetWhatIsDone() {
    const address = new URL(location.href);
    if (!address.searchParams.has("done")) {
      return;
    }
    store((storage) => {
      storage.removeItem(storage.getItem(SENT));
      storage.removeItem(SENT);
    });
    address.searchParams.delete("done");
    history.replaceState(history.state, "", address);
  }

  function unfoldTarget() {
    const target = location.hash.startsWith("#comment-") && document.getElementById(location.hash.slice(1));
    if (target) {
      unfold(target.parentElement);
      target.scrollIntoView();
    }
  }

  function setSending(one, isSending) {
    one.querySelectorAll('button[type="submit"]').forEach((each) => {
      each.disabled = isSending;
    });
  }

  function drafts() {
    forms.forEach((one) => {
      restore(one);
      one.addEventListener("input", () => keep(one));
      one.addEventListener("change", () => keep(one));
      one.addEventListener("submit", () => {
        keep(one);
        store((storage) => storage.setItem(SENT, PREFIX + one.dataset.draft));
        leaving = true;
        // Sent once, however often it is pressed.
        setTimeout(() => setSending(one, true));
      });
    });
    window.addEventListener("pageshow", () => {
      leaving = false;
      forms.forEach((one) => setSending(one, false));
    });
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && forms.some(written)) {
        event.preventDefault();
      }
    });
  }

  forgetWhatIsDone();
  drafts();
  unfoldTarget();
  if (page) {
    markAll();
    article.addEventListener("click", onText);
    document.addEventListener("click", onLink);
    if (button && form) {
      selecting();
    }
  }
})();
