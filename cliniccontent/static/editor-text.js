"use strict";
// Changes to a text area that the browser's own Undo takes back, each in one step.
(function (editor) {
  const MARKER = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s+/;
  const LEAD = /^(\s*(?:(?:[-*+]|\d{1,9}[.)]|#{1,6}|>)\s+)*)(.*?)(\s*)$/;
  const TABLE = "| Outcome | New treatment | Usual treatment |\n| --- | --- | --- |\n|  |  |  |";
  const INDENT = "    ";
  const MANY_LINES = 50;

  // Many lines take Chromium seconds as text and milliseconds as HTML, which a text area turns into the same text.
  function insertAtOnce(text, words) {
    const { value, selectionStart, selectionEnd } = text;
    const html = words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    const done = document.execCommand("insertHTML", false, html);
    if (done && text.value !== value.slice(0, selectionStart) + words + value.slice(selectionEnd)) {
      document.execCommand("undo");
      text.setSelectionRange(selectionStart, selectionEnd);
      return false;
    }
    return done;
  }

  function insert(text, words) {
    if (words.split("\n").length > MANY_LINES && insertAtOnce(text, words)) {
      return true;
    }
    return document.execCommand(words ? "insertText" : "delete", false, words);
  }

  // Put words in the place of what stands between two offsets, and select a part of them (the end, if none is named).
  function replace(text, from, to, words, select = words.length, until = select) {
    text.focus();
    text.setSelectionRange(from, to);
    // Writing to `value` would empty the browser's list of what can be undone.
    if ((words || from !== to) && !insert(text, words)) {
      text.setRangeText(words, from, to, "end");
      text.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    text.setSelectionRange(from + select, from + until);
  }

  // The offsets of the lines that the selection touches.
  function lines(text) {
    const { value, selectionStart, selectionEnd } = text;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const last = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
    const end = value.indexOf("\n", last);
    return [from, end < 0 ? value.length : end];
  }

  function run(value, at, step) {
    let count = 0;
    for (let index = step < 0 ? at - 1 : at; value[index] === "*"; index += step) {
      count += 1;
    }
    return count;
  }

  function chosen(text) {
    const { value } = text;
    let [from, to] = [text.selectionStart, text.selectionEnd];
    if (from === to) {
      from -= /[\p{L}\p{N}]*$/u.exec(value.slice(Math.max(0, from - 80), from))[0].length;
      to += /^[\p{L}\p{N}]*/u.exec(value.slice(to, to + 80))[0].length;
    }
    while (from < to && /[\s*]/.test(value[from])) {
      from += 1;
    }
    while (to > from && /[\s*]/.test(value[to - 1])) {
      to -= 1;
    }
    return [from, to];
  }

  // Bold (`**`) or italic (`*`) for the selection or the word at the cursor; taken away where it is there already.
  function emphasise(text, mark, sample) {
    const { value } = text;
    const [from, to] = chosen(text);
    const around = Math.min(run(value, from, -1), run(value, to, 1));
    const size = mark.length;
    if (from < to && (size === 1 ? around % 2 === 1 : around >= 2)) {
      replace(text, from - size, to + size, value.slice(from, to), 0, to - from);
    } else if (from === to) {
      replace(text, from, to, mark + sample + mark, size, size + sample.length);
    } else {
      const marked = value.slice(from, to).split("\n").map((line) => {
        const [, lead, words, trail] = LEAD.exec(line);
        return words ? lead + mark + words + mark + trail : line;
      }).join("\n");
      const single = !marked.includes("\n");
      replace(text, from, to, marked, single ? size : 0, single ? marked.length - size : marked.length);
    }
  }

  // No heading, a section's, a smaller one, and none again.
  function heading(text) {
    const [from] = lines(text);
    const before = /^#{0,6}[ \t]*/.exec(text.value.slice(from, from + 12))[0];
    const level = before.trim().length;
    const after = level === 0 ? "## " : level < 3 ? "### " : "";
    const [start, end] = [text.selectionStart, text.selectionEnd];
    replace(text, from, from + before.length, after);
    const moved = (offset) => Math.max(from, offset - before.length + after.length);
    text.setSelectionRange(moved(start), moved(end));
  }

  function changeLines(text, change) {
    const [from, to] = lines(text);
    const before = text.value.slice(from, to);
    const after = change(before.split("\n")).join("\n");
    if (after !== before) {
      replace(text, from, to, after, before.includes("\n") ? 0 : after.length, after.length);
    }
  }

  // Make the lines a list, or take its markers away.
  function list(text, numbered) {
    const ours = numbered ? /^\s*\d{1,9}[.)]\s+/ : /^\s*[-*+]\s+/;
    changeLines(text, (all) => {
      const filled = all.filter((line) => line.trim());
      if (filled.length && filled.every((line) => ours.test(line))) {
        return all.map((line) => line.replace(MARKER, "$1"));
      }
      let number = 0;
      const marker = () => (numbered ? `${(number += 1)}. ` : "- ");
      return all.map((line) => {
        if (!line.trim() && all.length > 1) {
          return line;
        }
        const [, space] = /^(\s*)/.exec(line);
        return space + marker() + line.replace(MARKER, "").trimStart();
      });
    });
  }

  function indent(text) {
    changeLines(text, (all) => all.map((line) => (line ? INDENT + line : line)));
  }

  function outdent(text) {
    changeLines(text, (all) => all.map((line) => line.replace(/^ {1,4}|^\t/, "")));
  }

  function link(text) {
    const [from, to] = [text.selectionStart, text.selectionEnd];
    const words = text.value.slice(from, to);
    if (/^https?:\/\/\S+$/.test(words)) {
      replace(text, from, to, `[](${words})`, 1);
    } else {
      const label = words.replace(/\s+/g, " ") || "words of the link";
      const start = words ? label.length + 3 : 1;
      replace(text, from, to, `[${label}](https://)`, start, words ? start + 8 : 1 + label.length);
    }
  }

  // Words with an empty line before and after them.
  function block(text, words, select, until) {
    const before = text.value.slice(0, text.selectionStart);
    const after = text.value.slice(text.selectionEnd);
    const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const ends = after.startsWith("\n\n") || (after && !after.trim());
    const trail = !after ? "\n" : ends ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    const at = select === undefined ? (lead + words).length : lead.length + select;
    const end = until === undefined ? at : lead.length + until;
    replace(text, text.selectionStart, text.selectionEnd, lead + words + trail, at, end);
  }

  // Open a dialog over a text, whose cursor waits where it is: a text that has no focus may lose its place.
  function over(text, dialog) {
    const place = [text.selectionStart, text.selectionEnd];
    const back = () => text.setSelectionRange(...place);
    dialog.addEventListener("close", back, { once: true });
    dialog.showModal();
    return () => {
      dialog.removeEventListener("close", back);
      dialog.close();
      back();
    };
  }

  editor.text = {
    replace,
    over,
    block,
    acts: {
      bold: (text) => emphasise(text, "**", "bold words"),
      italic: (text) => emphasise(text, "*", "words in italics"),
      heading,
      bullets: (text) => list(text, false),
      numbers: (text) => list(text, true),
      link,
      table: (text) => block(text, TABLE, 2, 9),
      indent,
      outdent,
    },
  };
})((window.clinicEditor = window.clinicEditor || {}));
