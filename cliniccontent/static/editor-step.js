"use strict";
// Text and preview scrolled in step: a heading that stands at the top of the one stands at the top of the other.
(function (editor) {
  function keepInStep(text, pane, page) {
    let stops = [[0, 0], [1, 1]];
    let waiting = null;

    // Where headings stand: as a share of the text's length, and as a distance from the top of the page.
    function measure() {
      const top = page.getBoundingClientRect().top;
      const place = (element) => element.getBoundingClientRect().top - top;
      const shown = Array.from(page.querySelectorAll('[id^="section-"]'));
      const length = Math.max(1, text.value.length);
      const written = Array.from(text.value.matchAll(/^ {0,3}#{1,6}\s.*$/gm), (match) => match.index / length);
      const after = page.querySelector(":scope > .quotations, :scope > .sources");
      stops = [[0, 0]];
      if (written.length === shown.length) {
        written.forEach((share, index) => stops.push([share, place(shown[index])]));
      }
      stops.push([1, after ? place(after) : page.scrollHeight]);
    }

    function between(value, from, to) {
      const next = Math.max(1, stops.findIndex((stop) => stop[from] > value));
      const [low, high] = [stops[next - 1], stops[next]];
      const part = (value - low[from]) / Math.max(1e-9, high[from] - low[from]);
      return low[to] + Math.min(1, Math.max(0, part)) * (high[to] - low[to]);
    }

    function move(element, top) {
      const before = element.scrollTop;
      element.scrollTop = top;
      // Only a movement makes an event, which is not to move the other one back.
      waiting = element.scrollTop === before ? null : element;
    }

    function follow() {
      if (pane.clientHeight) {
        const most = text.scrollHeight - text.clientHeight;
        const atEnd = most > 0 && text.scrollTop >= most - 1;
        move(pane, atEnd ? Math.max(pane.scrollTop, between(1, 0, 1) - pane.clientHeight)
          : between(text.scrollTop / text.scrollHeight, 0, 1));
      }
    }

    function lead() {
      if (text.clientHeight) {
        move(text, between(pane.scrollTop, 1, 0) * text.scrollHeight);
      }
    }

    function on(element, act) {
      element.addEventListener("scroll", () => {
        if (waiting === element) {
          waiting = null;
        } else {
          act();
        }
      }, { passive: true });
    }

    on(text, follow);
    on(pane, lead);
    return { follow, measure };
  }

  editor.keepInStep = keepInStep;
})((window.clinicEditor = window.clinicEditor || {}));
