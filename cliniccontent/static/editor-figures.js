"use strict";
// Putting a figure in: a new image or one that is here, never without saying what it shows or that it says nothing.
(function (editor) {
  const PAUSE = 300;
  const dialogs = new WeakMap();

  function escaped(words) {
    return words.trim().replace(/\s+/g, " ").replace(/[\\[\]`*_<>&]/g, "\\$&");
  }

  // The image itself, without an address that the site's policy would have to allow.
  async function draw(canvas, file) {
    canvas.hidden = true;
    try {
      const image = await createImageBitmap(file);
      const scale = Math.min(1, 320 / image.width, 200 / image.height);
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.hidden = false;
    } catch {
      // The browser cannot show it; the server says whether it is an image.
    }
  }

  function tile(figure, name) {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    const image = document.createElement("img");
    const words = document.createElement("span");
    Object.assign(radio, { type: "radio", name, value: figure.digest });
    Object.assign(image, { src: figure.url, alt: "", loading: "lazy", width: 96, height: 72 });
    words.textContent = figure.caption || figure.credit || `Figure ${figure.digest.slice(0, 8)}`;
    label.append(radio, image, words);
    return label;
  }

  function dialog(box) {
    const text = box.querySelector("textarea");
    const shown = box.querySelector(".editor-figures").content.firstElementChild.cloneNode(true);
    const part = (name) => shown.querySelector(`.${name}`);
    const [alt, decorative, said, gallery, search] = ["alt", "decorative", "said", "gallery", "search"].map(part);
    let file = null;
    let figure = null;
    let known = new Map();
    let page = 1;
    let timer = 0;
    let asked = 0;
    let finish = null;

    function draft() {
      part("chosen").hidden = !file && !figure;
      part("chosen-name").textContent = file ? file.name : figure ? figure.caption : "";
      part("new-words").hidden = !file;
      part("canvas").hidden = true;
      part("stored").hidden = !figure;
      if (figure) {
        part("stored").src = figure.url;
      } else if (file) {
        draw(part("canvas"), file);
      }
      editor.say(said, "");
    }

    function take(chosen) {
      file = chosen;
      figure = null;
      gallery.querySelectorAll("input").forEach((radio) => {
        radio.checked = false;
      });
      draft();
      alt.focus();
    }

    async function find(from) {
      asked += 1;
      const mine = asked;
      const query = new URLSearchParams({ q: search.value, page: String(from) });
      let data = null;
      try {
        const response = await fetch(`${box.dataset.chooseUrl}?${query}`, { redirect: "error" });
        data = response.ok ? await response.json() : null;
      } catch {
        data = null;
      }
      if (mine !== asked) {
        return;
      }
      if (from === 1) {
        known = new Map();
        gallery.replaceChildren();
      }
      page = from;
      const figures = data ? data.figures : [];
      figures.forEach((item) => {
        known.set(item.digest, item);
        gallery.append(tile(item, `${text.id}-figure`));
      });
      const none = data ? "No figure is found." : "The figures cannot be shown now.";
      editor.say(part("found"), known.size ? "" : none);
      part("more").hidden = !(data && data.more);
    }

    function refuse(words, field) {
      editor.say(said, words);
      field.focus();
    }

    async function address() {
      if (figure) {
        return figure.address;
      }
      const body = new FormData();
      body.append("image", file, file.name);
      ["caption", "credit", "licence"].forEach((name) => body.append(name, part(name).value));
      const answer = await editor.ask(text.form, box.dataset.uploadUrl, body);
      editor.say(said, answer.said || "");
      return answer.data ? answer.data.address : "";
    }

    async function insert() {
      const button = part("insert");
      if (!file && !figure) {
        refuse("Choose an image first.", part("file"));
      } else if (!decorative.checked && !alt.value.trim()) {
        refuse("Say what the image shows, or tick “Decorative”.", alt);
      } else if (!button.disabled) {
        button.disabled = true;
        const found = await address();
        button.disabled = false;
        if (found && shown.open) {
          finish();
          const mark = decorative.checked ? `![](${found} "decorative")` : `![${escaped(alt.value)}](${found})`;
          editor.text.block(text, mark);
        }
      }
    }

    part("file").addEventListener("change", () => {
      if (part("file").files.length) {
        take(part("file").files[0]);
      }
    });
    editor.dropped(part("drop"), take, (words) => editor.say(said, words));
    search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => find(1), PAUSE);
    });
    part("more").addEventListener("click", () => find(page + 1));
    gallery.addEventListener("change", (event) => {
      file = null;
      part("file").value = "";
      figure = known.get(event.target.value) || null;
      draft();
    });
    decorative.addEventListener("change", () => {
      alt.disabled = decorative.checked;
    });
    part("insert").addEventListener("click", insert);
    part("cancel").addEventListener("click", () => shown.close());
    document.body.append(shown);
    return (chosen) => {
      shown.querySelectorAll("input[type=text], input[type=search], textarea").forEach((field) => {
        field.value = "";
      });
      part("file").value = "";
      alt.disabled = decorative.checked = false;
      file = figure = null;
      draft();
      finish = editor.text.over(text, shown);
      find(1);
      if (chosen) {
        take(chosen);
      }
    };
  }

  function put(box, file = null) {
    if (!dialogs.has(box)) {
      dialogs.set(box, dialog(box));
    }
    dialogs.get(box)(file);
  }

  // Images that are dropped on an element, and on nothing else of the page.
  function dropped(element, take, say) {
    const hasFiles = (event) => Array.from(event.dataTransfer.types).includes("Files");
    element.addEventListener("dragover", (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
      }
    });
    element.addEventListener("drop", (event) => {
      if (!hasFiles(event)) {
        return;
      }
      event.preventDefault();
      const image = Array.from(event.dataTransfer.files).find((one) => one.type.startsWith("image/"));
      if (image) {
        take(image);
      } else {
        say("Only images can be dropped here. A document comes in with Import.");
      }
    });
  }

  editor.figure = put;
  editor.dropped = dropped;
})((window.clinicEditor = window.clinicEditor || {}));
