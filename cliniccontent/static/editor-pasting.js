"use strict";
// What Word, Google Docs and web pages put on the clipboard becomes Markdown; if that fails, its plain text.
(function (editor) {
  const PATIENCE = 4000;
  const MOST = 2000000;
  const MARKED_UP = /<(?:h[1-6]|p|li|table|b|strong|i|em|sup|sub|a)\b/i;
  const SLOW = "The answer took too long.";

  async function converted(box, html) {
    const body = new FormData();
    // Images inside the text cannot come along: what is left of them is that they were there.
    body.append("html", html.replace(/(["'])data:[^"']*\1/g, '""'));
    if (body.get("html").length > MOST) {
      return { said: "It is too much to keep its form. Save it as a file and import that." };
    }
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    const answer = await editor.ask(box.querySelector("textarea").form, box.dataset.pasteUrl, body, stop.signal);
    clearTimeout(timer);
    return stop.signal.aborted ? { said: SLOW } : answer;
  }

  // Words of one line stand in the line, with the spaces that were copied with them; all else between empty lines.
  function put(text, data, plain, place) {
    const active = document.activeElement;
    if (text.value === place.value) {
      text.setSelectionRange(place.from, place.to);
    }
    if (data && data.markdown && !data.inline) {
      editor.text.block(text, data.markdown);
    } else {
      const [, before, after] = /^([ \t]*).*?([ \t]*)$/s.exec(plain);
      const words = data && data.markdown ? before + data.markdown + after : plain;
      editor.text.replace(text, text.selectionStart, text.selectionEnd, words);
    }
    if (active && active !== text && active !== document.body) {
      active.focus();
    }
  }

  function pasting(box) {
    const text = box.querySelector("textarea");
    const said = box.querySelector(".editor-pasted");
    let plainOnly = false;
    let queue = Promise.resolve();

    async function take(html, plain, place) {
      const answer = await converted(box, html);
      put(text, answer.data, plain, place);
      editor.say(said, answer.data ? answer.data.left_out : `Pasted as plain text. ${answer.said}`);
    }

    text.addEventListener("keydown", (event) => {
      plainOnly = event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";
    });
    text.addEventListener("paste", (event) => {
      const clipboard = event.clipboardData;
      const html = clipboard.getData("text/html");
      const plain = clipboard.getData("text/plain").replace(/\r\n?/g, "\n");
      const image = Array.from(clipboard.files).find((file) => file.type.startsWith("image/"));
      editor.say(said, "");
      if (image && !plain.trim()) {
        event.preventDefault();
        editor.figure(box, image);
      } else if (!plainOnly && MARKED_UP.test(html)) {
        event.preventDefault();
        const place = { value: text.value, from: text.selectionStart, to: text.selectionEnd };
        queue = queue.then(() => take(html, plain, place));
      }
      plainOnly = false;
    });
    editor.dropped(text, (image) => editor.figure(box, image), (words) => editor.say(said, words));
  }

  editor.pasting = pasting;
})((window.clinicEditor = window.clinicEditor || {}));
